package fleet

import (
	"fmt"
	"strings"
	"time"
)

// scenes are what people do, the frequent things more than once.
func scenes() []func(*screenplay) {
	return []func(*screenplay){serviceLog, serviceLog, jsonLog, jsonLog, listing, pods, pods, query, build, top, editor, trace, status, packages, japaneseLog, config, config,
		dashboard, dashboard, dashboard, dashboard, progress, progress, progress}
}

func serviceLog(s *screenplay) {
	s.command("tail -n 200 /var/log/%s/%s.log", pick(s, s.services), pick(s, []string{"current", "app", "service"}))
	at := s.now().Add(-10 * time.Minute)
	for range 40 + s.rng.IntN(160) {
		at = at.Add(time.Duration(s.rng.IntN(4000)) * time.Millisecond)
		s.say("\x1b[90m%s\x1b[0m \x1b[%dm%s\x1b[0m \x1b[36m%s\x1b[0m %s %s status=\x1b[1m%d\x1b[0m took=%dms client=10.%d.%d.%d user=%d\r\n",
			at.Format("2006-01-02T15:04:05.000Z"), pick(s, []int{32, 32, 33, 31}), pick(s, []string{"INFO", "INFO", "INFO", "WARN", "ERROR", "DEBUG"}), pick(s, s.services),
			pick(s, []string{"GET", "GET", "POST", "PUT"}), pick(s, s.paths), pick(s, []int{200, 200, 200, 204, 404, 500}), s.rng.IntN(900), s.rng.IntN(2),
			s.rng.IntN(4), s.rng.IntN(256), s.rng.IntN(5000))
	}
	s.ponder(8 * time.Second)
}

func jsonLog(s *screenplay) {
	s.command("kubectl logs deploy/%s --tail=100", pick(s, s.services))
	for range 30 + s.rng.IntN(90) {
		s.say("{\"ts\":\"%s\",\"level\":\"%s\",\"caller\":\"%s/%s.go:%d\",\"msg\":\"%s\",\"request_id\":\"%s\",\"ms\":%d}\r\n", s.now().Format(time.RFC3339),
			pick(s, []string{"info", "info", "info", "warn", "error"}), pick(s, s.services), pick(s, s.words), s.rng.IntN(700), s.message(), s.hex(8),
			s.rng.IntN(400))
	}
	s.ponder(6 * time.Second)
}

func listing(s *screenplay) {
	folder := pick(s, s.services)
	s.command("ls -la /srv/%s", folder)
	s.same(func() {
		s.say("total %d\r\n", s.rng.IntN(9000))
		for range 20 + s.rng.IntN(60) {
			s.say("%s 1 %-8s %-8s %8d Nov %2d %02d:%02d \x1b[0m\x1b[01;%dm%s-%s.%s\x1b[0m\r\n", pick(s, []string{"-rw-r--r--", "drwxr-xr-x", "-rwxr-xr-x", "lrwxrwxrwx"}),
				pick(s, s.people), pick(s, []string{"root", "adm", "www-data"}), s.rng.IntN(9_000_000), s.rng.IntN(30), s.rng.IntN(24), s.rng.IntN(60),
				pick(s, []int{32, 34, 36}), pick(s, s.words), pick(s, s.words), pick(s, []string{"go", "yaml", "log.gz", "sql", "md", "sh"}))
		}
	}, "files", s.host, folder)
	s.ponder(4 * time.Second)
}

func pods(s *screenplay) {
	namespace := pick(s, []string{"shop", "prod", "kube-system", "billing"})
	s.command("kubectl get pods -n %s -o wide", namespace)
	s.say("NAME                                  READY   STATUS             RESTARTS        AGE     IP            NODE\r\n")
	hours := s.rng.IntN(50)
	s.same(func() {
		for range 25 + s.rng.IntN(50) {
			name := fmt.Sprintf("%s-%s-%s", pick(s, s.services), s.hex(10), s.hex(5))
			s.say("%-37s %d/1     %-18s %-15d %-7s 10.%d.%d.%-6d ip-10-0-%d-%d.ec2.internal\r\n", name, s.rng.IntN(2),
				pick(s, []string{"Running", "Running", "Running", "CrashLoopBackOff", "Pending", "Completed"}), s.rng.IntN(40), fmt.Sprintf("%dh", s.rng.IntN(200)+hours),
				s.rng.IntN(250), s.rng.IntN(250), s.rng.IntN(250), s.rng.IntN(250), s.rng.IntN(250))
		}
	}, "pods", namespace)
	s.ponder(5 * time.Second)
}

func query(s *screenplay) {
	s.command("psql -h db-%02d.internal -U readonly shop", s.rng.IntN(20))
	s.say("psql (16.4)\r\nType \"help\" for help.\r\n\r\nshop=> ")
	s.ponder(3 * time.Second)
	table := pick(s, s.services)
	s.keys(fmt.Sprintf("select id, name, city, total from %s where total > %d limit 80;", table, s.rng.IntN(1000)))
	s.say("\r\n    id    |      name      |        city        |   total\r\n----------+----------------+--------------------+-----------\r\n")
	skip := s.rng.IntN(40)
	s.same(func() {
		for i := range 100 {
			row := fmt.Sprintf(" %8d | %-14s | %-18s | %6d.%02d\r\n", s.rng.IntN(1e8), pick(s, s.words), pick(s, s.cities), s.rng.IntN(9000), s.rng.IntN(100))
			if i >= skip && i < skip+60 {
				s.say("%s", row)
			}
		}
	}, "table", table)
	s.say("shop=> \\q\r\n")
	s.ponder(5 * time.Second)
}

