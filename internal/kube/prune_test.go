package kube

import (
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"testing"
)

// Pruning leaves what the struct names, as it was.
func TestPrune(t *testing.T) {
	type inner struct {
		Name string            `json:"name"`
		Map  map[string]string `json:"map"`
	}
	type outer struct {
		List []inner `json:"list"`
		One  *inner  `json:"one"`
		Num  float64 `json:"num"`
		Any  []any   `json:"any"`
	}
	of := shapeOf(reflect.TypeFor[outer]())
	for text, want := range map[string]string{
		`{}`:                            `{}`,
		`{"x":1,"y":{"a":[1,{"b":2}]}}`: `{}`,
		` { "num" : -1.5e3 , "x" : "}]\"," , "one" : null } `:                           `{"num":-1.5e3,"one":null}`,
		`{"list":[{"name":"a\\","x":{}},{"y":[]},{"map":{"p":"q","\"":"\\\""}}],"z":0}`: `{"list":[{"name":"a\\"},{},{"map":{"p":"q","\"":"\\\""}}]}`,
		`{"list":[],"any":[1,"two",{"three":3}],"one":{"name":"é\u0000"}}`:              `{"list":[],"any":[1,"two",{"three":3}],"one":{"name":"é\u0000"}}`,
	} {
		s := &scanner{text: []byte(text)}
		got, err := s.prune(nil, of)
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v, want %s", text, got, err, want)
		}
		var a, b outer
		if err := errors.Join(json.Unmarshal([]byte(text), &a), json.Unmarshal(got, &b)); err != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: means %+v, pruned %+v, %v", text, a, b, err)
		}
	}
	for text, want := range map[string]error{
		``: io.ErrUnexpectedEOF, `{`: io.ErrUnexpectedEOF, `{"list":[{"name":"a`: io.ErrUnexpectedEOF, `{"x":"\"}`: io.ErrUnexpectedEOF,
		`{"num"}`: errNotJSON, `{num:1}`: errNotJSON, `{"num":}`: errNotJSON, `{"num":1;}`: nil, `{"list":[1 2]}`: errNotJSON,
	} {
		s := &scanner{text: []byte(text)}
		got, err := s.prune(nil, of)
		if want == nil { // for encoding/json to refuse
			var v outer
			err = json.Unmarshal(got, &v)
			if err == nil {
				t.Errorf("%s: no error", text)
			}
			continue
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: got %s, %v, want %v", text, got, err, want)
		}
	}
}

// Whatever the text is, pruning ends, and what is valid stays so and means the same.
func FuzzPrune(f *testing.F) {
	seeds := 0
	for _, text := range []string{`{"metadata":{"name":"a","managedFields":[{}]},"spec":{"containers":[{"name":"b","env":[{"x":"y"}]}]}}`, `[{"status":{"phase":"x"}}]`, `"x"`, `{"spec":{"os":{"name":"\\"}}}`} {
		f.Add([]byte(text))
		seeds++
	}
	if seeds == 0 {
		f.Fatal("no seeds")
	}
	of := shapeOf(reflect.TypeFor[podWire]())
	f.Fuzz(func(t *testing.T, text []byte) {
		s := &scanner{text: text}
		got, err := s.prune(nil, of)
		if json.Valid(text) && (err != nil || !json.Valid(got)) {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	})
}
