# systemd.sh: a system of its own, booted by systemd as process 1 of namespaces. After tests/lib/lib.sh:
#
#     given_systemd        boot it; skips the story where the machine can't
#     inside COMMAND…      run COMMAND there, as root
#
# A story that couldn't boot it ends at once, and `inside` runs nothing outside of it.
# It sees this machine's files and may change them: what it writes is in memory. Of units it has the
# targets that a service depends on, and /etc/systemd/system is empty; the staged programs are
# installed. $init is systemd's process here, so /proc/$init/root its files. The network is this
# machine's, so that the sandbox can be reached.
#
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets some variables

system=$work/system
targets="basic paths shutdown slices sockets sysinit timers"

# Our own control group, so that systemd doesn't take over the machine's
cat >"$work/enter" <<'CODE'
umask 022
mount -t tmpfs tmpfs "$system"
mkdir "$system/cgroup" "$system/upper" "$system/work" "$system/root"
mount -t cgroup2 cgroup2 "$system/cgroup"
mkdir "$system/cgroup/$group"
echo $$ >"$system/cgroup/$group/cgroup.procs"
exec unshare --mount --pid --uts --ipc --cgroup --fork --kill-child sh -eu "$work/boot"
CODE

cat >"$work/boot" <<'CODE'
mount -t overlay -o "lowerdir=/,upperdir=$system/upper,workdir=$system/work" overlay "$system/root"
cd "$system/root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/shm dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
for device in null zero full random urandom tty; do
    : >"dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
cp -R "$stage/." .
mkdir "$system/targets"
for target in $targets; do
    cp "usr/lib/systemd/system/$target.target" "$system/targets"
done
echo "$system" >run/booted-by
rm -rf etc/systemd
mkdir -p etc/systemd/system
mount --bind "$system/targets" usr/lib/systemd/system
mount -t tmpfs tmpfs usr/lib/systemd/system-generators
pivot_root . mnt
umount -l /mnt
mount --make-rshared / # as on a machine: what systemd mounts for a unit's credentials is seen by the unit
exec env -i container=other PATH="$bindir:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    /usr/lib/systemd/systemd --system --unit=basic.target --log-target=null --show-status=no
CODE

end_systemd() {
    kill -9 "$systemd" 2>/dev/null
    wait "$systemd" 2>/dev/null
    unshare --mount sh -c "mount -t cgroup2 cgroup2 '$system' &&
        for try in 1 2 3 4 5 6 7 8 9; do
            find '$system/$group' -depth -type d -exec rmdir {} + && break
            sleep 0.1
        done" 2>/dev/null
}

inside() {
    # shellcheck disable=SC2016 # the inner shell's variables
    nsenter --target "$init" --mount --root --wd --pid --uts --ipc env -i TERM=dumb HOME=/root \
        PATH="$bindir:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" sh -c '
        [ "$(cat /run/booted-by 2>/dev/null)" = "$1" ] || exit 125
        shift
        exec "$@"' sh "$system" "$@"
}

# Until systemd is process 1 there, or what comes before it has failed
starts() {
    _tries=1200
    while kill -0 "$systemd" 2>/dev/null && [ "$_tries" -gt 0 ]; do
        init=$(pgrep -P "$systemd" -x systemd) && return
        _tries=$((_tries - 1))
        sleep 0.05
    done
    return 1
}

is_up() { inside systemctl is-active --quiet basic.target 2>/dev/null; }

given_systemd() {
    needs systemd unshare nsenter pgrep pivot_root systemctl
    if [ "$(id -u)" -ne 0 ] || [ ! -x /usr/lib/systemd/systemd ]; then
        skip "systemd" "only root can boot it, where it is installed"
        finish
    fi
    group=$(sed -n 's/^0:://p' /proc/self/cgroup)/workfront-credential-$$
    stage=${stage_bindir%"$bindir"}
    mkdir "$system"
    export system group stage work targets bindir
    unshare --mount sh -eu "$work/enter" >"$work/boot.err" 2>&1 &
    systemd=$!
    at_exit end_systemd
    if ! starts; then
        comment "$work/boot.err"
        skip "systemd" "no system can be booted in namespaces here"
        finish
    fi
    _tries=600
    until is_up || [ "$_tries" -eq 0 ]; do
        _tries=$((_tries - 1))
        sleep 0.1
    done
    ok "systemd is process 1 of a system" is_up
    is_up || exit 1
}
