#!/bin/sh
# glance: status says in a line a profile and host whether all is well; verify and status --check
# find what isn't today, and not when the token that is kept ends.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
preview=acme.preview.workfront.com
two=$top_srcdir/tests/fixtures/console-two-secrets.json
user=66cf5cec0002204507c8ce6d532dfc08
client=0123456789abcdef0123456789abcdef

json() { # WHAT PYTHON: the expression must hold for the answer's document
    ok "$1" python3 -c "
import json, sys
whole = json.load(open(sys.argv[1]))
assert ($2), whole
" "$work/out"
}

line() { # WHAT PATTERN: a line of the answer is that, between its ends
    ok "$1" grep -qxE -e "$2" "$work/out"
}

activate() { # true|false
    sandbox_world "{\"instances\":{\"acme\":{\"users\":{\"$user\":{\"isActive\":$1}}}}}"
}

## All is well

exits 0 "all is well" workfront-credential status
line "a line says so" "ok     default  $host  token for 23 h [45][0-9] min  Contributor, checked (now|[0-9]+ (s|min) ago)"
ok "and it is all" [ "$(wc -l <"$work/out")" -eq 1 ]
silent "nothing is said besides" "$work/err"
ok "nobody was asked" [ "$(sandbox_count '*')" -eq 0 ]
workfront-credential setup --host "$preview" >/dev/null
workfront-credential setup --from "$two" --host "$host" --profile other >/dev/null
exits 0 "several profiles and hosts" workfront-credential status
line "names are in columns" "ok     other    $host       token for 23 h [45][0-9] min  System Administrator, checked .*"
line "and a line for each host" "ok     default  $preview  token for .*"
ok "of each" [ "$(grep -c '^ok ' "$work/out")" -eq 3 ]
exits 0 "one of them" workfront-credential status --profile other
ok "is told alone" [ "$(wc -l <"$work/out")" -eq 1 ]
exits 3 "one that isn't there" workfront-credential status --profile nobody
workfront-credential setup --from "$credential" --host "$host" --profile blind --no-verify >/dev/null
exits 0 "what was never checked isn't wrong" workfront-credential status --profile blind
line "but told" "ok     blind  $host  no token yet           never checked"
workfront-credential remove --profile blind -q
hides "no secret" "$work/out"

## The account

activate false
exits 0 "nothing is known yet of an account that is inactive" workfront-credential status
exits 7 "--check asks" workfront-credential status --check --profile default
line "and it is known" "FAILED default  $preview  token for .*  $email is inactive in Workfront \(.*\)"
has "and where help is" "what to do: workfront-credential doctor" "$work/out"
has "elsewhere what is wrong is said too" "$host: the token is good, but the account is not" "$work/err"
hasnt "without another remedy" hint: "$work/err"
exits 7 "status knows it from then on" workfront-credential status
line "beside those that are well" "ok     other .*"
exits 7 "in JSON too" workfront-credential status --json
json "with the reason" "[not host['ok'] and 'inactive' in host['text'] for host in whole['status']['profiles'][0]['glance']] == [True, True]"
activate true
exits 0 "until it is asked again" workfront-credential status --check
hasnt "then all is well" FAILED "$work/out"

## One report of a failure

activate false
workfront-credential verify >both 2>&1
ok "a failure is told once where both go to one place" [ "$(grep -c 'error:\|hint:' both)" -eq 0 ]
has "with what to do" 'choose the account and activate it' both
exits 7 "elsewhere" workfront-credential verify
ok "it is told in a line" [ "$(wc -l <"$work/err")" -eq 1 ]
workfront-credential setup --from "$two" --host nosuch.my.workfront.com --profile new >both 2>&1
ok "setup tells it once, too" [ "$(grep -c 'error:\|hint:' both)" -eq 0 ]
has "after what it found" FAILED both
workfront-credential setup --quiet --from "$two" --host nosuch.my.workfront.com --profile new >both 2>&1
has "without its report it says it" error: both
activate true
workfront-credential verify >"$work/out"

## The secret

