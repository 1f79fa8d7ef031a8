# fleet.sh: what stories about a fleet share. After tests/lib/lib.sh and tests/lib/admin.sh:
#
#     given_engine         a folder as the engine ($cache), behind a program that counts its calls and
#                          fails on demand; `fleet` is what the configuration says of it
#     engine_is FAULT      from now on it is: sound, gone, hanging, dead, mad, forbidding; or killing, who
#                          publishes a secret is killed then; or dies N before, dies N after: dead from the
#                          Nth call since the last `calls` on, before or after it did what that one asks
#     calls                how many calls there were since the last `calls`
#     on NODE COMMAND…     run COMMAND as the machine NODE, which has a HOME of its own
#     given_node NODE LINE…  make it, with these lines in its configuration after the engine's
#     given_minter NODE    make it, record the fixture's credential there (or do what $record says), and
#                          create the fleet or join it
#     given_reader NODE    make it, and join
#     published            how many values the engine has
#
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and admin.sh set some variables, stories use others

cache=$work/cache

given_engine() {
    mkdir -m 700 "$cache"
    cat >"$work/engine" <<'END'
#!/bin/sh
PATH=/usr/bin:/bin
echo . >>"$1/calls"
say() { printf 'version=1\n'; printf '%s\n' "$@" ''; exit 0; }
fault=sound
[ ! -e "$1/fault" ] || read -r fault step when <"$1/fault"
case $fault in
gone) say status=unreachable error=connect 'error_description=connection refused' ;;
hanging) exec sleep 60 ;;
dead) exit 3 ;;
dies)
    count=$(grep -c . "$1/calls")
    [ "$count$when" != "${step}after" ] || "$2" "$1/cache" >/dev/null
    [ "$count" -lt "$step" ] || exit 3
    ;;
mad) say status=ok lock=perhaps generation=-7 value=%% ;;
killing)
    call=$(cat)
    printf '%s\n\n' "$call" | "$2" "$1/cache" >"$1/answer"
    case $call in *call=fleet-write*name=wf:*:s:*) kill -9 "$PPID" ;; esac
    cat "$1/answer"
    exit 0
    ;;
forbidding) say status=refused error=permission 'error_description=NOPERM' ;;
esac
exec "$2" "$1/cache"
END
    chmod 700 "$work/engine"
    fleet="fleet = exec path=$work/engine arg=$work arg=$top_srcdir/contrib/examples/fleet-folder"
    : >"$work/calls"
}

engine_is() {
    echo "$1" >"$work/fault"
}

calls() {
    grep -c . "$work/calls"
    : >"$work/calls"
}

on() {
    _node=$1
    shift
    HOME=$work/$_node XDG_DATA_HOME=$work/$_node/data XDG_CONFIG_HOME=$work/$_node/config "$@"
}

given_node() {
    _node=$1
    shift
    mkdir -p "$work/$_node/config/workfront-credential"
    printf '%s\n' "$fleet" 'fleet-splay = 0' "$@" >"$work/$_node/config/workfront-credential/config"
}

given_minter() {
    given_node "$1"
    on "$1" "${record:-given_profile}"
    if [ -e "$work/minter.key" ]; then
        on "$1" workfront-credential fleet join --key "$work/minter.key"
    else
        on "$1" workfront-credential fleet create &&
            on "$1" workfront-credential fleet key --role minter >"$work/minter.key" &&
            on "$1" workfront-credential fleet key --role reader >"$work/reader.key"
    fi >"$work/$1.joined" 2>&1 || { comment "$work/$1.joined"; exit 1; }
}

given_reader() {
    given_node "$@" 'fleet-role = reader'
    on "$1" workfront-credential fleet join --key - <"$work/reader.key" >"$work/$1.joined" 2>&1 ||
        { comment "$work/$1.joined"; exit 1; }
}

published() {
    find "$cache" -name 'wf:*:t:*' | grep -c .
}
