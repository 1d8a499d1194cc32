# Runs inside the cluster's sandbox. It leaves the machine's state folders and kernel settings alone.
mount -t tmpfs none /var/lib
touch /run/kubebox
mount --bind "$KUBEBOX" /run/kubebox
mkdir /run/bin
for name in etcd kube-apiserver kubelet; do ln -s ../kubebox "/run/bin/$name"; done
PATH=/run/bin:/run/debs/usr/bin:/run/debs/usr/sbin:$PATH

# The kubelet insists on these settings, and is shown them.
mkdir /run/settings
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
	kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
	file=/run/settings/$(echo "${setting%=*}" | tr / _)
	echo "${setting#*=}" >"$file"
	mount --bind "$file" "/proc/sys/${setting%=*}"
done

cd /run/lab
etcd --name "$NAME" --data-dir /var/lib/etcd --unsafe-no-fsync --heartbeat-interval 10 --election-timeout 50 --log-level error >etcd.log 2>&1 &
containerd --config containerd.toml >containerd.log 2>&1 &
kube-apiserver --etcd-servers=http://127.0.0.1:2379 --bind-address=127.0.0.1 --secure-port=6443 \
	--advertise-address=127.0.0.1 --endpoint-reconciler-type=none --service-cluster-ip-range=10.0.0.0/24 \
	--tls-cert-file=server.crt --tls-private-key-file=server.key \
	--client-ca-file=ca.crt --token-auth-file=tokens.csv \
	--service-account-issuer=https://kubernetes.default.svc \
	--service-account-key-file=accounts.key --service-account-signing-key-file=accounts.key \
	--authorization-mode=Node,RBAC --disable-admission-plugins=ServiceAccount \
	--kubelet-client-certificate=apiserver.crt --kubelet-client-key=apiserver.key \
	--kubelet-preferred-address-types=InternalIP >apiserver.log 2>&1 &

# A kubelet that finds no API backs off for seconds: wait until the lab says that it is there.
read -r _ <go-kubelet
# As with a cloud provider the node's address is left to others: the kubelet would refuse 127.0.0.1.
kubelet --config kubelet.yaml --kubeconfig kubeconfig.node --root-dir /var/lib/kubelet --cert-dir /var/lib/kubelet/pki \
	--hostname-override="$NAME" --cloud-provider=external >kubelet.log 2>&1 &
wait
