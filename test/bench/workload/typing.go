package workload

import (
	"fmt"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// Typing returns fifteen minutes of a person at a shell.
func Typing() (Session, error) {
	t := newTypist(7)
	for _, command := range strings.Split(strings.TrimSpace(commands), "\n") {
		if t.at > 15*time.Minute {
			break
		}
		t.text(command)
		t.key("\r")
		t.pause(11900*time.Millisecond, 0.6)
	}
	return script{name: "typing 15 min", size: format.Size{Cols: 80, Rows: 24}, argv: []string{"bash", "--norc", "--noprofile"},
		files: shellFiles(), strokes: t.strokes}.play()
}

func shellFiles() map[string]string {
	var log strings.Builder
	for i := range 600 {
		fmt.Fprintf(&log, "2026-11-24T09:%02d:%02d level=%s msg=\"request done\" ms=%d\n", i/10, i*7%60, []string{"info", "error", "warn"}[i%3], i*i%997)
	}
	return map[string]string{
		"app.log":             log.String(),
		"nginx.conf":          nginxConf,
		"project/notes.txt":   "remember to check the replica lag\nbefore the next deployment\n",
		"project/config.yaml": "listen: 0.0.0.0:8080\nworkers: 8\nlog: {level: info, format: json}\nstore: s3://bucket/rec\n",
		"project/deploy.sh":   "#!/bin/sh\nset -eu\nfor host in web1 web2; do\n\techo \"restart $host\"\ndone\n",
	}
}

// commands is what is typed, each line once: somebody looks into an outage.
const commands = `
cd project
ls -l
cat notes.txt
cat ../nginx.conf
tail -n 40 ../app.log
grep -c error ../app.log
awk '/error/ {n++} END {print n " errors"}' ../app.log
tail -n 2 ../app.log | cut -d' ' -f1,4
# the slow requests, worst first
sort -t= -k4 -n -r ../app.log | head -n 15
sed -i 's/workers: 8/workers: 12/' config.yaml
grep workers config.yaml
sh -n deploy.sh && echo syntax ok
export REPLICA=db2.internal PGUSER=readonly
echo "asking $REPLICA as $PGUSER"
for i in 1 2 3 4 5 6 7 8; do echo "lag probe $i: $((i * 7 % 40)) ms"; done
test -f fix.sql || echo 'DROP TABLE cart_tmp;' > fix.sql
printf 'VACUUM ANALYZE cart;\nREINDEX TABLE orders;\n' >> fix.sql
cat fix.sql
wc -l *.sql *.yaml
# told Jonas that the vacuum comes first
ls -la
find .. -type f | xargs ls -l
cat config.yaml
date -u +%FT%TZ
cp config.yaml config.yaml.orig
diff config.yaml config.yaml.orig && echo same
grep 'ms=9[0-9][0-9]' ../app.log | head -n 30
cat deploy.sh
sh deploy.sh
head -n 21 ../nginx.conf
tr a-z A-Z < notes.txt
nl config.yaml
echo 'workers raised to 12, see INC-4411' >> notes.txt
cat notes.txt
history | tail -n 12
seq -s' ' 1 60
cut -d' ' -f3 ../app.log | sort | uniq -c
cd ..
ls -lR
du -a project
rm project/config.yaml.orig
echo "closing the ticket, thanks everybody"
tail -n 20 app.log
set -o
od -c -N 160 project/notes.txt
cmp project/fix.sql project/notes.txt
ulimit -a
stat project/notes.txt
echo 'second look at the queue tomorrow' | tee -a project/notes.txt
grep -n upstream nginx.conf
tail -n 15 nginx.conf
cksum project/*
pwd
`

// nginxConf is a file to look at.
const nginxConf = `user www-data;
worker_processes auto;
pid /run/nginx.pid;
events { worker_connections 768; }
http {
	sendfile on;
	tcp_nopush on;
	types_hash_max_size 2048;
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	ssl_protocols TLSv1.2 TLSv1.3;
	access_log /var/log/nginx/access.log;
	gzip on;
	upstream cart {
		server 10.0.3.11:8080 max_fails=2 fail_timeout=5s;
		server 10.0.3.12:8080 max_fails=2 fail_timeout=5s;
		server 10.0.3.13:8080 backup;
	}
	server {
		listen 443 ssl;
		server_name shop.example.com;
		location /api/v1/cart { proxy_pass http://cart; proxy_read_timeout 20s; }
		location /healthz { return 200 "ok"; }
		location / { root /srv/shop; try_files $uri /index.html; }
	}
}
`
