package index

import (
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
)

// sessionRow is a row of the table of sessions.
type sessionRow struct {
	Session    string            `parquet:"session,plain"`
	Kind       string            `parquet:"kind,dict"`
	Host       string            `parquet:"host,dict"`
	User       string            `parquet:"user,dict"`
	RemoteUser string            `parquet:"remote_user,dict"`
	Namespace  string            `parquet:"namespace,dict"`
	Reason     string            `parquet:"reason,plain"`
	Labels     map[string]string `parquet:"labels"`
	Start      int64             `parquet:"start,timestamp(millisecond:utc)"`
	Duration   int64             `parquet:"duration_ms"`
	Exit       *int32            `parquet:"exit,optional"` // code; null where not known or killed by a signal
	Signal     string            `parquet:"signal,dict"`
	State      string            `parquet:"state,dict"`
	Output     int64             `parquet:"output_bytes"`
	Size       int64             `parquet:"size_bytes"` // in the store
	Row        int64             `parquet:"first_row"`  // in the pack's object of lines
	Lines      int64             `parquet:"lines"`      // of the screen
	Inputs     int64             `parquet:"inputs"`
	Marks      int64             `parquet:"marks"`
}

func (m *member) sessionRow() sessionRow {
	r := sessionRow{Session: m.ID, Kind: m.Kind, Host: m.Target, User: m.User, RemoteUser: m.RemoteUser, Namespace: m.Namespace, Reason: m.Reason,
		Labels: map[string]string{}, Start: m.Start.UnixMilli(), Duration: m.Duration.Milliseconds(), State: m.State.String(), Output: m.Bytes, Size: m.size,
		Row: int64(m.first), Lines: int64(m.screen), Inputs: int64(m.input), Marks: int64(m.marks)}
	for _, l := range m.Labels {
		r.Labels[l.Name] = l.Value
	}
	if m.Exit != nil {
		r.Signal = m.Exit.Signal
		if r.Signal == "" {
			code := int32(m.Exit.Code)
			r.Exit = &code
		}
	}
	return r
}

func (r sessionRow) member() member {
	m := member{Session: Session{ID: r.Session, Kind: r.Kind, Target: r.Host, User: r.User, RemoteUser: r.RemoteUser, Namespace: r.Namespace, Reason: r.Reason,
		Start: time.UnixMilli(r.Start).UTC(), Duration: time.Duration(r.Duration) * time.Millisecond, Bytes: r.Output},
		size: r.Size, first: int(r.Row), screen: int(r.Lines), input: int(r.Inputs), marks: int(r.Marks)}
	for name, value := range r.Labels {
		m.Labels = append(m.Labels, format.Label{Name: name, Value: value})
	}
	format.SortLabels(m.Labels)
	m.State = parseState(r.State)
	if r.Exit != nil {
		m.Exit = &format.ExitStatus{Code: int(*r.Exit)}
	} else if r.Signal != "" {
		m.Exit = &format.ExitStatus{Signal: r.Signal}
	}
	return m
}

func parseState(name string) archive.State {
	for _, s := range []archive.State{archive.Live, archive.Complete} {
		if s.String() == name {
			return s
		}
	}
	return archive.Torn
}

// sessionsOptions are those of the object of sessions.
func sessionsOptions() []parquet.WriterOption {
	return []parquet.WriterOption{parquet.Compression(&zstd.Codec{}), parquet.DataPageVersion(1), parquet.CreatedBy("shellac", "1", "")}
}