sandbox_control DELETE /requests
exits 0 "verify" workfront-credential verify
has "asks for a token beside the one that is kept" "ok     secret    works: Adobe gave a token for it" "$work/out"
ok "once" [ "$(sandbox_count "$token_path")" -eq 1 ]
workfront-credential token >kept
exits 0 "of two secrets" workfront-credential verify --profile other
has "both are tried" "secret    2 of 2 works" "$work/out"
has "and told, though one that is refused does no harm" "-      secret    1 of 2 refused: invalid_client" "$work/out"
has "with what to do" "drops this one" "$work/out"
sandbox_world "{\"clients\":{\"$client\":{\"secrets\":[]}}}"
exits 0 "a secret that was deleted isn't known yet" workfront-credential status
exits 0 "tokens are had" workfront-credential token
exits 5 "verify finds it today" workfront-credential verify
has "and says so" "FAILED secret    refused: invalid_client" "$work/out"
has "with what to do" 'choose "Retrieve client secret"' "$work/out"
has "and goes on" "access level Contributor" "$work/out"
exits 5 "status knows it from then on" workfront-credential status
line "and says when" "FAILED default  $host .* token for .*  Adobe refused the secret (now|[0-9]+ (s|min) ago)"
ok "once, elsewhere too" grep -qxE \
    "workfront-credential: error: $host: Adobe refused the secret (now|[0-9]+ (s|min) ago)" "$work/err"
workfront-credential token >again
ok "the token that is kept serves on" cmp -s kept again
workfront-credential verify >again
has "asked again, Adobe is asked again" "FAILED secret" again
exits 5 "--check finds it too" workfront-credential status --check
sandbox_reset
exits 0 "once it is back" workfront-credential verify
exits 0 "all is well" workfront-credential status
run workfront-credential audit show
has "each trial is recorded" trial "$work/out"
fault=$(sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":429,\"retry_after\":300}")
exits 6 "Adobe that asks to wait" workfront-credential verify
has "leaves the secret untried" "FAILED secret    Adobe asks to wait" "$work/out"
sandbox_unfault "$fault"
exits 0 "which isn't the secret's fault" workfront-credential status

## A failure that is remembered

workfront-credential revoke >/dev/null
exits 0 "no token is nothing wrong" workfront-credential status
fault=$(sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"status\":503}")
exits 6 "that none is to be had" workfront-credential token --non-interactive
exits 6 "is" workfront-credential status
line "and told" "FAILED default  $host  .* no token yet           Adobe answered with an error of its own .*"
hasnt "in no other words beside it" "can't be reached" "$work/err"
sandbox_unfault "$fault"
exits 0 "verify asks although a failure is remembered" workfront-credential verify

## Old secrets, old versions

workfront-credential setup --api-version 18 --profile other --host "$preview" --no-verify >/dev/null
exits 0 "a version that ends isn't wrong" workfront-credential status --profile other
line "but told" "-      other  version 18 of the API ends on 2027-04-01 \(.*\)|-      other  version 18 of the API ended on 2027-04-01 \(.*\)"
workfront-credential setup --api-version 22 --profile other --host "$preview" --no-verify >/dev/null
echo 'rotate-warn = 1s' >"$XDG_CONFIG_HOME/workfront-credential/config"
sleep 2
run workfront-credential status --profile other
line "nor is a secret that is old" "-      other  the secret is 0 days old"
rm "$XDG_CONFIG_HOME/workfront-credential/config"

## On terminals

if installed python3; then
    echo end >script
    sandbox_world "{\"clients\":{\"$client\":{\"secrets\":[]}}}"
    workfront-credential verify >/dev/null 2>&1
    for columns in 100 80 40; do
        run env TERM=xterm TERMINAL_COLUMNS=$columns python3 "$top_srcdir/tests/lib/terminal.py" script \
            workfront-credential status
        ok "$columns columns: marks" grep -q '✗.* default' "$work/out"
        ok "all of it fits" [ "$(sed -n 's/^widest //p' "$work/out")" -le "$columns" ]
        LC_ALL=C run env TERM=dumb LC_ALL=C TERMINAL_COLUMNS=$columns \
            python3 "$top_srcdir/tests/lib/terminal.py" script workfront-credential status
        ok "or words" grep -q '^FAILED default' "$work/out"
    done
else
    skip "terminals" "python3 isn't installed"
fi
sandbox_reset
workfront-credential verify >"$work/out"

## Who is waited for

waits() { # ARGUMENT…: on a terminal; shown has a line for each that was wiped, or written again
    run env TERM=xterm python3 "$top_srcdir/tests/lib/terminal.py" script "$@"
    sed 's/\x1b\[K/\n/g' "$work/out" >shown
}

