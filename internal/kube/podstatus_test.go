package kube

import (
	"encoding/json"
	"testing"
	"time"
)

func TestPodStatus(t *testing.T) {
	const running, waiting = `"state":{"running":{}}`, `"state":{"waiting":{"reason":"CrashLoopBackOff"}}`
	const done, failed = `"state":{"terminated":{"exitCode":0,"reason":"Completed"}}`, `"state":{"terminated":{"exitCode":3,"reason":"Error"}}`
	for name, tt := range map[string]struct {
		pod      string
		status   string
		ready    int
		total    int
		restarts int
	}{
		"running": {`{"spec":{"containers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Running","containerStatuses":[
			{"name":"a","ready":true,"restartCount":2,` + running + `},{"name":"b",` + running + `}]}}`, "Running", 1, 2, 2},
		"pending": {`{"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Pending"}}`, "Pending", 0, 1, 0},
		"gated": {`{"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Pending","conditions":[
			{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]}}`, "SchedulingGated", 0, 1, 0},
		"crashing": {`{"spec":{"containers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Running","containerStatuses":[
			{"name":"a","ready":true,` + running + `},{"name":"b","restartCount":12,` + waiting + `}]}}`, "CrashLoopBackOff", 1, 2, 12},
		"completed": {`{"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Succeeded","containerStatuses":[{"name":"a",` + done + `}]}}`,
			"Completed", 0, 1, 0},
		"one of two completed": {`{"spec":{"containers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Running","containerStatuses":[
			{"name":"a",` + done + `},{"name":"b","ready":true,` + running + `}]}}`, "NotReady", 1, 2, 0},
		"one of two completed, ready": {`{"spec":{"containers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Running",
			"conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[
			{"name":"a",` + done + `},{"name":"b","ready":true,` + running + `}]}}`, "Running", 1, 2, 0},
		"one completed, one failed": {`{"spec":{"containers":[{"name":"a"},{"name":"b"}]},"status":{"phase":"Failed","containerStatuses":[
			{"name":"a",` + done + `},{"name":"b",` + failed + `}]}}`, "Error", 0, 2, 0},
		"killed by a signal": {`{"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Failed","containerStatuses":[
			{"name":"a","state":{"terminated":{"exitCode":137,"signal":9}}}]}}`, "Signal:9", 0, 1, 0},
		"evicted": {`{"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Failed","reason":"Evicted"}}`, "Evicted", 0, 1, 0},
		"initializing": {`{"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"x"},{"name":"y"}]},"status":{"phase":"Pending",
			"initContainerStatuses":[{"name":"x",` + done + `},{"name":"y",` + running + `}]}}`, "Init:1/2", 0, 1, 0},
		"init failed": {`{"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"x"}]},"status":{"phase":"Pending",
			"initContainerStatuses":[{"name":"x","restartCount":3,"state":{"terminated":{"exitCode":4}}}]}}`, "Init:ExitCode:4", 0, 1, 3},
		"init crashes": {`{"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"x"}]},"status":{"phase":"Pending",
			"initContainerStatuses":[{"name":"x","restartCount":3,` + waiting + `}]}}`, "Init:CrashLoopBackOff", 0, 1, 3},
		"sidecar": {`{"spec":{"containers":[{"name":"a"}],"initContainers":[{"name":"x"},{"name":"s","restartPolicy":"Always"}]},
			"status":{"phase":"Running","initContainerStatuses":[{"name":"x","restartCount":5,` + done + `},
			{"name":"s","ready":true,"started":true,"restartCount":1,` + running + `}],"containerStatuses":[{"name":"a","ready":true,` + running + `}]}}`,
			"Running", 2, 2, 1},
		"terminating": {`{"metadata":{"deletionTimestamp":"2026-11-25T00:00:00Z"},"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Running",
			"containerStatuses":[{"name":"a","ready":true,` + running + `}]}}`, "Terminating", 1, 1, 0},
		"deleted when done": {`{"metadata":{"deletionTimestamp":"2026-11-25T00:00:00Z"},"spec":{"containers":[{"name":"a"}]},"status":{"phase":"Succeeded",
			"containerStatuses":[{"name":"a",` + done + `}]}}`, "Completed", 0, 1, 0},
		"lost with its node": {`{"metadata":{"deletionTimestamp":"2026-11-25T00:00:00Z"},"status":{"phase":"Running","reason":"NodeLost"}}`, "Unknown", 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := read(t, tt.pod)
			if p.Status != tt.status || p.Ready != tt.ready || p.Total != tt.total || p.Restarts != tt.restarts {
				t.Errorf("got %s %d/%d, %d restarts; want %s %d/%d, %d", p.Status, p.Ready, p.Total, p.Restarts, tt.status, tt.ready, tt.total, tt.restarts)
			}
		})
	}
}

