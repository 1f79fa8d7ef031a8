#!/bin/sh
# A host on the command line may be what people call it, as with setup; it stands for one host, which
# must be enrolled to the byte. What tools send is taken as it is.
#
# shellcheck disable=SC2016 # what is quoted is for another shell
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
run workfront-credential token
cp "$work/out" recorded
address="https://$host/projects?x=1"

for name in acme "$host" "$address" ACME.My.Workfront.com:443; do
    for command in token header "explain get" verify curl "api /attask/api/v22.0/session"; do
        # shellcheck disable=SC2086 # a command and its arguments
        exits 0 "$command: $name" workfront-credential $command --host "$name"
    done
done
run workfront-credential explain get --host acme
has "it stands for the host" "get for $host" "$work/out"
exits 0 "exec" workfront-credential exec --host acme -- sh -c 'echo "$WORKFRONT_URL"'
same "tells the command the host's own name" "https://$host" "$work/out"
exits 0 "env" sh -c 'eval "$(workfront-credential env --host acme)" && echo "$WORKFRONT_ACCESS_TOKEN"'
ok "the token is the one" cmp -s recorded "$work/out"

for name in globex acme.preview.workfront.com https://globex.my.workfront.com/ example.com acm; do
    exits 3 "token: $name isn't enrolled" workfront-credential token --host "$name"
    silent "token: $name gets none" "$work/out"
done
for name in user@acme https://example.com/ 'acme globex' '' "$host.evil.example/"; do
    run workfront-credential token --host "$name"
    ok "token: '$name' is no way in" [ "$status" -ne 0 ]
    silent "token: '$name' gets none" "$work/out"
done
run workfront-credential token --host ''
has "it is said what a host may be" "its domain acme, or its address from a browser" "$work/err"

printf 'protocol=https\nhost=acme\n\n' >short
exits 0 "a tool's request" workfront-credential get <short
silent "is taken as it is" "$work/out"
run workfront-credential terraform get acme
same "terraform's host too" '{}' "$work/out"

exits 0 "revoke" workfront-credential revoke --host acme
exits 0 "one host goes" workfront-credential setup --no-verify -q --host acme.preview.workfront.com
exits 0 "by its domain" workfront-credential remove --profile default --host acme
run workfront-credential list
same "and no other" "* default: acme.preview.workfront.com" "$work/out"

ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish
