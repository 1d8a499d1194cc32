package archive

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/store"
)

// maxDetails bounds in bytes what is read of a catalog entry: a header's limit, as JSON with every byte escaped.
const maxDetails = 6*format.MaxHeader + 64<<10

// Details are the header of a recording and, once it was committed, its summary, as the catalog has them. Their texts are as
// clean as those of an Entry. Nothing has been checked against the recording.
type Details struct {
	Header  format.Header
	Summary *format.Summary // nil without a commit
}

type detailsJSON struct {
	Version    int          `json:"version"`
	ID         string       `json:"id"`
	Kind       string       `json:"kind"`
	Target     string       `json:"target,omitempty"`
	Argv       []string     `json:"argv,omitempty"`
	User       string       `json:"user,omitempty"`
	RemoteUser string       `json:"remote_user,omitempty"`
	Start      time.Time    `json:"start"`
	Cols       int          `json:"cols,omitempty"`
	Rows       int          `json:"rows,omitempty"`
	Term       string       `json:"term,omitempty"`
	Labels     []labelJSON  `json:"labels,omitempty"`
	Reason     string       `json:"reason,omitempty"`
	Recorder   string       `json:"recorder,omitempty"`
	Tick       int64        `json:"tick_ns,omitempty"`
	Summary    *summaryJSON `json:"summary,omitempty"`
}

type labelJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type summaryJSON struct {
	Duration    int64  `json:"duration_ns"`
	Events      int64  `json:"events"`
	OutputBytes int64  `json:"output_bytes"`
	Exit        string `json:"exit,omitempty"`
	Interrupted bool   `json:"interrupted,omitempty"`
	Digest      string `json:"digest"`
}

// encodeDetails gives the JSON of a catalog entry.
func encodeDetails(h format.Header, s *format.Summary) ([]byte, error) {
	d := detailsJSON{
		Version: 1, ID: h.ID, Kind: h.Kind, Target: h.Target, Argv: h.Argv, User: h.User, RemoteUser: h.RemoteUser,
		Start: h.Start.UTC(), Cols: h.Size.Cols, Rows: h.Size.Rows, Term: h.Term, Reason: h.Reason, Recorder: h.Recorder,
		Tick: int64(h.Tick),
	}
	for _, l := range h.Labels {
		d.Labels = append(d.Labels, labelJSON{l.Name, l.Value})
	}
	if s != nil {
		d.Summary = &summaryJSON{int64(s.Duration), s.Events, s.OutputBytes, "", s.Interrupted, hex.EncodeToString(s.Digest[:])}
		if s.Exit != nil {
			d.Summary.Exit = s.Exit.String()
		}
	}
	return json.Marshal(d)
}

// decodeDetails reverses encodeDetails and cleans the texts.
func decodeDetails(b []byte) (Details, error) {
	var d detailsJSON
	if err := json.Unmarshal(b, &d); err != nil {
		return Details{}, errors.New("not the JSON of a catalog entry") // the decoder's words could repeat what it read
	}
	h := format.Header{
		ID: d.ID, Kind: cleanText(d.Kind), Target: cleanText(d.Target), User: cleanText(d.User),
		RemoteUser: cleanText(d.RemoteUser), Start: d.Start.UTC(), Size: format.Size{Cols: side(d.Cols), Rows: side(d.Rows)},
		Term: cleanText(d.Term), Reason: cleanText(d.Reason), Recorder: cleanText(d.Recorder), Tick: time.Duration(max(d.Tick, 0)),
	}
	for _, a := range d.Argv {
		h.Argv = append(h.Argv, cleanText(a))
	}
	for _, l := range d.Labels {
		h.Labels = append(h.Labels, format.Label{Name: cleanText(l.Name), Value: cleanText(l.Value)})
	}
	return Details{h, d.Summary.summary()}, nil
}

// side bounds a side of a terminal to what a terminal can have.
func side(n int) int { return min(max(n, 0), 1<<16-1) }

func (s *summaryJSON) summary() *format.Summary {
	if s == nil {
		return nil
	}
	sum := &format.Summary{Duration: time.Duration(min(max(s.Duration, 0), int64(maxDuration))), Events: max(s.Events, 0), OutputBytes: max(s.OutputBytes, 0),
		Interrupted: s.Interrupted}
	if digest, err := hex.DecodeString(s.Digest); err == nil {
		copy(sum.Digest[:], digest)
	}
	if exit, err := (format.Event{Kind: format.Exit, Data: []byte(cleanText(s.Exit))}).Exit(); err == nil {
		sum.Exit = &exit
	}
	return sum
}

// Details reads the catalog entry of a recording, one small object, and not the recording.
func (a *Archive) Details(ctx context.Context, e Entry) (Details, error) {
	e, err := a.refresh(ctx, e)
	if err != nil {
		return Details{}, err
	}
	d, err := a.details(ctx, e)
	if errors.Is(err, store.ErrNotExist) { // a commit has removed this entry of the session
		if e, err = a.resolveWhole(ctx, e.ID); err == nil {
			d, err = a.details(ctx, e)
		}
	}
	if err != nil {
		return Details{}, fmt.Errorf("read catalog entry of %s: %w", e.ID, err)
	}
	return d, nil
}

func (a *Archive) details(ctx context.Context, e Entry) (Details, error) {
	b, err := a.readSmall(ctx, e.key)
	if err != nil {
		return Details{}, err
	}
	d, err := decodeDetails(b)
	if err == nil && d.Header.ID != e.ID {
		err = errors.New("it is of another recording")
	}
	return d, err
}

func (a *Archive) readSmall(ctx context.Context, key string) ([]byte, error) {
	r, err := a.store.Get(ctx, key, 0, maxDetails)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = io.Copy(&b, io.LimitReader(r, maxDetails))
	return b.Bytes(), errors.Join(err, r.Close())
}
