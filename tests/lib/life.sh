# life.sh: what stories about a token's life share. After tests/lib/lib.sh and tests/lib/admin.sh, with
# tests/lib/faketime.sh:
#
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

. "$top_srcdir/tests/lib/faketime.sh"

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
