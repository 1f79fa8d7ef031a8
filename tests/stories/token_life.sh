#!/bin/sh
# A token's life: fresh, due, short; what ends it early; who may say so.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
needs "the life of a token" pgrep ps
given_sandbox
given_faketime
given_profile

day=86399

# A renewal in the background waits first, and then it is done, as a clock shows that runs faster
request >req
token=$(workfront-credential token)
sandbox_control DELETE /requests
faster() { # a wait of ten minutes takes three seconds
    faked 1 "+74000s x200" "$@"
}
run faster workfront-credential token
ok "a token that is due is given before" [ "$(answer)" = "$token" ]
is_renewed_behind() {
    workfront-credential audit show >shown && grep -q 'fetch.*background' shown
}
ok "and renewed when the wait is over" await is_renewed_behind
asked 1 "by one request"
workfront-credential erase <req

# It does so once, and not for who needs a token. The wait is drawn: of a day that leaves time to look
settings=$XDG_CONFIG_HOME/workfront-credential
long=600000
sandbox_world "{\"token\": {\"lifetime\": $long}}"
mkdir -p "$settings" && echo 'renew-splay = 1d' >"$settings/config"
token=$(workfront-credential token)
sandbox_control DELETE /requests
each 5 later $((long - 90000)) workfront-credential token --store "$store"
all
ok "a token that is due is given" [ "$(failed),$(answers)" = 0,1 ]
waiting() { pgrep -f "^workfront-credential token --store $store\$"; } # not what others run
ok "one process waits to renew it" await sh -c "[ \"\$(pgrep -fc '^workfront-credential token --store $store\$')\" -eq 1 ]"
asked 0 "and nobody asks yet"
run later $((long - 100)) workfront-credential token
ok "who finds the token too short doesn't wait" [ "$(answer)" != "$token" ]
asked 1 "and asks"
kill "$(waiting)"
sandbox_control DELETE /world
workfront-credential erase <req
rm "$settings/config"
given_no_splay
workfront-credential setup --from "$credential" --host "$host" --no-verify >setup.out 2>&1
workfront-credential token >first
sandbox_control DELETE /requests

# Runs a command and says whether it gave the token that is expected
gives() { # EXPECTED WHAT COMMAND…
    _expected=$1 _title=$2
    shift 2
    run "$@"
    ok "$_title" [ "$status" -eq 0 ] && same "$_title: the token" "$_expected" "$work/out"
}

renews() { # WHAT COMMAND…: leaves the new token in $token
    _title=$1
    shift
    run "$@"
    _new=$(answer)
    ok "$_title" [ -n "$_new" ] && ok "$_title: another token" [ "$_new" != "$token" ]
    token=$_new
    asked 1 "$_title: one request"
}

# Fresh
token=$(workfront-credential token)
ok "a fresh token" [ -n "$token" ]
gives "$token" "the same one again" workfront-credential token
gives "$token" "and up to three quarters of its life" later 64700 workfront-credential token
asked 0 "fresh tokens cost no request"

# Due: the answer comes at once, also to those who wait for the end of any descriptor, while the
# renewal is held up; and there's only one
hold=$(sandbox_fault '{"match": {"path": "/ims/token/v3"}, "hold": true}')
{ later 74000 workfront-credential token --store "$store" 9>&1 >due.out 2>due.err; } | cat >due.end
same "a token that is due is given as it is" "$token" due.out
silent "without a message" due.err
ok "the renewal runs in the background" sandbox_await 1 "$token_path"
renewal=$(pgrep -f -- "workfront-credential token --store $store")
ok "as one process" [ "$(echo "$renewal" | wc -w)" -eq 1 ]
ok "in a session of its own" [ "$(ps -o sid= -p "$renewal" | tr -d ' ')" != "$(ps -o sid= -p $$ | tr -d ' ')" ]
ok "without a terminal" [ "$(ps -o tty= -p "$renewal" | tr -d ' ')" = "?" ]
ok "that isn't a child of ours" [ "$(ps -o ppid= -p "$renewal" | tr -d ' ')" != $$ ]
each 20 later 74000 workfront-credential token
all
ok "everybody gets the present token meanwhile" [ "$(failed),$(answers)" = 0,1 ]
ok "and no other renewal is begun" [ "$(pgrep -fc -- "workfront-credential token --store $store")" -eq 1 ]
sandbox_unfault "$hold"
is_renewed() { [ "$(later 74000 workfront-credential token)" != "$token" ]; }
ok "then the new one is there" await is_renewed
token=$(later 74000 workfront-credential token)
asked 1 "for one request"
ok "no zombie is left" sh -c "! ps -o stat= --ppid $$ | grep -q '^Z'"

