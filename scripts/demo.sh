#!/bin/sh
# demo.sh: open shellac on a store of its own, seeded with recordings of real commands made on the spot.
# Everything it writes is in one folder, .demo in the checkout.
set -eu
cd "$(dirname "$0")/.."
demo=$(pwd)/.demo
shellac=$(pwd)/bin/shellac
mkdir -p "$demo"
chmod 700 "$demo"
export XDG_STATE_HOME="$demo/state" XDG_CONFIG_HOME="$demo/config" XDG_CACHE_HOME="$demo/cache"
unset SHELLAC_STORE SHELLAC_CONFIG

seed() { # NAME REASON COMMAND: record a command as if it ran in a terminal
	printf '  recording %s\n' "$1"
	"$shellac" run --pty --name "$1" --reason "$2" --label demo=yes -- sh -c "$3" </dev/null >/dev/null 2>&1 || true
}

if [ "$("$shellac" recordings ls -f names 2>/dev/null | wc -l)" -lt 3 ]; then
	echo "Recording a few local commands into $demo"
	seed who-is-here "INC-1 look around" 'for c in "uname -sr" "id" "date" "df -h ."; do printf "\033[1;32mdemo\033[0m$ %s\r\n" "$c"; sleep 0.4; $c; sleep 0.6; done'
	seed deploy "CHG-7 a deployment that fails" 'i=0; while [ $i -lt 40 ]; do i=$((i+1)); printf "\r\033[36mrolling out\033[0m %3d%%" $((i*5/2)); sleep 0.05; done; printf "\r\n\033[31mERROR\033[0m health check failed\r\n"; exit 3'
	if command -v top >/dev/null 2>&1; then
		seed top "what keeps it busy" 'top -d 0.5 -n 6'
	else
		seed processes "what runs here" 'ps; sleep 1; ps'
	fi
fi
echo
"$shellac" recordings ls
echo
cat <<EOF
Everything is in $demo; \`make clean\` removes it. To go on by hand:

  export XDG_STATE_HOME=$demo/state
  $shellac                              hosts, pods, recordings and running sessions; ? shows the keys
  $shellac play last                    replay
  $shellac run -- ${SHELL:-sh}          a recorded shell on this machine
  $shellac recordings ls exit:!0        what went wrong
EOF

hosts=$(sed -n 's/^[[:space:]]*[Hh]ost[[:space:]][[:space:]]*//p' "$HOME/.ssh/config" 2>/dev/null | tr ' ' '\n' | grep -v '[*?!]' | head -n 5 || true)
for h in $hosts; do printf '  %s ssh %s\n' "$shellac" "$h"; done
contexts=$(sed -n 's/^current-context: *//p' "${KUBECONFIG:-$HOME/.kube/config}" 2>/dev/null | head -n 1 || true)
if [ -n "$contexts" ]; then printf '  %s kube exec -it POD -- sh      (context %s)\n' "$shellac" "$contexts"; fi
echo

if ! [ -t 0 ] || ! [ -t 1 ]; then
	echo "This is no terminal: here is the last screen of the deployment."
	echo
	id=$("$shellac" recordings ls node:deploy -f names | head -n 1)
	"$shellac" export "$id" -f screen | sed '/./,$!d' | head -n 12
	exit 0
fi
printf 'Press Enter to open it: '
read -r _ || exit 0
exec "$shellac" ui --tab recordings
