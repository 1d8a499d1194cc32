package kube

import (
	"sync"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
)

// silence keeps the log of client-go off standard error, where it would be written across a screen or into a list. What
// goes wrong comes back as errors.
var silence = sync.OnceFunc(func() { klog.SetLogger(logr.Discard()) })
