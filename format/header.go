package format

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"time"
)

// A Label is a name and a value somebody gave the session.
type Label struct{ Name, Value string }

// A Header says what a recording is of (§3). It never holds credentials; Argv is as the user typed it.
type Header struct {
	ID         string        // ULID, 26 characters
	Kind       string        // ssh, kube, run, import
	Target     string        // what was connected to, as shown in lists
	Argv       []string      // the command that ran in the pty
	User       string        // user@host who opened the session
	RemoteUser string        // the account at the target, where known
	Start      time.Time     // to the nanosecond, UTC
	Size       Size          // of the terminal at the start; 0x0 without one
	Term       string        // TERM
	Labels     []Label       // by name
	Reason     string        // why the session was opened
	Recorder   string        // program and version that wrote the recording
	Tick       time.Duration // resolution of all times; 0 means DefaultTick
	Unknown    []Field       // fields of a newer version, kept
}

// Tags of the header's fields (§3).
const (
	tagID = 1 + iota
	tagKind
	tagTarget
	tagArgv
	tagUser
	tagRemoteUser
	tagStart
	tagSize
	tagTerm
	tagLabel
	tagReason
	tagRecorder
	tagTick
	tagLastHeader = tagTick
)

func (h Header) appendPayload(b []byte) []byte {
	var fields []Field
	text := func(tag uint64, v string) {
		if v != "" {
			fields = append(fields, Field{tag, []byte(v)})
		}
	}
	text(tagID, h.ID)
	text(tagKind, h.Kind)
	text(tagTarget, h.Target)
	for _, a := range h.Argv {
		fields = append(fields, Field{tagArgv, []byte(a)})
	}
	text(tagUser, h.User)
	text(tagRemoteUser, h.RemoteUser)
	fields = append(fields, uintField(tagStart, uint64(h.Start.UnixNano())))
	fields = append(fields, Field{tagSize, appendSize(nil, h.Size)})
	text(tagTerm, h.Term)
	for _, l := range h.Labels {
		fields = append(fields, Field{tagLabel, []byte(l.Name + "=" + l.Value)})
	}
	text(tagReason, h.Reason)
	text(tagRecorder, h.Recorder)
	fields = append(fields, uintField(tagTick, uint64(h.tick())))
	return appendFields(b, append(fields, h.Unknown...))
}

func (h Header) tick() time.Duration {
	if h.Tick <= 0 {
		return DefaultTick
	}
	return h.Tick
}

// parseHeader reads a header's payload. Only the form that a Writer writes is accepted.
func parseHeader(payload []byte) (Header, error) {
	h := Header{Start: time.Unix(0, 0).UTC()}
	repeats := func(tag uint64) bool { return tag == tagArgv || tag == tagLabel || tag > tagLastHeader }
	if err := scanFields(payload, repeats, h.set); err != nil {
		return Header{}, fmt.Errorf("read header: %w", err)
	}
	if h.Tick == 0 || !bytes.Equal(h.appendPayload(nil), payload) {
		return Header{}, fmt.Errorf("read header: %w", errFieldOrder)
	}
	return h, nil
}

func (h *Header) set(f Field) (err error) {
	switch f.Tag {
	case tagID:
		h.ID = string(f.Value)
	case tagKind:
		h.Kind = string(f.Value)
	case tagTarget:
		h.Target = string(f.Value)
	case tagArgv:
		h.Argv = append(h.Argv, string(f.Value))
	case tagUser:
		h.User = string(f.Value)
	case tagRemoteUser:
		h.RemoteUser = string(f.Value)
	case tagStart:
		var ns uint64
		ns, err = f.uint()
		h.Start = time.Unix(0, int64(ns)).UTC()
	case tagSize:
		h.Size, err = scanSize(f.Value)
	case tagTerm:
		h.Term = string(f.Value)
	case tagLabel:
		name, value, ok := strings.Cut(string(f.Value), "=")
		if !ok {
			return errShort
		}
		h.Labels = append(h.Labels, Label{name, value})
	case tagReason:
		h.Reason = string(f.Value)
	case tagRecorder:
		h.Recorder = string(f.Value)
	case tagTick:
		h.Tick, err = scanTick(f)
	default:
		h.Unknown = append(h.Unknown, Field{f.Tag, bytes.Clone(f.Value)})
	}
	return err
}

func scanTick(f Field) (time.Duration, error) {
	ns, err := f.uint()
	if err == nil && (ns == 0 || ns > uint64(time.Hour)) {
		return 0, errTime
	}
	return time.Duration(ns), err
}

// SortLabels puts the labels in the order in which lists show them.
func SortLabels(labels []Label) {
	sort.SliceStable(labels, func(i, j int) bool { return labels[i].Name < labels[j].Name })
}
