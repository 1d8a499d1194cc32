package kube

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
)

// BenchmarkDecode decodes a list of 2,000 pods of about 9 KB, most of which no list shows.
func BenchmarkDecode(b *testing.B) {
	const pods = 2000
	items := make([]map[string]any, pods)
	for i := range items {
		p := podJSON("shop", fmt.Sprintf("cart-%04d", i))
		var env []map[string]string
		for j := range 50 {
			env = append(env, map[string]string{"name": fmt.Sprintf("SETTING_%d", j), "value": "https://service.example.svc.cluster.local:8443/path"})
		}
		p["spec"].(map[string]any)["containers"] = []any{map[string]any{"name": "app", "image": "img:1", "env": env}}
		p["metadata"].(map[string]any)["managedFields"] = env
		items[i] = p
	}
	text, err := json.Marshal(listJSON("1", "", items...))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		_, err := decodePods(bytes.NewReader(text), func(p Pod) {
			if p.Status == "Running" {
				n++
			}
		})
		if err != nil || n != pods {
			b.Fatal(n, err)
		}
	}
}
