#!/bin/sh
# A limit of open files that is too low is told as that, whatever a command was about to do.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "a low limit of open files" prlimit
given_sandbox
given_profile
request >"$work/request"
printf '{"uri":"https://%s/"}' "$host" >"$work/uri"
workfront-credential token >/dev/null || exit 1
cp -a "$HOME" "$work/recorded"

# What is linked with shared libraries needs more than the program to start with
least=3
while [ "$least" -lt 13 ] && prlimit --nofile="$least" workfront-credential --version 2>&1 |
    grep -q "shared libraries"; do
    least=$((least + 1))
done

# With each limit the command works, or says what is too low; its last words are curl's for api
tells() { # INPUT COMMAND…
    _input=$1
    shift
    _limit=$((least - 1))
    while [ "$_limit" -lt 13 ]; do
        _limit=$((_limit + 1))
        run prlimit --nofile="$_limit" workfront-credential "$@" <"$_input"
        if [ "$status" -ne 0 ] && ! grep -qF "ulimit -n" "$work/out" "$work/err"; then
            echo "with $_limit: exit $status"
            cat "$work/err"
            return 1
        fi
        rm -rf "$HOME" && cp -a "$work/recorded" "$HOME"
    done
    [ "$status" -eq 0 ] || cat "$work/err"
}

for command in get erase token "token --force" header env "exec -- true" verify status list show \
    doctor "explain get" rekey "key list" "audit verify" "audit show" "remove --profile default" \
    stack unlock lock revoke "policy show" json curl authorization headers-json help; do
    # shellcheck disable=SC2086 # a command and its words
    ok "$command" tells "$work/request" $command
done
ok "engflow get" tells "$work/uri" engflow get
ok "setup" tells /dev/null setup --from "$credential" --host "$host" --no-verify
if [ "$least" -gt 3 ]; then
    skip "too low to start" "this one's libraries need more"
    finish
fi
run prlimit --nofile=3 workfront-credential token
has "too low to start" "hint: the limit of open files is too low: ulimit -n" "$work/err"
finish