seen() { # WHOM ARGUMENT…: the same, where the line about WHOM must come; there is a file `seen` then
    rm -f seen
    printf 'expect waiting for %s\ntouch seen\nend\n' "$1" >script
    shift
    waits "$@"
    echo end >script
}

held_up() { # WHOM PATH ARGUMENT…: seen, by requests for PATH that aren't answered before
    _held=$(sandbox_fault "{\"match\":{\"path\":\"$2\"},\"hold\":true}")
    rm -f seen
    { await [ -e seen ] && sandbox_unfault "$_held"; } &
    _whom=$1
    shift 2
    seen "$_whom" "$@"
    : >seen
    wait $!
}

quick() { # COMMAND…: it answers before anybody is told to wait, soon at the latest
    for _try in 1 2 3 4 5 6 7 8 9; do
        workfront-credential revoke >/dev/null
        waits "$@"
        grep -q "waiting for" shown || return 0
    done
    return 1
}

wiped() { # the last thing written where the line was is nothing
    python3 -c '
import re, sys
shown = open(sys.argv[1], newline="").read()
last = shown.rfind("waiting for ")
assert last >= 0 and re.match(r"[^\n\x1b]*\x1b\[K\r*\x1b\[K", shown[last:]), shown[last:last + 100]
' "$work/out"
}

if installed python3; then
    held_up Adobe "$token_path" workfront-credential verify --host "$host"
    ok "who is waited for is told, and for how long" \
        grep -q '^waiting for Adobe ([1-9][0-9]* s of [1-9][0-9]*)…' shown
    ok "and wiped" wiped
    has "before what came of it" "access level Contributor" shown
    workfront-credential revoke >/dev/null
    # shellcheck disable=SC2016 # for the shell on the terminal
    held_up Adobe "$token_path" sh -c 'workfront-credential token | cat >token'
    ok "by token without a token, too" grep -q '^waiting for Adobe ' shown
    ok "which isn't in its answer" grep -qx 'eyJ[-A-Za-z0-9_.]*' token
    held_up Adobe "$token_path" workfront-credential status --check --profile default
    ok "and by status --check" grep -q '^waiting for Adobe ' shown
    fault=$(sandbox_fault "{\"match\":{\"path\":\"$token_path\"},\"delay_ms\":2600}")
    waits workfront-credential verify --quiet --host "$host"
    hasnt "not with --quiet" "waiting for" shown
    waits sh -c "workfront-credential verify --host $host 2>messages"
    hasnt "nor where no terminal is" "waiting for" messages
    hasnt "and not on another one" "waiting for" shown
    run env TERM=dumb python3 "$top_srcdir/tests/lib/terminal.py" script \
        workfront-credential verify --host "$host"
    hasnt "nor where it couldn't be wiped" "waiting for" "$work/out"
    sandbox_unfault "$fault"
    export TERMINAL_COLUMNS=30
    held_up acme.my /attask/api/v22.0/session workfront-credential verify --host "$host"
    unset TERMINAL_COLUMNS
    ok "a host is named" grep -q '^waiting for acme.my' shown
    ok "in one line" [ "$(grep '^waiting for acme' shown | tail -n 1 | tr -d '\r\n' | wc -m)" -lt 30 ]
    workfront-credential revoke >/dev/null
    rm -f seen
    python3 -c '
import fcntl, os, struct, sys, time
file = open(sys.argv[1], "r+b")
fcntl.fcntl(file, 37, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 1, 1 << 62, 0))  # F_OFD_SETLK: each record
print("held", flush=True)
while not os.path.exists("seen"):
    time.sleep(0.05)' "$store/lock" >held &
    holder=$!
    at_exit "end_ours $holder"
    while [ ! -s held ] && kill -0 $holder; do sleep 0.1; done
    # shellcheck disable=SC2016 # for the shell on the terminal
    seen "another process" sh -c 'workfront-credential token | cat >token'
    ok "another process that renews is waited for" \
        grep -q '^waiting for another process ([1-9][0-9]* s of ' shown
    ok "until it has" grep -qx 'eyJ[-A-Za-z0-9_.]*' token
    # shellcheck disable=SC2016 # for the shell on the terminal
    ok "an answer in time needs no line" quick sh -c 'workfront-credential token | cat >token'
fi
finish
