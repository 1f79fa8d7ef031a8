# life.sh: what stories about a token's life share. After tests/lib/lib.sh and tests/lib/admin.sh:
#
#     given_faketime              skips the story where libfaketime isn't there
#     later SECONDS COMMAND…      run COMMAND with the wall clock so much later (or earlier: -60)
#     all_clocks_later …          the same with every clock, also the one that nobody sets
#     asked N WHAT                Adobe was asked for a token N times since the last `asked`
#     answer                      the answer of the last `run`, when it is as long as a token
#     each N COMMAND…             N processes at once; answers in each.*.out, messages in each.*.err
#     all                         wait for all of them
#     ended                       how many have ended
#     failed                      how many of them did not exit with 0
#     answers                     how many different answers they gave
#
# shellcheck shell=sh
# shellcheck disable=SC2154 # what the other two set

for faketime in /usr/lib/*/faketime/libfaketime.so.1 /usr/lib/faketime/libfaketime.so.1; do
    [ ! -e "$faketime" ] || break
done
. "$top_srcdir/tests/lib/tree.sh"
given_preloadable

given_faketime() {
    if [ ! -e "$faketime" ]; then
        skip "$0" "libfaketime isn't here"
        finish
    fi
}

# env(1), so that nothing but COMMAND has the library. A sanitizer wants to be the first of all
# libraries, but can be talked out of it
faked() { # KEEP-MONOTONIC FAKETIME COMMAND…
    _keep=$1 _time=$2
    shift 2
    env PATH="$preloadable:$PATH" \
        LD_PRELOAD="$faketime" FAKETIME="$_time" FAKETIME_DONT_FAKE_MONOTONIC="$_keep" \
        ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" "$@"
}

shifted() { # KEEP-MONOTONIC SECONDS COMMAND…
    _keep=$1 _seconds=$2
    shift 2
    case $_seconds in -*) ;; *) _seconds=+$_seconds ;; esac
    faked "$_keep" "${_seconds}s" "$@"
}

later() {
    shifted 1 "$@"
}

all_clocks_later() {
    shifted 0 "$@"
}

asked() {
    _count=$(sandbox_count "$token_path")
    if [ "$_count" -eq "$1" ]; then
        result ok "$2"
    else
        result "not ok" "$2 ($_count requests, not $1)"
    fi
    sandbox_control DELETE /requests
}

answer() {
    [ "$(wc -c <"$work/out")" -gt 500 ] && cat "$work/out"
}

each() {
    _left=$1
    shift
    rm -f "$work"/each.*
    processes=
    while [ "$_left" -gt 0 ]; do
        (
            "$@" >"$work/each.$_left.out" 2>"$work/each.$_left.err"
            echo $? >"$work/each.$_left.status"
        ) &
        processes="$processes $!"
        _left=$((_left - 1))
    done
}

all() {
    # shellcheck disable=SC2086 # a list of numbers
    wait $processes 2>/dev/null
}

ended() {
    find "$work" -name 'each.*.status' -size +0 | grep -c .
}

failed() {
    cat "$work"/each.*.status | grep -vcx 0
}

answers() {
    cat "$work"/each.*.out | sort -u | grep -c .
}
