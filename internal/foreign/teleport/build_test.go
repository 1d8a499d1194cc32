package teleport

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the recordings in ../testdata anew")

// A builder makes recordings as the documentation of the format and events.proto have them: Teleport is not to be had as a
// package. What it makes is not what a real Teleport has written; that is in TestCorpus.
type builder struct {
	index int64
	start time.Time
}

func field(number int, data []byte) []byte {
	b := binary.AppendUvarint(nil, uint64(number)<<3|wireBytes)
	b = binary.AppendUvarint(b, uint64(len(data)))
	return append(b, data...)
}

func words(number int, texts ...string) []byte {
	var b []byte
	for _, t := range texts {
		b = append(b, field(number, []byte(t))...)
	}
	return b
}

func varint(number int, v int64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)<<3|wireVarint), uint64(v))
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// event makes an event of a kind at a time after the start, with its number in Teleport's list of events.
func (b *builder) event(number int, kind string, after time.Duration, body ...[]byte) []byte {
	at := b.start.Add(after)
	when := join(varint(1, at.Unix()), varint(2, int64(at.Nanosecond())))
	metadata := join(varint(metadataIndex, b.index), words(metadataType, kind), field(metadataTime, when), words(metadataCluster, "tp.example"))
	b.index++
	return field(number, append(field(fieldMetadata, metadata), join(body...)...))
}

func (b *builder) print(after, delay time.Duration, offset int64, text string) []byte {
	return b.event(7, typePrint, after, words(printData, text), varint(printDelay, delay.Milliseconds()), varint(printOffset, offset))
}

// sshStart begins a session on a host.
func (b *builder) sshStart() []byte {
	return b.event(5, typeStart, 0,
		field(startUser, join(words(userName, "alice"), words(userLogin, "deploy"))),
		field(startSession, words(sessionID, "11111111-2222-3333-4444-555555555555")),
		field(startServer, join(words(serverHost, "db-1"), field(serverLabels, join(words(1, "env"), words(2, "prod"))))),
		field(startConnection, words(connectionProtocol, "ssh")),
		words(startSize, "100:30"), words(startReason, "INC-7"))
}

// part packs events as one part of a file.
func part(padding int, events ...[]byte) []byte {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for _, e := range events {
		_, _ = z.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(e))), e...)) // to memory
	}
	_ = z.Close()
	return join(partHead(version1, packed.Len(), padding), packed.Bytes(), make([]byte, padding))
}

func partHead(version, size, padding int) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(version))
	b = binary.BigEndian.AppendUint64(b, uint64(size))
	return binary.BigEndian.AppendUint64(b, uint64(padding))
}

// sshRecording is a session of three parts, the second of which is padding only, with a resize and an end.
func sshRecording() []byte {
	b := &builder{start: time.Date(2026, 11, 24, 9, 30, 0, 125e6, time.UTC)}
	first := part(1000, b.sshStart(), b.print(700*time.Millisecond, 0, 0, "deploy@db-1:~$ "), b.print(1700*time.Millisecond, time.Second, 15, "echo needle-teleport-ssh\r\nneedle-teleport-ssh\r\n"))
	last := part(0, b.event(9, typeResize, 2200*time.Millisecond, words(resizeSize, "132:43")),
		b.print(2700*time.Millisecond, 2*time.Second, 62, "caf\xc3\xa9 \xff\r\nlogout\r\n"),
		b.event(15, "session.leave", 2800*time.Millisecond),
		b.event(10, typeEnd, 7800*time.Millisecond))
	return join(first, partHead(version1, 0, 500), make([]byte, 500), last)
}

// kubeRecording is a command in a pod, with its exit status.
func kubeRecording() []byte {
	b := &builder{start: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	return part(0, b.event(5, typeStart, 0,
		field(startUser, words(userName, "alice")),
		field(startSession, words(sessionID, "66666666-7777-8888-9999-000000000000")),
		field(startServer, words(serverHost, "kube-agent")),
		field(startConnection, words(connectionProtocol, "kube")),
		words(startSize, "80:24"),
		field(startKube, words(kubeCluster, "prod-eu")),
		field(startPod, join(words(podName, "cart-0"), words(podNamespace, "shop"), words(podContainer, "cart"), words(podImage, "cart:7"), words(podNode, "ip-10-0-3-7"))),
		words(startCommand, "sh", "-c", "echo needle-teleport-kube; exit 3")),
		b.print(40*time.Millisecond, 0, 0, "needle-teleport-kube\r\n"),
		b.event(24, typeExec, 90*time.Millisecond, field(execCommand, join(words(1, "sh"), words(execCode, "3")))),
		b.event(10, typeEnd, 5*time.Second))
}

// tornRecording has no end: the agent died.
func tornRecording() []byte {
	b := &builder{start: time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)}
	return part(0, b.sshStart(), b.print(time.Second, 0, 0, "needle-teleport-torn\r\n"))
}

// TestWriteFixtures writes the recordings that other tests read.
func TestWriteFixtures(t *testing.T) {
	for name, b := range map[string][]byte{"teleport-ssh.tar": sshRecording(), "teleport-kube.tar": kubeRecording(), "teleport-torn.tar": tornRecording()} {
		path := filepath.Join("..", "testdata", name)
		if *update {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s is not what the builder makes (%v); write it with -update", name, err)
		}
	}
}
