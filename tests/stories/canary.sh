#!/bin/sh
# No secret where others can read it: argv, environment, messages, files, at any verbosity.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "secrets where others can read them" pgrep ps
given_sandbox

# Every command, as talkative as it gets; only those that must print a token may
talk() {
    workfront-credential setup -vv --from "$credential" --host "$host"
    workfront-credential verify -vv
    workfront-credential status -vv
    workfront-credential list -vv
    workfront-credential help -vv
    request | workfront-credential store -vv
    request | workfront-credential erase -vv
    request | workfront-credential get -vv >/dev/null
    workfront-credential token -vv >/dev/null
    workfront-credential header -vv >/dev/null
    workfront-credential env -vv >/dev/null
    sandbox_fault '{"match": {"path": "/ims/token/v3"}, "status": 400}' >/dev/null
    request | workfront-credential erase -vv
    workfront-credential token -vv
    sandbox_reset
    workfront-credential token -vv --force >/dev/null
}
talk >said 2>&1
ok "there was something to say" [ -s said ]
hides "no secret in any message" said
ok "no secret readable in the files" sh -c "! grep -raE '$canaries' '$HOME'"

# While the network program waits for Adobe, everybody's argv and environment are looked at
hold=$(sandbox_fault '{"match": {"path": "/ims/token/v3"}, "hold": true}')
sandbox_control DELETE /requests
request | workfront-credential erase
workfront-credential token >answer 2>&1 &
ok "Adobe is asked" sandbox_await 1 "$token_path"
programs=$(pgrep -P $! -f workfront-credential-adobe)
ok "the network program is running" [ -n "$programs" ]
for pid in $! $programs; do
    tr '\0' '\n' <"/proc/$pid/cmdline" >"cmdline.$pid"
    tr '\0' '\n' <"/proc/$pid/environ" >"environ.$pid"
    hides "no secret in the arguments" "cmdline.$pid"
    hides "no secret in the environment" "environ.$pid"
done
for pid in $programs; do
    ok "the network program's environment is an allow-list" sh -c \
        "! grep -vE '^(https_proxy|HTTPS_PROXY|all_proxy|ALL_PROXY|no_proxy|NO_PROXY|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE)=' environ.$pid"
done
sandbox_unfault "$hold"
wait $!
ok "the token came all the same" [ "$(wc -c <answer)" -gt 500 ]
ok "no secret was ever in a query or a wrong place" [ "$(sandbox_alarms)" -eq 0 ]
finish
