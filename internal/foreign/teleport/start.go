package teleport

import (
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// The fields of the event that begins a recording, and of the messages in it.
const (
	startUser       = 2
	startSession    = 3
	startServer     = 4
	startConnection = 5
	startSize       = 6
	startKube       = 7
	startPod        = 8
	startCommand    = 9
	startReason     = 13

	userName  = 1
	userLogin = 2

	sessionID = 1

	serverHost   = 3
	serverLabels = 5

	connectionProtocol = 3

	kubeCluster = 1

	podName      = 1
	podNamespace = 2
	podContainer = 3
	podImage     = 4
	podNode      = 5
)

// The names of labels; those about Kubernetes are the ones that shellac's own recordings have.
const (
	labelSession  = "teleport.session"
	labelCluster  = "teleport.cluster"
	labelProtocol = "teleport.protocol"
	labelFirst    = "teleport.first-output" // its time of day
)

// readStart makes a header of the event that begins a recording. A session without a terminal has no size.
func readStart(e event) (format.Header, error) {
	b := e.body
	user, server, kube, pod := inner(b, startUser), inner(b, startServer), inner(b, startKube), inner(b, startPod)
	h := format.Header{
		Target:     text(server, serverHost),
		User:       text(user, userName),
		RemoteUser: text(user, userLogin),
		Argv:       texts(b, startCommand),
		Start:      e.at,
		Reason:     text(b, startReason),
		Tick:       time.Millisecond,
	}
	for name, value := range pairs(server, serverLabels) {
		h.Labels = append(h.Labels, format.Label{Name: name, Value: value})
	}
	for _, l := range []format.Label{
		{Name: labelSession, Value: text(inner(b, startSession), sessionID)},
		{Name: labelCluster, Value: text(inner(b, fieldMetadata), metadataCluster)},
		{Name: labelProtocol, Value: text(inner(b, startConnection), connectionProtocol)},
		{Name: "kube.context", Value: text(kube, kubeCluster)},
		{Name: "kube.namespace", Value: text(pod, podNamespace)},
		{Name: "kube.pod", Value: text(pod, podName)},
		{Name: "kube.container", Value: text(pod, podContainer)},
		{Name: "kube.image", Value: text(pod, podImage)},
		{Name: "kube.node", Value: text(pod, podNode)},
	} {
		if l.Value != "" {
			h.Labels = append(h.Labels, l)
		}
	}
	format.SortLabels(h.Labels)
	if name := podPath(kube, pod); name != "" {
		h.Target = name
	}
	size := text(b, startSize)
	if size == "" {
		return h, nil
	}
	var err error
	h.Size, err = parseSize(size)
	return h, err
}

// podPath names a pod as shellac's own recordings do: cluster/namespace/pod:container.
func podPath(kube, pod []byte) string {
	var parts []string
	for _, part := range []string{text(kube, kubeCluster), text(pod, podNamespace), text(pod, podName)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	path := strings.Join(parts, "/")
	if container := text(pod, podContainer); path != "" && container != "" {
		path += ":" + container
	}
	return path
}
