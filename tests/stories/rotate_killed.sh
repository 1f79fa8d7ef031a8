#!/bin/sh
# A rotation is killed at its system calls, and each of its answers is lost. Two further runs, the
# second a quarter of an hour later, leave one secret at Adobe, and a token is had with it.
#
# What a next run finds is the disk and Adobe's world, nothing else. The disk changes at calls of the
# helper that change something (tests/faults/strike.c): it is killed at the entry of each of these, so
# that every state of it is met, also those between an answer of Adobe's and the first thing kept of it.
# Adobe's world changes by a request of the network program, which is started by such a call: killed
# before it is sent, the state is that of the kill at the start; after, that of the kill at what the
# helper keeps of the answer. When the network program alone dies, the helper lives on without an
# answer: each of the requests is lost in that way too. At calls in between the state is the same, and
# few are taken. SURVIVES_LONG=yes (make torture) takes them all.
# shellcheck disable=SC1091,SC2154 # rotation.sh sets some variables, and what is read is made here
[ ! -w /dev/shm ] || TMPDIR=/dev/shm
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/rotation.sh"
needs "the secrets of the sandbox" python3
torture=$top_builddir/tests/faults/torture
given_sandbox
given_rotating
workfront-credential rotate --console-url "$console_url" --dry-run >/dev/null || exit 1
request "password=$(workfront-credential token)" >"$work/refused"
cp -a "$HOME" "$work/recorded"

cat >"$work/lib" <<LIB
control() { curl -q -s -o /dev/null --noproxy '*' -X "\$@"; }
restore() {
    rm -rf "$HOME" && cp -a "$work/recorded" "$HOME" && control POST "$SANDBOX_CONTROL/reset"
}
rotate() { workfront-credential rotate --non-interactive --now; }
ids() {
    curl -q -s --noproxy '*' "$SANDBOX_CONTROL/world" | python3 -IS -c 'import json, sys
print(*json.load(sys.stdin)["clients"]["$client"]["secrets"])'
}
settle() {
    workfront-credential token | grep '^eyJ' >"$work/meanwhile" || { echo "no token meanwhile"; return 1; }
    rotate
    left=\$(ids)
    case \$left in
    *" "* | "" | $first_uuid)
        control PATCH "$SANDBOX_CONTROL/world" --data-binary '{"clock_offset": 1000}'
        rotate
        left=\$(ids)
        ;;
    esac
    case \$left in
    *" "* | "") echo "secrets: \$left" && return 1 ;;
    esac
    workfront-credential token >"$work/last"
    { printf 'protocol=https\nhost=$host\npassword='; cat "$work/last"; } >"$work/erase"
    workfront-credential erase <"$work/erase"
    workfront-credential token | cmp -s - "$work/last" && { echo "an old token"; return 1; }
    workfront-credential token --non-interactive | grep -q '^eyJ' && workfront-credential audit verify
}
LIB

## Killed

if [ -n "${INSTRUMENT_CFLAGS-}" ] ||
    ! "$torture" --kind kill -- workfront-credential help >"$work/out" 2>&1; then
    skip "killed at a system call" "processes can't be traced here"
else
    steps="kill/2503 network/9973"
    [ "${SURVIVES_LONG-no}" = no ] || steps="kill/1 one/1 network/7"
    for step in $steps; do
        ok "killed (${step%/*})" "$torture" --kind "${step%/*}" --varies --reports --step "${step#*/}" \
            --before ". '$work/lib'; restore" --after ". '$work/lib'; settle >'$work/settled' 2>&1" -- \
            workfront-credential rotate --non-interactive --now
        comment "$work/settled"
    done
fi

## Each answer lost

lost() { # WHAT METHOD PATH SKIP
    (. "$work/lib" && restore)
    sandbox_fault "{\"match\":{\"method\":\"$2\",\"path\":\"$3\"},\"skip\":$4,\"truncate\":0,\"count\":1}" >/dev/null
    run workfront-credential rotate --non-interactive --now
    ok "$1: is lost (exit $status)" [ "$(sandbox_control GET /fault | grep -c '"spoilt": *1')" -eq 1 ]
    sandbox_unfault
    ok "$1: then one secret is left" sh -c ". '$work/lib'; settle"
}
for number in 0 1 2 3 4 5 6; do
    lost "token $number" POST "$token_path" "$number"
done
for number in 0 1 2; do
    lost "list $number" GET "/console/*" "$number"
done
lost "the session" GET "*/session" 0
lost "the new secret" POST "/console/*" 0
lost "the deletion" DELETE "/console/*" 0

## A lying Console

lie() { # WHAT METHOD FAULT
    (. "$work/lib" && restore)
    sandbox_fault "{\"match\":{\"method\":\"$2\",\"path\":\"/console/*\"},\"count\":1,$3}" >/dev/null
    run workfront-credential rotate --non-interactive --now
    sandbox_unfault
    ok "$1 (exit $status): then one secret is left" sh -c ". '$work/lib'; settle"
}
for method in GET POST DELETE; do
    lie "$method: slow" "$method" '"delay_ms":700'
    lie "$method: 404" "$method" '"status":404'
    lie "$method: 401" "$method" '"status":401'
    lie "$method: 429" "$method" '"status":429,"retry_after":1'
    lie "$method: 500" "$method" '"status":500'
    lie "$method: a page" "$method" '"html":true,"status":200'
    lie "$method: a uuid with a slash" "$method" '"patch":{"uuid":"a/b"}'
    lie "$method: ten secrets" "$method" \
        '"status":200,"body":{"client_secrets":[{"uuid":"1"},{"uuid":"2"},{"uuid":"3"},{"uuid":"4"},{"uuid":"5"},{"uuid":"6"},{"uuid":"7"},{"uuid":"8"},{"uuid":"9"},{"uuid":"10"}]}'
    lie "$method: a secret that isn't one" "$method" '"patch":{"client_secret":"with\nline"}'
done
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish
