#!/bin/sh
# The jailed network program without a proxy: names are looked up as nsswitch.conf(5) says, with the
# modules that desktops and servers have there, but for what only a UNIX socket knows; and it goes
# to Adobe over IPv6. In namespaces of its own, where Adobe's names lead to the sandbox, at port 443
# of ::1.
# shellcheck disable=SC2154 # sandbox_start sets the SANDBOX_ variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
if [ -n "${INSTRUMENT_CFLAGS-}" ] || [ ! -x "$SANDBOX" ]; then
    skip "names" "there is no jail in this build, or no sandbox"
    finish
fi
needs "names" python3 strace ip

# Modules that aren't installed may lie where contrib/bootstrap unpacks them
modules=$work/modules
libraries=$(dirname "$(ldconfig -p | sed -n 's/.*libnss_files\.so\.2 .*=> //p' | head -n 1)")
mkdir -p "$modules"
for module in mymachines resolve mdns4_minimal; do
    [ -e "$libraries/libnss_$module.so.2" ] || find /usr/local/lib/workfront-credential-tests \
        -name "libnss_$module.so.2" -exec cp {} "$modules" \; 2>/dev/null
done

# Rounds, each a line: its name, and the exit status of a token that is fetched
cat >"$work/rounds" <<'CODE'
. "$top_srcdir/tests/lib/sandbox.sh"
names="ims-na1.adobelogin.com $host"
ip link set lo up && mount --bind "$work/hosts" /etc/hosts &&
    mount --bind "$work/nsswitch" /etc/nsswitch.conf &&
    mount -t overlay overlay -o "lowerdir=$modules:$libraries" "$libraries" &&
    mount -t tmpfs tmpfs /run || exit
sandbox_start --ipv6 --tls-port 443 || exit
unset https_proxy
told() { # ROUND HOSTS-LINE [PREFIX…]
    round=$1
    echo "hosts: $2" >"$work/nsswitch"
    shift 2
    rm -rf "$store" && cp -a "$work/store" "$store"
    workfront-credential erase <"$work/request"
    status=0
    "$@" workfront-credential token -v >"$work/$round.out" 2>"$work/$round.err" || status=$?
    echo "$round $status"
}
echo "::1 $names" >"$work/hosts"
echo "hosts: files" >"$work/nsswitch"
status=0
workfront-credential setup --from "$credential" --host "$host" >"$work/setup.out" 2>&1 || status=$?
echo "setup $status"
cp -a "$store" "$work/store"
echo "jail = required" >"$XDG_CONFIG_HOME/workfront-credential/config"
told files "files"
told desktop "mymachines mdns4_minimal resolve files myhostname dns" \
    strace -f -e trace=openat -o "$work/opened"
told debian "files mdns4_minimal [NOTFOUND=return] dns"
echo "127.0.0.1 localhost" >"$work/hosts"
told nobody "mymachines mdns4_minimal resolve files"
mkdir -p /run/systemd/resolve
python3 "$work/resolved" & resolved=$!
tries=0
until [ -S /run/systemd/resolve/io.systemd.Resolve ] || [ "$tries" -gt 600 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
echo "::1 $names" >"$work/hosts"
told resolved "mymachines resolve [!UNAVAIL=return] files"
kill "$resolved"
CODE

# systemd-resolved's part: it notes that it was asked, and every name is ::1 (org.varlink,
# io.systemd.Resolve)
cat >"$work/resolved" <<'CODE'
import json, socket
listener = socket.socket(socket.AF_UNIX)
listener.bind("/run/systemd/resolve/io.systemd.Resolve")
listener.listen()
while True:
    caller, _ = listener.accept()
    open("resolved.asked", "w").close()
    asked = b""
    while not asked.endswith(b"\0"):
        asked += caller.recv(4096)
    name = json.loads(asked[:-1])["parameters"]["name"]
    address = {"ifindex": 1, "family": 10, "address": [0] * 15 + [1]}
    caller.sendall(json.dumps({"parameters": {"addresses": [address], "name": name, "flags": 1}}).encode() + b"\0")
    caller.recv(1)
    caller.close()
CODE
touch "$work/hosts" "$work/nsswitch"
request >"$work/request"
export work modules libraries credential host store
unshare -mn sh "$work/rounds" >"$work/told" 2>"$work/told.err"
if ! grep -q '^setup' "$work/told"; then
    skip "names" "namespaces, an overlay or IPv6 can't be had here: $(head -n 1 "$work/told.err")"
    finish
fi

has "without a proxy, over IPv6: a credential is set up" "setup 0" "$work/told"
has "a name in /etc/hosts" "files 0" "$work/told"
has "it was the whole jail" "jail: streams terminal environment" "$work/files.err"
for row in "desktop:mymachines resolve mdns4_minimal" "debian:mdns4_minimal"; do
    for module in ${row#*:}; do
        if [ -e "$modules/libnss_$module.so.2" ] || [ -e "$libraries/libnss_$module.so.2" ]; then
            has "the module $module" "${row%%:*} 0" "$work/told"
            ok "which was asked" grep -q "libnss_$module.so.2.* = [0-9]" "$work/opened"
        else
            skip "the module $module" "it isn't to be had"
        fi
    done
done
has "a name that no module knows: Adobe can't be reached" "nobody 6" "$work/told"
if [ -e "$modules/libnss_resolve.so.2" ] || [ -e "$libraries/libnss_resolve.so.2" ]; then
    has "who can be asked through a UNIX socket only is passed over" "resolved 0" "$work/told"
    fails "and isn't asked" ls "$work/resolved.asked"
fi
finish
