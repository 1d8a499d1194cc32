package kube

import "time"

// podWire is as much of the API's pod as a Pod is made of. What is not named here is passed over while decoding, which
// is most of it.
type podWire struct {
	Metadata struct {
		Name              string            `json:"name"`
		Namespace         string            `json:"namespace"`
		UID               string            `json:"uid"`
		ResourceVersion   string            `json:"resourceVersion"`
		CreationTimestamp time.Time         `json:"creationTimestamp"`
		DeletionTimestamp *time.Time        `json:"deletionTimestamp"`
		Labels            map[string]string `json:"labels"`
		Annotations       struct {
			Default string `json:"kubectl.kubernetes.io/default-container"`
		} `json:"annotations"`
		OwnerReferences []struct {
			Kind       string `json:"kind"`
			Name       string `json:"name"`
			UID        string `json:"uid"`
			Controller bool   `json:"controller"`
		} `json:"ownerReferences"`
	} `json:"metadata"`
	Spec struct {
		NodeName            string          `json:"nodeName"`
		OS                  nameWire        `json:"os"`
		Containers          []containerWire `json:"containers"`
		InitContainers      []containerWire `json:"initContainers"`
		EphemeralContainers []containerWire `json:"ephemeralContainers"`
	} `json:"spec"`
	Status struct {
		Phase                      string          `json:"phase"`
		Reason                     string          `json:"reason"`
		PodIP                      string          `json:"podIP"`
		Conditions                 []conditionWire `json:"conditions"`
		ContainerStatuses          []statusWire    `json:"containerStatuses"`
		InitContainerStatuses      []statusWire    `json:"initContainerStatuses"`
		EphemeralContainerStatuses []statusWire    `json:"ephemeralContainerStatuses"`
	} `json:"status"`
}

type nameWire struct {
	Name string `json:"name"`
}

type containerWire struct {
	Name          string `json:"name"`
	Image         string `json:"image"`
	RestartPolicy string `json:"restartPolicy"`
	Stdin         bool   `json:"stdin"`
	TTY           bool   `json:"tty"`
}

type conditionWire struct {
	Type   string `json:"type"`
	Status string `json:"status"`
	Reason string `json:"reason"`
}

type statusWire struct {
	Name         string    `json:"name"`
	Ready        bool      `json:"ready"`
	Started      bool      `json:"started"`
	RestartCount int       `json:"restartCount"`
	State        stateWire `json:"state"`
	LastState    stateWire `json:"lastState"`
}

type stateWire struct {
	Waiting *struct {
		Reason string `json:"reason"`
	} `json:"waiting"`
	Running *struct{} `json:"running"`
	Ended   *ended    `json:"terminated"`
}

type ended struct {
	ExitCode   int       `json:"exitCode"`
	Signal     int       `json:"signal"`
	Reason     string    `json:"reason"`
	FinishedAt time.Time `json:"finishedAt"`
}

func (w *podWire) pod() Pod {
	m := &w.Metadata
	p := Pod{
		Namespace: m.Namespace, Name: m.Name, UID: m.UID, Created: m.CreationTimestamp, Labels: m.Labels,
		Node: w.Spec.NodeName, IP: w.Status.PodIP, OS: w.Spec.OS.Name, Named: m.Annotations.Default,
	}
	for _, o := range m.OwnerReferences {
		if o.Controller {
			p.Owner = Owner{o.Kind, o.Name, o.UID}
		}
	}
	p.Containers = make([]Container, 0, len(w.Spec.InitContainers)+len(w.Spec.Containers)+len(w.Spec.EphemeralContainers))
	p.add(w.Spec.InitContainers, w.Status.InitContainerStatuses, Init)
	p.add(w.Spec.Containers, w.Status.ContainerStatuses, Main)
	p.add(w.Spec.EphemeralContainers, w.Status.EphemeralContainerStatuses, Ephemeral)
	w.judge(&p)
	return p
}

func (p *Pod) add(containers []containerWire, statuses []statusWire, role Role) {
	for _, c := range containers {
		d := Container{Name: c.Name, Image: c.Image, Role: role, State: "Waiting", Stdin: c.Stdin, TTY: c.TTY}
		if role == Init && c.sidecar() {
			d.Role = Sidecar
		}
		for i := range statuses {
			if s := &statuses[i]; s.Name == c.Name {
				d.State, d.Ready, d.Restarts, d.Running = s.State.word(), s.Ready, s.RestartCount, s.State.Running != nil
			}
		}
		p.Containers = append(p.Containers, d)
	}
}

func (c containerWire) sidecar() bool { return c.RestartPolicy == "Always" }

func (s stateWire) word() string {
	switch {
	case s.Running != nil:
		return "Running"
	case s.Ended != nil && s.Ended.Reason != "":
		return s.Ended.Reason
	case s.Ended != nil:
		return "Terminated"
	case s.Waiting != nil && s.Waiting.Reason != "":
		return s.Waiting.Reason
	}
	return "Waiting"
}