func build(s *screenplay) {
	s.command("make -j4 %s", pick(s, s.services))
	for i := range 60 {
		s.say("\r\x1b[K[%3d%%] Building %s/%s.o", i*100/60, pick(s, s.services), pick(s, s.words))
		s.wait(time.Duration(60+s.rng.IntN(200)) * time.Millisecond)
		if s.rng.IntN(6) == 0 {
			s.say("\r\x1b[K\x1b[33mwarning:\x1b[0m %s/%s.c:%d:%d: unused variable '%s' [-Wunused-variable]\r\n", pick(s, s.services), pick(s, s.words), s.rng.IntN(900), s.rng.IntN(80), pick(s, s.words))
		}
	}
	s.say("\r\x1b[K\x1b[32mBuilt target %s in %d.%ds\x1b[0m\r\n", pick(s, s.services), s.rng.IntN(90), s.rng.IntN(10))
	s.ponder(3 * time.Second)
}

func trace(s *screenplay) {
	s.command("journalctl -u %s -n 60", pick(s, s.services))
	for range 2 + s.rng.IntN(4) {
		s.say("%s %s %s[%d]: panic: runtime error: %s\r\n", s.now().Format("Jan 02 15:04:05"), s.host, pick(s, s.services), s.rng.IntN(30000), s.message())
		variant := s.rng.IntN(8)
		s.same(func() {
			for range 8 + s.rng.IntN(14) {
				s.say("main.(*%s).%s(0x%s, {0x%s, 0x%x})\r\n\t/src/%s/%s.go:%d +0x%x\r\n", pick(s, s.words), pick(s, s.words), s.hex(10), s.hex(10), s.rng.IntN(64), pick(s, s.services),
					pick(s, s.words), s.rng.IntN(900), s.rng.IntN(4096))
			}
		}, "trace", fmt.Sprint(variant))
	}
	s.ponder(7 * time.Second)
}

func status(s *screenplay) {
	s.command("systemctl status %s", pick(s, s.services))
	name := pick(s, s.services)
	s.say("\x1b[0;1;32m●\x1b[0m %s.service - %s\r\n     Loaded: loaded (/lib/systemd/system/%s.service; enabled)\r\n     Active: \x1b[0;1;32mactive (running)\x1b[0m since %s\r\n   Main PID: %d (%s)\r\n",
		name, sentence(s, 3), name, s.now().Format(time.RFC1123), s.rng.IntN(30000), name)
	for range 10 {
		s.say("%s %s %s[%d]: %s\r\n", s.now().Format("Jan 02 15:04:05"), s.host, name, s.rng.IntN(30000), sentence(s, 6))
	}
	s.ponder(3 * time.Second)
}

func packages(s *screenplay) {
	s.command("sudo apt-get install -y %s %s", pick(s, s.words), pick(s, s.words))
	for i := range 25 {
		s.say("Get:%d http://deb.debian.org/debian trixie/main amd64 lib%s-%s amd64 %d.%d.%d-%d [%d kB]\r\n", i, pick(s, s.words), pick(s, s.words), s.rng.IntN(9), s.rng.IntN(30),
			s.rng.IntN(20), s.rng.IntN(5), s.rng.IntN(4000))
		for p := 0; p < 100; p += 20 {
			s.say("\r\x1b[33m%3d%% [%d lib%s %d kB/%d kB]\x1b[0m\x1b[K", p, i, pick(s, s.words), p*30, 3000)
			s.wait(15 * time.Millisecond)
		}
		s.say("\r\x1b[K")
	}
	s.ponder(3 * time.Second)
}

func config(s *screenplay) {
	file := pick(s, s.services)
	s.command("cat /etc/%s.yaml", file)
	s.same(func() {
		for range 40 + s.rng.IntN(90) {
			s.say("%s%s: %s\r\n", strings.Repeat("  ", s.rng.IntN(4)), pick(s, s.words), pick(s, []string{"true", "false", pick(s, s.words), fmt.Sprint(s.rng.IntN(9000)), `"` + sentence(s, 4) + `"`}))
		}
	}, "config", file)
	s.ponder(5 * time.Second)
}

// greeting is what a host says to everybody who comes.
func greeting(s *screenplay) {
	s.same(func() {
		s.say("Linux %s 6.12.%d-amd64 #1 SMP Debian\r\n\r\n", s.host, s.rng.IntN(60))
		for range 12 {
			s.say("  * %s\r\n", sentence(s, 9))
		}
	}, "motd", s.host)
	s.say("Last login: %s from 10.0.%d.%d\r\n", s.now().Add(-time.Duration(s.rng.IntN(90))*time.Hour).Format(time.ANSIC), s.rng.IntN(9), s.rng.IntN(250))
}

func japaneseLog(s *screenplay) {
	s.command("less /var/log/バッチ/%s.log", s.now().Format("20060102"))
	for range 20 + s.rng.IntN(40) {
		s.say("%s [%s] %s処理: 件数=%d 所要時間=%dms %s\r\n", s.now().Format("15:04:05"), pick(s, []string{"情報", "情報", "警告", "エラー"}), pick(s, []string{"受注", "在庫", "請求", "配送"}),
			s.rng.IntN(90000), s.rng.IntN(4000), pick(s, []string{"正常に終了しました", "タイムアウトしました", "再試行します", "接続を確認してください"}))
	}
	s.ponder(6 * time.Second)
}
