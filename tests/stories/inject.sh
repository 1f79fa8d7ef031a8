#!/bin/sh
# Every allocation and every system call of every command goes wrong once: the command fails with
# a message and an exit status of the table, or copes; and what was recorded is still there.
# INJECT_LONG=yes (make torture) takes every call also where a run goes to Adobe.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/injection.sh"
given_injection
given_sandbox
given_profile
run workfront-credential token
cp "$work/out" "$work/token"
printf 'protocol=https\nhost=example.com\nusername=u\npassword=kept-CANARY\n\n' >"$work/offer"
printf 'protocol=https\nhost=example.com\n\n' >"$work/example"
printf '{"uri":"https://%s/"}' "$host" >"$work/uri"
printf '{"host":"%s"}' "$host" >"$work/query"
request >"$work/request"
workfront-credential store --any-host <"$work/offer" || exit 1
cp -a "$HOME" "$work/recorded"
rm -rf "$XDG_DATA_HOME" "$XDG_CONFIG_HOME"
cp -a "$HOME" "$work/empty"

restore="rm -rf '$HOME' && cp -a '$work/recorded' '$HOME'"
begin="rm -rf '$HOME' && cp -a '$work/empty' '$HOME'"
kept="workfront-credential get --any-host <'$work/example' 2>&1 | grep -qx password=kept-CANARY"
same_token="workfront-credential token --non-interactive 2>&1 | cmp -s - '$work/token'"
opens="workfront-credential list >/dev/null"
intact="$same_token && $kept"

## What only reads

eval "$restore"
tortured get --input "$work/request" --after "$intact" -- workfront-credential get
tortured env --reports --after "$intact" -- workfront-credential env
tortured token --after "$intact" -- workfront-credential token
tortured header --after "$intact" -- workfront-credential header
tortured status --reports --varies --after "$intact" -- workfront-credential status
tortured "status --json" --reports --varies --after "$intact" -- workfront-credential status --json
tortured list --after "$intact" -- workfront-credential list
tortured "list --json" --reports --after "$intact" -- workfront-credential list --json
for command in authorization curl json headers-json "show --json"; do
    # shellcheck disable=SC2086 # a command and its option
    tortured "$command" --reports --after "$intact" -- workfront-credential $command
done
tortured show --varies --reports --after "$intact" -- workfront-credential show
tortured kubernetes --varies --reports --after "$intact" -- \
    workfront-credential kubernetes --host "$host"
tortured engflow --input "$work/uri" --after "$intact" -- workfront-credential engflow get
tortured terraform --after "$intact" -- workfront-credential terraform get "$host"
tortured terraform-external --reports --input "$work/query" --after "$intact" -- \
    workfront-credential terraform-external
tortured explain --varies --reports --input "$work/request" --after "$intact" -- \
    workfront-credential explain get
echo "allow any profile=default" >"$work/rules"
{ printf '%s\n' operation=get caller=uid=1,pid=1,socket=main profile=default && cat "$work/request"; } >"$work/order"
tortured "serve-one" --reports --varies --input "$work/order" --after "$intact" -- workfront-credential serve-one
tortured "explain broker" --varies --reports --after "$intact" -- \
    workfront-credential explain broker --uid 1 --policy "$work/rules"
tortured doctor --varies --reports --step "$(sparsely 5)" --after "$intact" -- \
    workfront-credential doctor
tortured "audit show" --varies --reports --after "$intact" -- workfront-credential audit show
tortured "audit verify" --varies --reports --after "$intact" -- workfront-credential audit verify
tortured unlock --varies --reports --after "$intact" -- workfront-credential unlock
tortured lock --varies --reports --after "$intact" -- workfront-credential lock
tortured stack --varies --reports --after "$intact" -- workfront-credential stack
tortured help --after "$intact" -- workfront-credential help
tortured capability --after "$intact" -- workfront-credential capability
tortured "get --any-host" --input "$work/example" --after "$intact" -- \
    workfront-credential get --any-host
tortured "what isn't recorded" --after "$intact" -- workfront-credential token --profile nobody
tortured "a request without an end" --input /dev/zero --after "$intact" -- workfront-credential get

## What changes a store

tortured "store --any-host" --input "$work/offer" --before "$restore" --after "$intact" -- \
    workfront-credential store --any-host
tortured "store --any-host, the first time" --input "$work/offer" --before "$begin" \
    --after "[ \$STATUS -ne 0 ] || { $kept; }" -- workfront-credential store --any-host
tortured "erase --any-host" --input "$work/example" --before "$restore" \
    --after "$same_token && { [ \$STATUS -ne 0 ] || ! { $kept; }; }" -- \
    workfront-credential erase --any-host
tortured erase --input "$work/request" --before "$restore" --after "$kept && $opens" -- \
    workfront-credential erase
tortured remove --before "$restore" \
    --after "$kept && { [ \$STATUS -ne 0 ] || [ -z \"\$(workfront-credential list)\" ]; }" -- \
    workfront-credential remove --profile default
tortured rename --before "$restore" --after "$kept && workfront-credential list | grep -q '$host'" -- \
    workfront-credential rename default renamed
