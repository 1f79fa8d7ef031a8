# broker.sh: what stories about the broker share. After tests/lib/lib.sh and tests/lib/admin.sh:
#
#     given_broker [ARG…]    one result: it is started with the sockets main and ci and the policy in $policy
#     end_broker [SIGNAL]    end it, and wait for that
#     is_root                whether we can be other users
#     as UID COMMAND…        run COMMAND as that user, who has nothing of ours
#     other, another         uids of two callers that aren't root; ours when we can't be others
#     reload                 have it read the policy again
#     given_holders          another has 200 silent connections and 200 that say half a request, until
#                            end_holders; holding is whether all are there
#     raw FILE               send the bytes of FILE to $socket, and print what comes back
#
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh sets some variables, stories use others

sockets=$work/sockets
policy=$work/policy
main=$sockets/main
ci=$sockets/ci
mkdir -p "$sockets"
chmod 755 "$sockets"
other=$(id -u)
another=$other

is_root() {
    [ "$(id -u)" -eq 0 ]
}

if is_root && installed setpriv; then
    other=54321
    another=54322
fi

as() { # UID COMMAND…
    _uid=$1
    shift
    if is_root; then
        mkdir -p "$work/homes/$_uid"
        chmod 755 "$work/homes"
        chown "$_uid" "$work/homes/$_uid"
        (
            cd / && exec setpriv --reuid "$_uid" --regid "$_uid" --clear-groups \
                env HOME="$work/homes/$_uid" XDG_DATA_HOME= XDG_CONFIG_HOME= \
                WORKFRONT_CREDENTIAL_BROKER="${socket:-$main}" "$@"
        )
    else
        env HOME="$work/nobody" XDG_DATA_HOME= XDG_CONFIG_HOME= \
            WORKFRONT_CREDENTIAL_BROKER="${socket:-$main}" "$@"
    fi
}

# A socket that a killed broker has left is in the folder, but nobody's
listening() { # SOCKET
    grep -q " 00010000 .* $1\$" /proc/net/unix
}

given_broker() {
    [ -s "$policy" ] || echo "allow any profile=default" >"$policy"
    "${stage_bindir%"$bindir"}$libexecdir/workfront-credential-broker" \
        --listen "main=$main" --listen "ci=$ci,mode=0666" --policy "$policy" "$@" 2>>"$work/broker.err" &
    broker=$!
    at_exit "end_ours $broker; wait $broker 2>/dev/null"
    await listening "$ci"
    ok "the broker listens" await listening "$main"
}

end_broker() {
    kill "-${1:-TERM}" "$broker"
    wait "$broker"
}

given_holders() {
    holders=
    cp "$top_srcdir/tests/lib/hold.py" "$work/hold.py"
    chmod 644 "$work/hold.py"
    for _kind in silent half; do
        as "$another" python3 "$work/hold.py" "$main" "$_kind" 200 >"$work/held.$_kind" 2>&1 &
        holders="$holders $!"
    done
}

holding() {
    grep -q held "$work/held.silent" && grep -q held "$work/held.half"
}

end_holders() {
    sed -n 's/^held //p' "$work/held.silent" "$work/held.half" | xargs -r kill 2>/dev/null
    for _holder in $holders; do
        kill "$_holder" 2>/dev/null
        wait "$_holder" 2>/dev/null
    done
}

raw() { # FILE
    python3 - "${socket:-$main}" "$1" <<'CODE'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(60)
s.connect(sys.argv[1])
try:
    s.sendall(open(sys.argv[2], "rb").read())
except OSError:
    pass
while True:
    try:
        b = s.recv(65536)
    except OSError:
        break
    if not b:
        break
    sys.stdout.buffer.write(b)
CODE
}

is_read_again() {
    [ "$(grep -c "read again\|can't be used" "$work/broker.err")" -gt "${reloads:=0}" ]
}

reload() {
    kill -HUP "$broker"
    await is_read_again && reloads=$((reloads + 1))
}
