# Runs inside the lab's sandbox.
for file in passwd shadow group hosts; do mount --bind "/run/lab/etc/$file" "/etc/$file"; done
mount --bind /run/lab/home /home
# Servers read some files as the user who logs in, to whom the lab's own folder is closed.
mkdir /run/sshd /run/servers
mount --bind /run/lab/sshd /run/servers
chmod 755 /home /run/servers /run/servers/* /run/servers/*/principals # whatever the umask is
/run/debs/usr/sbin/sshd -D -e -f /run/servers/web1/sshd_config 2>>/run/lab/log/web1 &
wait
