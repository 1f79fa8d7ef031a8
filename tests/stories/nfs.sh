#!/bin/sh
# A store on NFS: a Linux kernel of its own, as a process of this user (User-Mode Linux), serves a
# folder over NFS 4.2 and mounts it twice, as two machines would. tests/lib/nfs_inside.sh is what is done
# there; each line that it writes is one result.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
for program in linux.uml modprobe exportfs rpc.nfsd rpc.mountd mount.nfs4 ip; do
    if ! PATH=$PATH:/usr/sbin:/sbin command -v $program >/dev/null; then
        skip "a store on NFS" "there is no $program"
        finish
    fi
done
if [ "$(id -u)" -ne 0 ]; then
    skip "a store on NFS" "only root has a server"
    finish
fi
if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
    skip "a store on NFS" "sanitizers want more memory than that kernel has"
    finish
fi
given_sandbox
given_profile
workfront-credential token >"$work/token" || exit 1
mkdir "$work/machine" "$work/results"
chmod 711 "$work"

# The first program of that kernel. Its root is ours, read-only; `results` is where it may write
cat >"$work/init" <<INIT
#!/bin/sh
export PATH=$stage_bindir:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
export top_srcdir='$top_srcdir' top_builddir='$top_builddir'
export stage_bindir='$stage_bindir' stage_libexecdir='$stage_libexecdir' work='$work' host='$host'
mount -t proc none /proc
mount -t sysfs none /sys
mount -t hostfs -o '$work/results' none '$work/results'
sh '$top_srcdir/tests/lib/nfs_inside.sh' >'$work/results/results' 2>'$work/results/log'
echo end >>'$work/results/results'
sync
echo o >/proc/sysrq-trigger
sleep 60
INIT
chmod 700 "$work/init"
timeout 900 linux.uml mem=384M root=/dev/root rootfstype=hostfs rootflags=/ ro \
    "init=$work/init" con=null con0=null,fd:1 </dev/null >"$work/console" 2>&1
if [ ! -e "$work/results/results" ]; then
    comment "$work/console"
    skip "a store on NFS" "that kernel doesn't start here"
    finish
fi
while read -r verdict what; do
    case $verdict in
    ok) result ok "$what" ;;
    not) result "not ok" "$what" ;;
    esac
done <"$work/results/results"
ok "all of it was done" [ "$(tail -n 1 "$work/results/results")" = end ]
comment "$work/results/log"
finish