# Short: first the renewal, then the answer
workfront-credential erase <req
token=$(workfront-credential token)
sandbox_control DELETE /requests
renews "less than five minutes are left" later $((day - 290)) workfront-credential token
workfront-credential erase <req
token=$(workfront-credential token)
sandbox_control DELETE /requests
gives "$token" "more than five minutes are left" later $((day - 340)) workfront-credential token
ok "which is due" sandbox_await 1 "$token_path"
is_renewed() { [ "$(workfront-credential token)" != "$token" ]; }
ok "and renewed in the background" await is_renewed
workfront-credential erase <req
token=$(workfront-credential token)
sandbox_control DELETE /requests
renews "an hour is asked for, half an hour is left" later $((day - 1800)) workfront-credential token --min-validity 3600

# What can't be had
for command in get token header env; do
    run workfront-credential "$command" --min-validity 100000 <req
    ok "$command: no token lives longer than a day" [ "$status" -eq 8 ]
    has "$command: says so" "no token lives that long: a new one lives" "$work/err"
    exits 0 "$command: takes --min-validity" workfront-credential "$command" --min-validity 3600 <req
done
ok "and Adobe isn't asked for each" [ "$(sandbox_count "$token_path")" -le 1 ]
# Every command that prints a token or a request's answer takes it
hands_out() { # COMMAND
    case $1 in
    get | env | token | header | exec | api) return 0 ;;
    *) return 1 ;;
    esac
}
for command in $(workfront-credential help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'); do
    hands_out "$command" || continue
    workfront-credential help "$command" >help.out
    has "$command documents --min-validity" "--min-validity" help.out
done

# Short lives are used for half
sandbox_world '{"token": {"lifetime": 500}}'
workfront-credential erase <req
token=$(workfront-credential token)
sandbox_control DELETE /requests
gives "$token" "a life of 500 s: half of it is left" later 220 workfront-credential token
asked 0 "no request"
renews "a life of 500 s: less than half" later 252 workfront-credential token

# The absolute expiry
expires() { # of a new token
    workfront-credential erase <req
    workfront-credential get <req | sed -n 's/^password_expiry_utc=//p'
}
ends_in() { # SECONDS EXPIRY: from now on
    _left=$(($2 - $(date +%s)))
    [ "$_left" -ge $(($1 - 60)) ] && [ "$_left" -le $(($1 + 10)) ]
}
sandbox_control DELETE /world
ok "expires_in in seconds" ends_in $day "$(expires)"
sandbox_world '{"token": {"form": "milliseconds"}}'
ok "expires_in in milliseconds" ends_in $day "$(expires)"
sandbox_world '{"token": {"form": "string"}}'
ok "expires_in as a string" ends_in $day "$(expires)"
sandbox_world '{"token": {"form": "seconds", "claims_lifetime": 3600}}'
ok "the token's own claims say sooner" ends_in 3600 "$(expires)"
sandbox_world '{"token": {"claims_lifetime": 864000}}'
ok "the token's own claims say later" ends_in $day "$(expires)"
sandbox_control DELETE /world
workfront-credential env >env.out
eval "$(grep EXPIRES_AT env.out)"
ok "env carries it too" ends_in $day "${WORKFRONT_TOKEN_EXPIRES_AT-0}"
unset WORKFRONT_TOKEN_EXPIRES_AT

# erase
token=$(workfront-credential token)
sandbox_control DELETE /requests
erase() { # LINE…
    request "$@" >erase.in
    workfront-credential erase <erase.in
}
erase "password=another-token"
gives "$token" "another token was rejected: nothing happens" workfront-credential token
asked 0 "no request"
erase "username=somebody@example.com" "password=$token"
gives "$token" "somebody else's token was rejected: nothing happens" workfront-credential token
asked 0 "no request"
erase "password=$token"
asked 0 "rejecting a token asks nobody"
renews "our token was rejected" workfront-credential token
erase "authtype=Bearer" "credential=$token"
gives "$token" "rejected again within a minute: it has to do" workfront-credential token
asked 0 "no request"
renews "rejected, a minute later" later 62 workfront-credential token
erase
renews "no secret is named: the cached token goes" workfront-credential token
exits 0 "the credential stays" workfront-credential status

# A suspect serves when Adobe can't be asked
erase "password=$token"
down=$(sandbox_fault '{"match": {"host": "ims-na1.adobelogin.com"}, "proxy": "refuse"}')
gives "$token" "a rejected token serves while Adobe can't be reached" workfront-credential token
has "with a warning" "warning: " "$work/err"
sandbox_unfault "$down"
sandbox_control DELETE /requests

# A token of other scopes, another client, secret or endpoint isn't used
record() {
    workfront-credential setup --no-verify --replace --host "$host" "$@" >setup.out 2>&1 || comment setup.out
}
token=$(workfront-credential token --force)
sandbox_control DELETE /requests
sed 's/"profile",*//; s/"additional_info.roles",/"additional_info.roles"/' "$credential" >scopes.json
for change in "--from $top_srcdir/tests/fixtures/console-two-secrets.json" "--from $credential" \
    "--from $credential --ims-url https://ims-na1.adobelogin.com/ims/token/v2"; do
    # shellcheck disable=SC2086 # options are words
    record $change
    run workfront-credential token
    ok "after setup $change the old token isn't used" [ "$(answer)" != "$token" ]
    token=$(answer)
done
record --from "$credential" --ims-url "https://ims-na1.adobelogin.com$token_path"

# revoke and forget
token=$(workfront-credential token)
sandbox_control DELETE /requests
exits 0 "revoke" workfront-credential revoke
has "says that Adobe did it" "is invalid at Adobe and removed here" "$work/out"
hides "and not which token" "$work/out" "$work/err"
ok "one request to IMS" [ "$(sandbox_count /ims/invalidate_token/v2 status=200)" -eq 1 ]
renews "the next one is new" workfront-credential token
workfront-credential erase <req
exits 0 "revoke without a token" workfront-credential revoke
has "says so" "has no token here" "$work/out"
workfront-credential token >/dev/null
sandbox_fault '{"match": {"path": "/ims/invalidate_token/*"}, "status": 404}' >/dev/null
run workfront-credential revoke
ok "a revocation that Adobe doesn't confirm fails" [ "$status" -ne 0 ]
has "but the token is removed here" "is removed here, but Adobe didn't confirm" "$work/err"
hides "without showing it" "$work/out" "$work/err"
sandbox_unfault
workfront-credential token >/dev/null
sandbox_fault '{"match": {"path": "/ims/invalidate_token/*"}, "status": 200, "html": true}' >/dev/null
run workfront-credential revoke
ok "a web page with status 200 is no confirmation" [ "$status" -ne 0 ]
has "and isn't taken for one" "is removed here, but Adobe didn't confirm" "$work/err"
sandbox_unfault
sandbox_control DELETE /requests
workfront-credential token >/dev/null
asked 1 "really"
exits 2 "forget needs a name" workfront-credential forget
exits 0 "forget" workfront-credential forget --profile default
exits 3 "forgets the credential" workfront-credential token
ok "nothing was ever asked in a wrong way" [ "$(sandbox_alarms)" -eq 0 ]

# The network program doesn't outlive the helper that waits for it
fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"delay_ms\": 20000}")
exits 0 "(a profile again)" workfront-credential setup --no-verify --quiet --from "$credential" --host "$host"
sandbox_control DELETE /requests
workfront-credential token >killed 2>&1 &
helper=$!
sandbox_await 1 "$token_path"
network=$(sed -n 1p "/proc/$helper/task/$helper/children" 2>/dev/null | tr -d ' ')
kill -9 "$helper"
wait "$helper" 2>/dev/null
is_gone() { # or waits for somebody to ask what became of it
    ! kill -0 "$network" 2>/dev/null || grep -q '^State:.Z' "/proc/$network/status"
}
if [ -n "$network" ]; then
    ok "the network program ends when the helper is killed" await is_gone
else
    skip "the network program ends when the helper is killed" "this kernel doesn't tell a process's children"
fi
sandbox_unfault "$fault"

# A profile that is removed while its token is fetched leaves nothing
records() {
    find "$store" -path '*/records-*' -type f | sort
}
exits 0 "(another profile)" workfront-credential setup --no-verify --quiet --from "$credential" \
    --host other.my.workfront.com --profile other
records >before
exits 0 "(one to be removed)" workfront-credential setup --no-verify --quiet --from "$credential" \
    --host third.my.workfront.com --profile third
sandbox_control DELETE /requests
fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"delay_ms\": 2000}")
workfront-credential token --profile third >third.out 2>third.err &
fetcher=$!
sandbox_await 1 "$token_path"
exits 0 "a profile is removed while its token is fetched" workfront-credential remove --profile third
wait "$fetcher"
sandbox_unfault "$fault"
records >after
ok "nothing of it is left" cmp before after
finish
