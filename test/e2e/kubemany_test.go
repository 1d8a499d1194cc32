//go:build e2e && bench

package e2e

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/internal/vt"
	kubelab "github.com/shellac-term/shellac/test/lab/kube"
)

// manyPods is how many a large namespace has.
const manyPods = 2000

// TestManyPods measures lists: go test -tags 'e2e bench' -run TestManyPods -v ./test/e2e
func TestManyPods(t *testing.T) { testManyPods(t, kubelab.StartAll(t, "north")[0]) }

// testManyPods measures; nothing of it is asserted but that the lists are whole.
func testManyPods(t *testing.T, c *kubelab.Cluster) {
	settings, err := clientcmd.BuildConfigFromFlags("", c.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	web, err := rest.HTTPClientFor(settings)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, c, podYAML("many", "first", `{"name": "c"}`, ``))
	began := time.Now()
	fill(t, web, settings.Host+"/api/v1/namespaces/many/pods")
	t.Logf("created %d pods in %v", manyPods, time.Since(began).Round(time.Millisecond))

	k := client(t, c)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var pods []kube.Pod
	first := time.Duration(0)
	began = time.Now()
	err = k.Pods(t.Context(), kube.Query{Namespace: "many"}, func(p kube.Pod) {
		if pods == nil {
			first = time.Since(began)
		}
		pods = append(pods, p)
	})
	took := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if err != nil || len(pods) != manyPods+1 {
		t.Fatalf("got %d pods, %v", len(pods), err)
	}
	t.Logf("listed %d pods in %v, the first after %v; they take %d KiB, reading them allocated %d MiB", len(pods), took.Round(time.Millisecond),
		first.Round(time.Millisecond), int64(after.HeapAlloc-before.HeapAlloc)>>10, (after.TotalAlloc-before.TotalAlloc)>>20)
	size, plain := fetchAll(t, web, settings.Host+"/api/v1/namespaces/many/pods")
	t.Logf("the same by HTTP alone: %d MiB in %v", size>>20, plain.Round(time.Millisecond))
	runtime.KeepAlive(pods)

	u := newKubeUser(t, c)
	began = time.Now()
	if n := strings.Count(u.must("kube", "pods", "-n", "many", "-f", "names"), "\n"); n != manyPods+1 {
		t.Errorf("kube pods: got %d", n)
	}
	t.Logf("shellac kube pods: %v", time.Since(began).Round(time.Millisecond))
	began = time.Now()
	finish(t, nil, c.Kubectl("get", "pods", "-n", "many"))
	t.Logf("kubectl get pods: %v", time.Since(began).Round(time.Millisecond))
	measureKeys(t, u)
}

// fill creates pods that no node runs, as large as those of a real cluster.
func fill(t *testing.T, web *http.Client, url string) {
	t.Helper()
	var env []string
	for i := range 25 {
		env = append(env, fmt.Sprintf(`{"name": "SETTING_%d", "value": "https://service-%d.example.svc.cluster.local:8443/path"}`, i, i))
	}
	var all sync.WaitGroup
	next := make(chan int)
	for range 16 {
		all.Go(func() {
			for i := range next {
				body := fmt.Sprintf(`{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "cart-%04d-7d9f8c6b5-%05d", "labels": {"app": "cart", "tier": "t%d"},
					"annotations": {"kubectl.kubernetes.io/default-container": "cart", "checksum/config": "%064d"}},
					"spec": {"schedulingGates": [{"name": "example.com/never"}], "containers": [{"name": "envoy", "image": "envoy:1", "env": [%s]}, {"name": "cart", "image": "cart:1", "env": [%s],
					"readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}}, "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}}}]}}`,
					i, i, i%7, i, strings.Join(env, ","), strings.Join(env, ","))
				response, err := web.Post(url, "application/json", strings.NewReader(body))
				if err != nil {
					t.Error(err)
					continue
				}
				text, _ := io.ReadAll(response.Body)
				_ = response.Body.Close()
				if response.StatusCode != http.StatusCreated {
					t.Errorf("create pod: %s", text)
				}
			}
		})
	}
	for i := range manyPods {
		next <- i
	}
	close(next)
	all.Wait()
}

// fetchAll reads the list in the same chunks without looking into it, but for where the next chunk begins.
func fetchAll(t *testing.T, web *http.Client, url string) (size int, took time.Duration) {
	t.Helper()
	began := time.Now()
	next := regexp.MustCompile(`"continue":"([^"]+)"`)
	for query := "?limit=500"; ; {
		response, err := web.Get(url + query)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		size += len(text)
		m := next.FindSubmatch(text[:min(len(text), 4096)])
		if m == nil {
			return size, time.Since(began)
		}
		query = "?limit=500&continue=" + string(m[1])
	}
}

// measureKeys says how long the screen takes to answer a key while it lists many pods.
func measureKeys(t *testing.T, u *user) {
	t.Helper()
	s := u.terminal(100, 30, "ui", "--tab", "kube")
	s.WaitScreen("the pods", func(f vt.Frame) bool { return contains(f, "web-0") })
	began := time.Now()
	s.Send("Nmany\r")
	s.WaitScreen("all of them", func(f vt.Frame) bool {
		return contains(f, fmt.Sprintf("%d,%03d pods", (manyPods+1)/1000, (manyPods+1)%1000))
	})
	t.Logf("screen: %d pods after %v", manyPods+1, time.Since(began).Round(time.Millisecond))
	var times []time.Duration
	for i, key := range strings.Split("j j j G g / c a r 1 7 9", " ") {
		before := s.Screen()
		began := time.Now()
		s.Send(key)
		s.WaitScreen("an answer to "+key, func(f vt.Frame) bool { return !sameScreen(before, f) })
		if i > 0 {
			times = append(times, time.Since(began))
		}
	}
	slices.Sort(times)
	t.Logf("screen: a key is answered in %v (median), %v at most", times[len(times)/2].Round(100*time.Microsecond), times[len(times)-1].Round(100*time.Microsecond))
	s.Send("\x03")
	s.Wait()
}

func sameScreen(a, b vt.Frame) bool {
	for y := range min(a.Rows, b.Rows) {
		if a.Text(y) != b.Text(y) {
			return false
		}
	}
	return true
}
