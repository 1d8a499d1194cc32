package index

import (
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// The columns of the table of lines by their place. What a search of ours reads lies together, at the end.
const (
	columnSession = iota // text
	columnHost           // text
	columnUser           // text
	columnKind           // text
	columnStart          // time of the session's start
	columnNumber         // of the line in its session
	columnIn             // text: screen, transient, input or mark
	columnAt             // ms since the start
	columnVisible        // ms
	columnSteps          // bytes, see appendSteps
	columnLine           // text
	lineColumns
)

// A columnShape says how a column stands in the object of lines.
type columnShape struct {
	name     string
	physical pqformat.Type
	logical  pqformat.LogicalTypeValue
	encoding pqformat.Encoding
}

// shapes returns the columns. Their pages are of version 1, and all encodings are of Parquet's first years, since engines differ in what of the
// newer they read. None is optional, so that a page holds values and nothing else.
func shapes() [lineColumns]columnShape {
	text, when := new(pqformat.StringType), &pqformat.TimestampType{IsAdjustedToUTC: true, Unit: pqformat.TimeUnit{Value: new(pqformat.MilliSeconds)}}
	return [lineColumns]columnShape{
		columnSession: {"session", pqformat.ByteArray, text, pqformat.RLEDictionary},
		columnHost:    {"host", pqformat.ByteArray, text, pqformat.RLEDictionary},
		columnUser:    {"user", pqformat.ByteArray, text, pqformat.RLEDictionary},
		columnKind:    {"kind", pqformat.ByteArray, text, pqformat.RLEDictionary},
		columnStart:   {"start", pqformat.Int64, when, pqformat.RLEDictionary},
		columnNumber:  {"number", pqformat.Int32, nil, pqformat.DeltaBinaryPacked},
		columnIn:      {"place", pqformat.ByteArray, text, pqformat.RLEDictionary},
		columnAt:      {"t_ms", pqformat.Int64, nil, pqformat.DeltaBinaryPacked},
		columnVisible: {"vis_ms", pqformat.Int64, nil, pqformat.DeltaBinaryPacked},
		columnSteps:   {"steps", pqformat.ByteArray, nil, pqformat.Plain},
		columnLine:    {"line", pqformat.ByteArray, text, pqformat.Plain},
	}
}

// schema returns the columns as a footer has them, below a root.
func schema(shapes []columnShape) (elements []pqformat.SchemaElement, orders []pqformat.ColumnOrder) {
	elements = append(elements, pqformat.SchemaElement{Name: "lines", NumChildren: thrift.New(int32(len(shapes)))})
	for _, s := range shapes {
		e := pqformat.SchemaElement{Name: s.name, Type: thrift.New(s.physical), RepetitionType: thrift.New(pqformat.Required)}
		switch s.logical.(type) {
		case *pqformat.StringType:
			e.ConvertedType = thrift.New(deprecated.UTF8)
		case *pqformat.TimestampType:
			e.ConvertedType = thrift.New(deprecated.TimestampMillis)
		}
		e.LogicalType = pqformat.LogicalType{Value: s.logical}
		elements = append(elements, e)
		orders = append(orders, pqformat.ColumnOrder{Value: new(pqformat.TypeDefinedOrder)})
	}
	return elements, orders
}