tortured "setup --no-verify" --reports --before "$begin" \
    --after "[ \$STATUS -ne 0 ] || workfront-credential list | grep -q '$host'" -- \
    workfront-credential setup --from "$credential" --host "$host" --no-verify

tortured "key list" --reports --varies --before "$restore" --after "$intact" -- workfront-credential key list
tortured "key list --json" --reports --varies --before "$restore" --after "$intact" \
    -- workfront-credential key list --json
tortured "key add" --varies --step "$(sparsely 3)" --before "$restore" --after "$intact" -- \
    workfront-credential key add keyfile "path=$HOME/second-key"
tortured "policy show --json" --reports --varies --before "$restore" --after "$intact" -- workfront-credential policy show --json
tortured "policy show" --reports --varies --before "$restore" --after "$intact" -- workfront-credential policy show
tortured rekey --varies --step "$(sparsely 7)" --before "$restore" --after "$intact" -- \
    workfront-credential rekey
second="$restore && workfront-credential key add -q keyfile 'path=$HOME/second-key'"
tortured "key remove" --varies --step "$(sparsely 7)" --before "$second" --after "$intact" -- \
    workfront-credential key remove 2

tortured exec --before "$restore" --after "$intact" -- workfront-credential exec -- true
tortured "exec --mask" --before "$restore" --after "$intact" -- workfront-credential exec --mask -- true
tortured api --reports --before "$restore" --step "$(sparsely 7)" --after "$intact" -- \
    workfront-credential api proj/count

## What goes to Adobe

forget="$restore && workfront-credential erase <'$work/request'"
tortured "a token that must be fetched" --varies --step "$(sparsely 11)" --before "$forget" \
    --after "$kept && { [ \$STATUS -ne 0 ] || workfront-credential token --non-interactive; }" -- \
    workfront-credential token
tortured verify --reports --varies --step "$(sparsely 7)" --before "$restore" --after "$intact" -- \
    workfront-credential verify
tortured setup --reports --varies --step "$(sparsely 31)" --before "$begin" \
    --after "[ \$STATUS -ne 0 ] || workfront-credential list | grep -q '$host'" -- \
    workfront-credential setup --from "$credential" --host "$host"
tortured rotate --reports --varies --step "$(sparsely 11)" --before "$restore" --after "$intact" -- \
    workfront-credential rotate --non-interactive
mkdir -m 700 "$work/cache"
echo "fleet = exec path=$top_srcdir/contrib/examples/fleet-folder arg=$work/cache" >"$work/configured"
tortured "fleet create" --reports --varies --step "$(sparsely 11)" --after "$intact" \
    --before "$restore && cp '$work/configured' '$XDG_CONFIG_HOME/workfront-credential/config'" -- \
    workfront-credential fleet create
# What goes to another machine, by an age that encrypts nothing
mkdir "$work/plain"
printf '#!/bin/sh\ncat\n' >"$work/plain/age"
chmod 755 "$work/plain/age"
PATH=$work/plain:$PATH
eval "$restore"
workfront-credential export --age age1x "$work/moved" >/dev/null || exit 1
tortured export --step "$(sparsely 5)" --after "$intact" -- workfront-credential export --age age1x -
tortured import --varies --reports --step "$(sparsely 7)" --before "$begin" --after true -- \
    workfront-credential import --no-verify "$work/moved"

# The last, since what was recorded has a token that is good no more
tortured revoke --varies --step "$(sparsely 11)" --before "$restore" --after "$kept && $opens" -- \
    workfront-credential revoke
tortured "verify, of a token that was revoked" --reports --varies --step "$(sparsely 11)" \
    --before "$restore" --after "$kept && $opens" -- workfront-credential verify

## The network program. The initialisation of OpenSSL 3.0 crashes or loops when its
## own allocations fail, and jansson 2.14 fails an assertion when the text of a string that it reads
## can't grow; the helper sees a child that died or is late. All others must be survived.

INJECT_SPARED="libcrypto libssl"
export INJECT_SPARED
network=$stage_libexecdir/workfront-credential-adobe
printf 'version=1\ncall=import\ndeadline=5000\n\n' | cat - "$credential" >"$work/import"
cat >"$work/call" <<CALL
version=1
call=token
deadline=5000
endpoint=https://ims-na1.adobelogin.com/ims/token/v3
client_id=0123456789abcdef0123456789abcdef
client_secret=p8e-CANARY-kQ3vT7mXw2ZsN9bRfY4hLd6j
scope=openid,AdobeID,additional_info.roles,profile

CALL
# jansson fails an assertion of its own when there is no room for a longer word
tortured "the network program's import" --prefix workfront-credential-adobe --varies --aborts \
    --step "$(sparsely 3)" --input "$work/import" -- "$network" --parse
tortured "the network program's token" --prefix workfront-credential-adobe --varies \
    --step "$(sparsely 13)" --input "$work/call" -- "$network"

## No command is left out: `forget` is `remove` by another name

workfront-credential help -v | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' | grep -vx forget >"$work/commands"
ok "there are commands" [ "$(wc -l <"$work/commands")" -gt 30 ]
while read -r command; do
    ok "$command is among them" grep -qx -e "$command" "$work/tortured"
done <"$work/commands"

finish
