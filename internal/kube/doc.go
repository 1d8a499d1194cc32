// Package kube knows what a kubeconfig and the clusters in it offer: contexts, namespaces and pods, who one is there and
// what one may do. It speaks to the API server over the transport of client-go with a few structs of its own, runs
// credential plugins itself so that they never touch the terminal, and says what goes wrong in words that a person can
// act on (see Error). It never prompts, never writes but in Config.Use, and every call ends when its context does.
package kube
