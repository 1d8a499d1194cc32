#!/bin/sh
# record.sh: make the recordings in this folder anew, each by the program whose format it is: script of util-linux, ttyrec,
# tlog, and sudo, all of Debian 12, and python3 for the terminal they run on. Runs as root, with an /etc of its own that
# nobody else sees. The Teleport recordings are made by TestWriteFixtures in ../teleport, since Teleport is no package of
# Debian's; its real recordings are read by a test from beside the checkout.
set -eu
cd "$(dirname "$0")"
[ -n "${INSIDE:-}" ] || exec unshare -mu env INSIDE=1 sh ./record.sh
export TERM=xterm-256color LANG=C.UTF-8
here=$(pwd)
work=$(mktemp -d)
trap 'cd /; umount -l "$work/m" 2>/dev/null; rm -rf "$work"' EXIT
cp program.sh "$work"
cd "$work"
mkdir deb && (cd deb && apt-get download -q -o APT::Sandbox::User=root sudo >/dev/null && dpkg-deb --extract sudo_*.deb .)
hostname shellac-fixture
mkdir m && mount -t tmpfs none m
cp -a /etc m/etc && cp -a /usr/libexec m/libexec && mkdir m/lib
echo '127.0.1.1 shellac-fixture' >>m/etc/hosts
mount --bind m/etc /etc && mount --bind m/libexec /usr/libexec && mount --bind m/lib /var/lib
mount -t tmpfs none /run && mount -t tmpfs none /var/log && touch /run/utmp /var/log/wtmp # tlog wants them
cp program.sh /run

# on COLSxROWS COMMAND [TYPED]: run a command on a terminal of that size, which after 1.3 s becomes 60x20 if RESIZE is
# set, and type into it after 1 s. It prints what the terminal got.
cat >on.py <<'P'
import fcntl, os, pty, select, struct, sys, termios, time
cols, rows = map(int, sys.argv[1].split("x"))
todo = []
if len(sys.argv) > 3:
    todo.append((1.0, lambda fd: os.write(fd, sys.argv[3].encode())))
if os.environ.get("RESIZE"):
    todo.append((1.3, lambda fd: fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 0, 0))))
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    os.execvp("sh", ["sh", "-c", sys.argv[2]])
began = time.time()
while True:
    wait = max(0, began + todo[0][0] - time.time()) if todo else None
    if not select.select([fd], [], [], wait)[0]:
        todo.pop(0)[1](fd)
        continue
    try:
        b = os.read(fd, 65536)
    except OSError:
        break
    sys.stdout.buffer.write(b)
os.waitpid(pid, 0)
P
on() { python3 on.py "$@" >/dev/null; }

# program.raw: the bytes without a recorder.
python3 on.py 100x30 'sh program.sh' >program.raw

# script: classic, advanced with a resize, and with what was typed, in one file and apart.
on 100x30 "script -q -e -c 'sh program.sh' -T classic.timing classic.out"
RESIZE=1 on 100x30 "script -q -c 'sleep 1; sh program.sh' -m advanced -T advanced.timing -O advanced.out"
on 90x25 "script -q -c 'read word; sh program.sh' -T both.timing -B both.log" 'sesame
'
on 90x25 "script -q -c 'read word; sh program.sh' -T apart.timing -I apart.in -O apart.out" 'sesame
'

# ttyrec
on 100x30 "ttyrec -e 'sh program.sh' program.ttyrec"
gzip -9nk program.ttyrec
bzip2 -9k program.ttyrec
zstd -q19 program.ttyrec

# tlog: on a terminal and without one, and both among other lines of a journal.
RESIZE=1 on 100x30 "tlog-rec --writer=file --file-path=terminal.tlog --latency=1 --log-input=on --payload=200 -- sh -c 'read word; sh program.sh'" 'sesame
'
tlog-rec --writer=file --file-path=pipe.tlog -- sh program.sh </dev/null >/dev/null 2>&1 || true
python3 - <<'P'
import json
lines = [json.dumps({"__CURSOR": "s=1", "MESSAGE": "Started Session 7.", "_COMM": "systemd"})]
for name in "terminal", "pipe":
    for i, line in enumerate(open(name + ".tlog")):
        m = json.loads(line)
        stamp = str(int(m["time"] * 1e6) + 500000)
        lines.append((m["pos"], json.dumps({"__REALTIME_TIMESTAMP": stamp, "MESSAGE": line.rstrip("\n"), "TLOG_REC": m["rec"], "_COMM": "tlog-rec-session"})))
head, rest = lines[0], sorted(lines[1:])
open("journal.json", "w").write("\n".join([head] + [l for _, l in rest]) + "\n")
P

# sudo: on a terminal, and with pipes.
cp -a deb/etc/. /etc/ && cp -a deb/usr/libexec/. /usr/libexec/
chown -R 0:0 /etc/sudo* /usr/libexec/sudo
printf 'Defaults log_input, log_output\nroot ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers
chmod 440 /etc/sudoers
PATH=$work/deb/usr/bin:$PATH
cd /
RESIZE=1 python3 "$work/on.py" 100x30 "sudo -u daemon sh -c 'read word; sh /run/program.sh'" 'sesame
' >/dev/null
echo sesame | sudo sh -c 'cat; sh /run/program.sh' >/dev/null 2>&1 || true
cd "$work"
cp -r /var/log/sudo-io sudo-io
# the environment that sudo writes down is that of whoever ran this; nothing reads it
find sudo-io -name log.json | while read -r f; do
	python3 -c 'import json, sys; p = sys.argv[1]; d = json.load(open(p)); d["runenv"] = ["PASSWORD=not-for-import"]; json.dump(d, open(p, "w"), indent=4)' "$f"
done

rm -rf "$here"/*.timing "$here"/*.out "$here"/*.in "$here"/*.log "$here"/*.tlog "$here"/*.ttyrec* "$here"/sudo-io
cp -- *.timing *.out *.in *.log *.tlog *.ttyrec* journal.json program.raw "$here"
cp -r sudo-io "$here"
chmod -R u+rw,go= "$here"/sudo-io
