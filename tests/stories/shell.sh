#!/bin/sh
# Shells and curl: env, token and header, used as people use them.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile "$@"

run workfront-credential token
token=$(cat "$work/out")
ok "token prints the token" [ "${#token}" -gt 500 ]
run workfront-credential header
same "header prints the header" "Authorization: Bearer $token" "$work/out"

cat >evaluate <<'EOF'
eval "$(workfront-credential env)" || exit
[ "$WORKFRONT_ACCESS_TOKEN" = "$1" ] || exit 101
[ "$WORKFRONT_URL" = https://acme.my.workfront.com ] || exit 102
[ "$WORKFRONT_CLIENT_ID" = 0123456789abcdef0123456789abcdef ] || exit 103
[ "$WORKFRONT_ORG_ID" = 0123456789ABCDEF01234567@AdobeOrg ] || exit 104
[ "$WORKFRONT_TOKEN_EXPIRES_AT" -gt "$(date +%s)" ] || exit 105
sh -c '[ "$WORKFRONT_ACCESS_TOKEN" = "$1" ]' sh "$1" || exit 106
eval "$(workfront-credential env --unset)" || exit
[ -z "${WORKFRONT_ACCESS_TOKEN+set}${WORKFRONT_URL+set}${WORKFRONT_CLIENT_ID+set}" ] || exit 107
EOF
cat >failing <<'EOF'
WORKFRONT_ACCESS_TOKEN=stale
eval "$(workfront-credential env --profile nobody 2>/dev/null)"
[ $? -eq 3 ] && [ -z "${WORKFRONT_ACCESS_TOKEN+set}" ]
EOF
for shell in sh dash bash 'bash --posix' zsh mksh ksh posh yash busybox\ sh; do
    # shellcheck disable=SC2086 # a shell and its option
    command -v ${shell%% *} >/dev/null || continue
    # shellcheck disable=SC2086
    ok "$shell evaluates env" $shell ./evaluate "$token"
    # shellcheck disable=SC2086
    ok "$shell sees a failure and has no stale token" $shell ./failing
done
# shellcheck disable=SC2016 # for the inner shell
ok "set -e stops at a failed env" sh -c \
    '! sh -ec "eval \"\$(workfront-credential env --profile nobody 2>/dev/null)\"; exit 0"'

# A call of the API, the token neither in argv nor in the environment
workfront-credential header >header.txt
chmod 600 header.txt
run curl -q -sS -H @header.txt "https://$host/attask/api/v22.0/proj/search?fields=name"
has "curl calls Workfront with the header" '"data"' "$work/out"
run curl -q -sS "https://$host/attask/api/v22.0/proj/search?fields=name"
has "which wants one" '"error"' "$work/out"

exits 3 "a profile that isn't there" workfront-credential token --profile nobody
has "the message names it" "nobody: nothing is recorded" "$work/err"
has "and says what to do" "setup --profile nobody" "$work/err"
exits 3 "a host that isn't enrolled" workfront-credential token --host other.my.workfront.com
exits 2 "a host that is none" workfront-credential token --host 'a b'
exits 8 "a validity that no token has" workfront-credential token --min-validity 200000
exits 2 "a validity that is no number" workfront-credential token --min-validity soon
has "the message says which number" "whole number from 0 to 31536000" "$work/err"
exits 2 "a shell nobody knows" workfront-credential env --shell cmd.com
has "then the variables are unset all the same" "unset WORKFRONT_ACCESS_TOKEN" "$work/out"

# What is recorded
run workfront-credential status -v
has "status -v names the unlock module" "keyfile" "$work/out"
has "and the account" "$email" "$work/out"
has "and the token's end" "token good until" "$work/out"
hides "and no secret" "$work/out"
run workfront-credential status --json
ok "status --json is JSON" python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert d["format"]==1 and d["status"]["profiles"][0]["token"]=="good"' "$work/out"
hides "without secrets" "$work/out"
run workfront-credential list --json
ok "list --json is JSON" python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); assert d["profiles"][0]["hosts"]==["acme.my.workfront.com"]' "$work/out"
run workfront-credential verify
ok "verify checks the account again" [ "$status" -eq 0 ]
has "and says who it is" "access level Contributor" "$work/out"
sandbox_fault '{"match": {"path": "/attask/*"}, "status": 401}' >/dev/null
exits 7 "a host that doesn't take the token" workfront-credential verify
sandbox_reset

exits 2 "remove wants to be told which" workfront-credential remove
exits 0 "remove removes" workfront-credential remove --profile default
exits 3 "what is removed is gone" workfront-credential token --profile default
exits 3 "and can't be removed twice" workfront-credential remove --profile default

exits 0 "help" workfront-credential help
has "help lists the commands" "setup " "$work/out"
exits 0 "help of a command" workfront-credential help setup
has "help lists its options" "--from FILE" "$work/out"
exits 0 "--help" workfront-credential token --help
exits 0 "--version" workfront-credential --version
has "the version" "workfront-credential 0." "$work/out"
exits 2 "no command" workfront-credential
exits 2 "no such command" workfront-credential frobnicate
esc=$(printf 'a\033[31mb\ncANARY')
exits 2 "a profile's name that no profile can have" workfront-credential token --profile "$esc"
ok "and that moves no terminal" sh -c "! tr -d '\n' <'$work/err' | LC_ALL=C grep -q '[[:cntrl:]]'"
hasnt "nor is repeated" "ANARY" "$work/err"
exits 1 "a closed standard output is told" sh -c 'workfront-credential help >&-'
exits 0 "a command that answers nothing needs none" sh -c 'workfront-credential store </dev/null >&-'
exits 1 "a full standard output is told" sh -c 'workfront-credential help >/dev/full'
finish
