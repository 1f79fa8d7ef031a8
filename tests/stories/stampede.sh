#!/bin/sh
# Many processes at once, one renewal: whatever becomes of it, nobody asks twice and nobody is left.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
needs "many processes at once" pgrep ps
given_sandbox
given_profile
request >req

# The token is gone in a second, and what is renewed then lives for a day
given_expired() {
    sandbox_world '{"token": {"lifetime": 1}}'
    workfront-credential erase <req
    workfront-credential token --min-validity 0 >/dev/null
    sandbox_control DELETE /world
    sleep 1.2
    sandbox_control DELETE /requests
}

hold() { # JSON-MEMBERS
    sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"hold\": true$1}"
}

# 200 at once
given_expired
each 200 workfront-credential token
all
asked 1 "200 processes on an expired token: one request"
ok "all of them answer" [ "$(failed)" -eq 0 ]
ok "with the same token" [ "$(answers)" -eq 1 ]
cat each.*.err >errors
silent "without a message" errors

# As many when there never was a token, in another dialect
workfront-credential erase <req
sandbox_control DELETE /requests
get() { workfront-credential get <req; }
each 100 get
all
asked 1 "100 processes without a token: one request"
ok "all of them answer the same" [ "$(failed),$(grep -h '^password=' each.*.out | sort -u | grep -c .)" = 0,1 ]

# A credential of its own, on another endpoint, whose requests are never answered. Those who
# mustn't wait long give up; it's looked at in the end
workfront-credential setup --profile slow --no-verify --from "$credential" --host other.my.workfront.com \
    --ims-url https://ims-na1.adobelogin.com/ims/token/v2 >/dev/null 2>&1
slow_hold=$(sandbox_fault '{"match": {"path": "/ims/token/v2"}, "hold": true}')
impatient() { # NUMBER
    timeout 120 workfront-credential token --profile slow --non-interactive >"slow.$1.out" 2>"slow.$1.err"
    echo $? >"slow.$1.status"
}
impatient 1 &
ok "one of the impatient asks" sandbox_await 1 /ims/token/v2
sleep 2 # so that it gives up before the others do
impatient 2 &
impatient 3 &

# 50 at once while Adobe takes its time
given_expired
fault=$(hold "")
each 50 workfront-credential token
ok "one asks" sandbox_await 1 "$token_path"
ok "the others wait" [ "$(ended)" -eq 0 ]
sandbox_unfault "$fault"
all
asked 1 "50 processes while Adobe hangs: one request"
ok "all of them answer the same afterwards" [ "$(failed),$(answers)" = 0,1 ]

# Each of them wants as much validity as there is
sandbox_world '{"token": {"lifetime": 1000}}'
workfront-credential erase <req
sandbox_control DELETE /requests
fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"delay_ms\": 2500}")
each 20 workfront-credential token --min-validity 1000
all
sandbox_unfault "$fault"
asked 1 "20 processes that want a whole life: one request"
ok "a token that is seconds old is good enough for them" [ "$(failed),$(answers)" = 0,1 ]
sandbox_control DELETE /world

# The one who asks is killed
given_expired
fault=$(hold ', "count": 1')
workfront-credential token >killed.out 2>&1 &
holder=$!
ok "one asks and is held up" sandbox_await 1 "$token_path"
each 20 workfront-credential token
ok "the others wait for it" [ "$(ended)" -eq 0 ]
kill -9 "$holder"
all
asked 2 "killed, it's replaced by one of them: one more request"
ok "all the others answer the same" [ "$(failed),$(answers)" = 0,1 ]
ok "the killed one said nothing" [ ! -s killed.out ]
sandbox_unfault "$fault"

# The network program is killed: the failure is everybody's
given_expired
fault=$(hold "")
workfront-credential token >killed.out 2>&1 &
holder=$!
ok "it runs" sandbox_await 1 "$token_path"
kill -9 "$(pgrep -P "$holder")"
wait "$holder"
ok "the network program is killed: a failure that says so" [ $? -eq 1 ]
has "by its signal" "ended by signal 9" killed.out
sandbox_unfault "$fault"
workfront-credential token --force >/dev/null
sandbox_control DELETE /requests

# Nobody asks again what was just refused to another
given_expired
fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"status\": 401, \"delay_ms\": 300}")
each 50 workfront-credential token
all
asked 1 "50 processes and a refusal: one request"
ok "all of them exit with 5" [ "$(cat each.*.status | sort -u)" = 5 ]
sandbox_unfault "$fault"

# The slow ones
for i in 1 2 3; do
    ok "waiter $i comes to an end" await [ -s "slow.$i.status" ]
    same "without patience, waiter $i gives up by itself" 6 "slow.$i.status"
done
cat slow.*.err >slow.err
has "one because Adobe doesn't answer" "Adobe can't be reached: timeout" slow.err
ok "the others because of the one" grep -Eq "\(as of [0-9]+ s ago" slow.err
ok "and nobody asks again" [ "$(sandbox_count /ims/token/v2)" -eq 0 ]
sandbox_unfault "$slow_hold"
wait
ok "nothing was ever asked in a wrong way" [ "$(sandbox_alarms)" -eq 0 ]
finish
