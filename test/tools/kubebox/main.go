// Command kubebox is the Kubernetes node of the end-to-end tests in one binary: etcd, kube-apiserver,
// kubelet and kubectl. Which of them it is says the name it is called by (a symbolic link) or its first
// argument. One binary links and loads the code that the four share once.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

func main() {
	name := filepath.Base(os.Args[0])
	if name == "kubebox" && len(os.Args) > 1 {
		name = os.Args[1]
		os.Args = append([]string{name}, os.Args[2:]...)
	}
	switch name {
	case "etcd":
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		serve(apiserver.NewAPIServerCommand())
	case "kubelet":
		serve(kubelet.NewKubeletCommand(context.Background()))
	case "kubectl":
		runKubectl()
	default:
		fmt.Fprintln(os.Stderr, "usage: kubebox etcd|kube-apiserver|kubelet|kubectl [ARG...]")
		os.Exit(2)
	}
}

func serve(c *cobra.Command) { os.Exit(cli.Run(c)) }

// runKubectl ends as upstream's kubectl does: the exit status of a command run by exec is its own.
func runKubectl() {
	if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
		cmdutil.CheckErr(err)
	}
}
