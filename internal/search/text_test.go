package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// logText returns about size bytes of what stands on terminals, the same every time.
func logText(size int) []byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[rnd.IntN(len(from))] }
	var b strings.Builder
	for b.Len() < size {
		switch rnd.IntN(8) {
		case 0:
			fmt.Fprintf(&b, "deploy@%s-%02d:~$ %s %s\n", pick("web", "db", "cache"), rnd.IntN(40), pick("ls -la", "cat", "vim", "tail -n 100", "sudo systemctl status"), pick("/var/log/nginx/access.log", "/etc/hosts", "nginx.service", "config.yaml"))
		case 1:
			fmt.Fprintf(&b, "-rw-r--r--  1 root root %8d Nov %2d %02d:%02d %s.%s\n", rnd.IntN(1e8), 1+rnd.IntN(30), rnd.IntN(24), rnd.IntN(60), pick("index", "vendor", "README", "server", "main_test"), pick("go", "js", "md", "conf"))
		case 2, 3:
			fmt.Fprintf(&b, `10.0.%d.%d - - [22/Nov/2026:%02d:%02d:%02d +0000] "GET /api/v1/%s/%d HTTP/1.1" %s %d "-" "Mozilla/5.0 (X11; Linux x86_64)"`+"\n", rnd.IntN(256), rnd.IntN(256), rnd.IntN(24), rnd.IntN(60), rnd.IntN(60), pick("users", "orders", "carts", "sessions"), rnd.IntN(1e5), pick("200", "200", "200", "304", "404", "500"), rnd.IntN(1e5))
		case 4:
			fmt.Fprintf(&b, "%s %s[%d]: %s connection from 192.168.%d.%d port %d\n", pick("Nov 22 05:41:12", "Nov 22 05:41:13"), pick("sshd", "systemd", "kernel", "cron"), rnd.IntN(1e5), pick("Accepted", "Closed", "Received", "Reset"), rnd.IntN(256), rnd.IntN(256), rnd.IntN(65536))
		case 5:
			fmt.Fprintf(&b, "  %6d %-8s  20   0 %7d %6d %6d S %4.1f %4.1f %3d:%02d.%02d %s\n", rnd.IntN(1e6), pick("root", "deploy", "www-data"), rnd.IntN(1e7), rnd.IntN(1e6), rnd.IntN(1e5), rnd.Float64()*10, rnd.Float64()*10, rnd.IntN(100), rnd.IntN(60), rnd.IntN(100), pick("nginx", "postgres", "java", "node"))
		case 6:
			fmt.Fprintf(&b, "| %8d | %-20s | %-10s | 2026-11-%02d |\n", rnd.IntN(1e7), pick("alice", "bob", "carol")+"@example.com", pick("active", "blocked", "pending"), 1+rnd.IntN(30))
		case 7:
			fmt.Fprintf(&b, "\tif err := %s(ctx, %s); err != nil { return fmt.Errorf(\"%s: %%w\", err) }\n", pick("s.Put", "s.Get", "archive.List", "open"), pick("key", "name", "id"), pick("store object", "read header", "list recordings"))
		}
	}
	return []byte(b.String())
}