func read(t *testing.T, text string) Pod {
	t.Helper()
	var w podWire
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		t.Fatal(err)
	}
	return w.pod()
}

func TestContainers(t *testing.T) {
	p := read(t, `{"metadata":{"name":"cart","namespace":"shop","uid":"u","annotations":{"kubectl.kubernetes.io/default-container":"cart","x":"y"},
		"labels":{"app":"cart"},"ownerReferences":[{"kind":"Node","uid":"n"},{"kind":"ReplicaSet","name":"cart-7d9","uid":"rs","controller":true}]},
		"spec":{"nodeName":"n1","os":{"name":"linux"},"containers":[{"name":"envoy","image":"envoy:1"},{"name":"cart","image":"cart:2"}],
		"initContainers":[{"name":"migrate","image":"cart:2"}],"ephemeralContainers":[{"name":"debugger","image":"busybox"}]},
		"status":{"podIP":"10.0.0.1","containerStatuses":[{"name":"cart","ready":true,"state":{"running":{}},
		"lastState":{"terminated":{"finishedAt":"2026-11-25T01:02:03Z"}}}],
		"initContainerStatuses":[{"name":"migrate","state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]}}`)
	if got := p.Default(); got != "cart" || !p.Marked() {
		t.Errorf("default container: got %s, marked %v", got, p.Marked())
	}
	if want := (Owner{"ReplicaSet", "cart-7d9", "rs"}); p.Owner != want {
		t.Errorf("owner: got %+v", p.Owner)
	}
	for name, want := range map[string]Container{
		"migrate":  {Name: "migrate", Image: "cart:2", Role: Init, State: "Completed"},
		"envoy":    {Name: "envoy", Image: "envoy:1", State: "Waiting"},
		"cart":     {Name: "cart", Image: "cart:2", State: "Running", Ready: true, Running: true},
		"debugger": {Name: "debugger", Image: "busybox", Role: Ephemeral, State: "Waiting"},
		"none":     {},
	} {
		if got := p.Container(name); got != want {
			t.Errorf("container %s: got %+v, want %+v", name, got, want)
		}
	}
	if want := time.Date(2026, 11, 25, 1, 2, 3, 0, time.UTC); !p.LastRestart.Equal(want) {
		t.Errorf("last restart: got %v", p.LastRestart)
	}
	p.Named = "gone"
	if got := p.Default(); got != "envoy" || p.Marked() {
		t.Errorf("default without the marked one: got %s", got)
	}
}

func TestReplaces(t *testing.T) {
	at := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	gone := Pod{Namespace: "shop", Name: "cart-1", UID: "1", Owner: Owner{UID: "rs"}, Created: at}
	for name, tt := range map[string]struct {
		pod  Pod
		want bool
	}{
		"newer, same owner": {Pod{Namespace: "shop", Name: "cart-2", UID: "2", Owner: Owner{UID: "rs"}, Created: at.Add(1)}, true},
		"same name":         {Pod{Namespace: "shop", Name: "cart-1", UID: "2", Created: at.Add(1)}, true},
		"itself":            {gone, false},
		"older":             {Pod{Namespace: "shop", Name: "cart-0", UID: "0", Owner: Owner{UID: "rs"}, Created: at.Add(-1)}, false},
		"another owner":     {Pod{Namespace: "shop", Name: "pay-1", UID: "3", Owner: Owner{UID: "x"}, Created: at.Add(1)}, false},
		"no owner":          {Pod{Namespace: "shop", Name: "pay-1", UID: "3", Created: at.Add(1)}, false},
		"elsewhere":         {Pod{Namespace: "prod", Name: "cart-1", UID: "4", Created: at.Add(1)}, false},
	} {
		if got := tt.pod.Replaces(gone); got != tt.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
