#!/bin/sh
# A minter and a reader of a fleet are killed at their system calls, and so is the program that speaks to
# the engine, alone: the store opens, what the engine holds is used by all, everybody has a token, and all
# have the same one in the end.
#
# What others find is the disk and the engine, nothing else. The disk changes at calls of the helper, the
# engine at what the program sends: they are killed at the entry of each of these (tests/faults/strike.c),
# and at some in between, where the state is the same. SURVIVES_LONG=yes (make torture) takes them all.
[ ! -w /dev/shm ] || TMPDIR=/dev/shm
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/fleet.sh"
. "$top_srcdir/tests/lib/redis.sh"
torture=$top_builddir/tests/faults/torture
if [ -n "${INSTRUMENT_CFLAGS-}" ] ||
    ! "$torture" --kind fleet -- workfront-credential help >"$work/out" 2>&1 &&
    ! grep -q "no call was counted" "$work/out"; then
    skip "killed at a system call" "processes can't be traced here"
    finish
fi
given_sandbox
redis_certificates
redis_start engine
port=$redis_port

## Two minters and a reader, whose token was refused; the engine has the reader's next one

given_redis_node() { # NODE USER LINE…
    mkdir -p "$1/config/workfront-credential"
    echo "$2-password" >"$2.password"
    printf '%s\n' 'fleet = redis' "fleet-url = rediss://$2@127.0.0.1:$port" "fleet-ca = $tls/ca.pem" \
        'fleet-splay = 0' 'fleet-wait = 0' "fleet-role = $3" >"$1/config/workfront-credential/config"
}
node_do() { # NODE COMMAND…
    on "$@" >>said 2>&1 || { comment said; exit 1; }
}
suspect() { # NODE
    request "password=$(on "$1" workfront-credential token)" >refused
    node_do "$1" workfront-credential erase <refused
}
for node in one two; do
    given_redis_node "$node" minter minter
    node_do "$node" given_profile
done
node_do one workfront-credential fleet create --password minter.password
on one workfront-credential fleet key --role reader >reader.key
on one workfront-credential fleet key --role minter >minter.key
node_do two workfront-credential fleet join --key minter.key --password minter.password
for node in r new; do given_redis_node "$node" reader reader; done
node_do r workfront-credential fleet join --key reader.key --password reader.password
printf 'protocol=https\nhost=github.com\nusername=a\npassword=b\n\n' >github
node_do new workfront-credential store --any-host <github
suspect r
suspect two
on two workfront-credential token >token.two
node_do one workfront-credential fleet renew
suspect one
mkdir saved
cp -a one r new saved
redis_cli "$port" eval "for _, key in ipairs(redis.call('KEYS', '*')) do
    redis.call('COPY', key, key, 'DB', 1) end return 1" 0 >copied
ok "what the engine holds is kept" grep -qx 1 copied

## What must hold afterwards

cat >"$work/lib" <<LIB
on() {
    HOME=$work/\$1 XDG_DATA_HOME=$work/\$1/data XDG_CONFIG_HOME=$work/\$1/config
    export HOME XDG_DATA_HOME XDG_CONFIG_HOME
    shift
    "\$@"
}
engine() {
    REDISCLI_AUTH=admin-password redis-cli --user admin --tls --cacert "$tls/ca.pem" -p "$port" "\$@"
}
restore() {
    cd "$work" && rm -rf one r new && cp -a saved/* . && engine eval "redis.call('FLUSHDB')
    redis.call('SELECT', 1) for _, key in ipairs(redis.call('KEYS', '*')) do
    redis.call('COPY', key, key, 'DB', 0) end" 0
}
told() { echo "\$*" && exit 1; }
has_token() { (on "\$1" workfront-credential token --non-interactive) >"$work/token.\$1" 2>"$work/token.err" ||
    told "\$1 is refused: \$(cat "$work/token.err")"; }
renews() { (on "\$1" workfront-credential fleet renew) >"$work/renewed" 2>&1 && ! grep "isn't used" "$work/renewed" ||
    told "\$1 doesn't renew: \$(cat "$work/renewed")"; }
is_sound() { # NODE
    (on "\$1" workfront-credential audit verify) || told "the log is broken"
    set -- "$work/\$1"/data/workfront-credential/*
    case "\${*##*/}" in *" new"*|*.tmp*) told "a temporary file: \$*" ;; esac
}
minter_settles() {
    has_token r
    engine eval "for _, key in ipairs(redis.call('KEYS', '*:l:*')) do redis.call('DEL', key) end" 0 # in 30 s
    has_token one && renews one && renews r && has_token one && has_token r
    cmp "$work/token.one" "$work/token.r" || told "not one token"
    [ "\$(engine dbsize)" -le 4 ] || told "the engine has \$(engine --scan)"
    is_sound one
}
reader_settles() {
    has_token r
    cmp "$work/token.r" "$work/token.two" || { renews r && has_token r; }
    cmp "$work/token.r" "$work/token.two" && is_sound r
}
new_settles() {
    if ! (on new workfront-credential token --non-interactive) >"$work/token.new" 2>"$work/token.err"; then
        if grep "its program was ended by signal 9 (asked again" "$work/token.err"; then
            renews new
        else
            (on new workfront-credential fleet join --key "$work/reader.key" \
                --password "$work/reader.password") || told "it can't join: \$(cat "$work/token.err")"
        fi
        has_token new
    fi
    cmp "$work/token.new" "$work/token.two" && is_sound new
}
LIB
killed() { # WHAT SETTLES NODE KIND/STEP… -- COMMAND…
    _title=$1 _settles=$2 _node=$3 _steps=
    shift 3
    while [ "$1" != -- ]; do
        _steps="$_steps $1"
        shift
    done
    shift
    [ "${SURVIVES_LONG-no}" = no ] || _steps="kill/1 one/1 fleet/1"
    for _step in $_steps; do
        rm -f settled
        ok "$_title is killed (${_step%/*})" on "$_node" "$torture" --kind "${_step%/*}" --varies --reports \
            --step "${_step#*/}" --before ". '$work/lib'; restore >/dev/null" \
            --after ". '$work/lib'; $_settles >'$work/settled' 2>&1" -- "$@"
        comment settled
    done
}
killed "a minter that asks Adobe" minter_settles one kill/997 one/293 fleet/997 network/397 \
    -- workfront-credential token --non-interactive
killed "a minter's timer" minter_settles one one/293 -- workfront-credential fleet renew
killed "a reader that reads" reader_settles r kill/997 fleet/997 -- workfront-credential token --non-interactive
killed "a reader that joins" new_settles new kill/997 fleet/997 \
    -- workfront-credential fleet join --key "$work/reader.key" --password "$work/reader.password"
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish
