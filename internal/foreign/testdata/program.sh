#!/bin/sh
# What the recorders in record.sh record: text in colours and in several scripts, bytes that are no UTF-8, cursor
# movement, a line that wraps, and standard error.
printf 'plain, then \033[1;32mgreen\033[0m and caf\303\251\n'
sleep 0.2
printf '\346\227\245\346\234\254\350\252\236 \360\237\246\212 bytes \377\376 that are no text\n'
sleep 0.1
printf 'needle-\033[33mimport\033[0m-4711' >&2
printf '\033[5;10Hplaced\033[6;1H'
sleep 0.3
i=0
while [ $i -lt 40 ]; do
	printf 'wrapped %d ' $i
	i=$((i + 1))
done
printf '\nend\n'
exit 7
