#!/bin/sh
# tour.sh: the session of the demo recording. README.md says how the recording is made of it.
# Nothing of it is a real machine: what is printed is written here.
G='\033[1;32m' B='\033[1;34m' R='\033[31m' Y='\033[33m' F='\033[2m' N='\033[0m'

type_in() { # TEXT: as if somebody typed it
	text=$1
	while [ -n "$text" ]; do
		rest=${text#?}
		printf '%s' "${text%"$rest"}"
		text=$rest
		sleep 0.03
	done
	sleep 0.5
	printf '\r\n'
}
prompt() { printf "${G}alice@web1${N}:${B}~/shop${N}\$ "; sleep 0.5; }
line() { printf "$1\r\n"; sleep "${2:-0.05}"; }

line "Last login: Mon Nov 23 17:02:11 2026 from 10.0.0.4" 0.8
prompt
type_in "# This is a recording. Space pauses, left and right go 10 s back and on."
prompt
type_in "cat release.txt"
line "shop 4.2.0  (staging since Friday, INC-4411)" 0.8
prompt
type_in "./rollout --to 4.2.0"
i=0
while [ $i -lt 44 ]; do
	i=$((i + 1))
	bar=$(printf '%*s' "$i" '' | tr ' ' '#')
	printf "\rrolling out [%-50s] %3d%%" "$bar" $((i * 2))
	sleep 0.06
done
line "" 0.1
line "${R}ERROR${N} web3: health check failed: column cart.discount does not exist" 0.2
line "${Y}rollout stopped${N}; 2 of 3 machines run 4.2.0" 1.5
prompt
type_in "# Something went wrong. Press / and type ERROR to find such a place again."
prompt
type_in "tail -n 6 log/web3.log"
line "${F}17:04:41${N} web3 starting 4.2.0"
line "${F}17:04:42${N} web3 connected to db/shop as app"
line "${F}17:04:42${N} web3 SELECT discount FROM cart LIMIT 1"
line "${F}17:04:42${N} web3 ${R}ERROR${N} column cart.discount does not exist"
line "${F}17:04:43${N} web3 GET /healthz 500"
line "${F}17:04:44${N} web3 stopping" 1.5
prompt
type_in "mysql -u app shop"
line "Welcome to the MySQL monitor.  Commands end with ; or \\\\g." 0.4
printf 'mysql> '; sleep 0.6
type_in "ALTER TABLE cart ADD COLUMN discount DECIMAL(5,2) DEFAULT 0;"
line "Query OK, 18422 rows affected (0.31 sec)" 0.8
printf 'mysql> '; sleep 0.4
type_in "DROP TABLE cart_tmp;"
line "Query OK, 0 rows affected (0.02 sec)" 0.8
printf 'mysql> '; sleep 0.4
type_in "exit"
line "Bye" 0.3
prompt
type_in "./rollout --to 4.2.0 --only web3"
i=0
while [ $i -lt 50 ]; do
	i=$((i + 2))
	bar=$(printf '%*s' "$i" '' | tr ' ' '#')
	printf "\rrolling out [%-50s] %3d%%" "$bar" $((i * 2))
	sleep 0.06
done
line "" 0.1
line "${G}OK${N} 3 of 3 machines run 4.2.0  日本語もそのまま。 한국어도 그대로." 1.2
prompt
type_in "# Who dropped that table, and when? L lists hits and text; ? shows all keys; q leaves."
prompt
type_in "exit"
line "logout" 0.2
