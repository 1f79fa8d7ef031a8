#!/bin/sh
# The broker: who gets what by which line of its policy, whatever is asked, in every dialect.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
open_stage
PATH=$stage_bindir:$PATH
. "$top_srcdir/tests/lib/broker.sh"
printf 'audit = hand-outs\nany-host = yes\n' >config
mkdir -p "$XDG_CONFIG_HOME/workfront-credential" && cp config "$XDG_CONFIG_HOME/workfront-credential/config"
given_profile --host acme.preview.workfront.com
given_offers
token=$(workfront-credential token)
unset WORKFRONT_CREDENTIAL_BROKER

cat >"$policy" <<RULES
# who
allow uid=$other profile=default min-validity=2h host=$host
allow any socket=ci profile=default host=acme.preview.workfront.com
RULES
if ! is_root; then # the rules for others are tried by those who can be others
    sed -i '2s/uid=[0-9]*/any/' "$policy"
fi
given_broker

gets() { # WHAT COMMAND…: it must print the token
    run "$@"
    [ "$status" -eq 0 ] && grep -qF -e "$token" "$work/out"
}

## In each dialect

for command in token header authorization curl json headers-json env kubernetes; do
    ok "$command is answered" gets as "$other" workfront-credential "$command"
done
echo '{"uri": "https://acme.my.workfront.com/x"}' >uri
echo '{}' >query
ok "terraform-external is answered" gets as "$other" workfront-credential terraform-external <query
ok "engflow is answered" gets as "$other" workfront-credential engflow get <uri
ok "terraform is answered" gets as "$other" workfront-credential terraform get "$host"
ok "git is answered" gets as "$other" workfront-credential get <request
run as "$other" workfront-credential get <request
workfront-credential get <request >own
ok "to the byte as by the store" cmp own out
{ cat request && echo 'capability[]=authtype'; } >capable
run as "$other" workfront-credential get <capable
workfront-credential get <capable >own
ok "also to git that knows Bearer" cmp own out
# shellcheck disable=SC2016 # for the inner shell
ok "exec is answered" gets as "$other" workfront-credential exec -- sh -c 'echo "$WORKFRONT_ACCESS_TOKEN"'
# shellcheck disable=SC2016
ok "exec with a token file too" \
    gets as "$other" workfront-credential exec --token-file -- sh -c 'cat "$WORKFRONT_TOKEN_FILE"'
exits 8 "api is answered: curl is run, and can't resolve the host" \
    as "$other" env PATH="$PATH:/usr/bin" sh -c 'workfront-credential api proj/count; test $? -ne 3 && exit 8'

## By which rule

exits 3 "a host that the rule hasn't" as "$other" workfront-credential token --host acme.preview.workfront.com
has "is denied" "the broker gives you nothing for it: uid $other, socket main" err
has "with a hint" "/etc/workfront-credential/broker" err
exits 3 "a profile that the rule doesn't give" as "$other" workfront-credential token --profile another
has "isn't found" "the broker has no token" err
exits 0 "the rule's profile may be named" as "$other" workfront-credential token --profile default
exits 0 "as much validity as the rule has" as "$other" workfront-credential token --min-validity 7200
exits 8 "no more" as "$other" workfront-credential token --min-validity 7201
has "which is said" "7200 seconds may be asked for" err
socket=$ci
exits 0 "the other socket has a rule of its own" as "$other" workfront-credential json
has "with its host" acme.preview.workfront.com out
exits 3 "and no other" as "$other" workfront-credential token --host "$host"
unset socket
if is_root; then
    exits 3 "another uid gets nothing" as "$another" workfront-credential token
    silent "not a byte" out
    exits 3 "nor does root by itself" as 0 workfront-credential token
    exits 3 "nor nobody" as 65534 workfront-credential token
    socket=$ci
    exits 0 "root of a container, by its socket" as 0 workfront-credential token
    exits 0 "nobody, by the same" as 65534 workfront-credential token
    unset socket
else
    skip "callers of other uids" "only root can be others"
fi

## What is kept for others is nobody's; what isn't a Workfront host is git's miss

exits 0 "any-host's credentials" as "$other" workfront-credential get <example
silent "aren't answered" out
silent "without a word" err
exits 0 "nothing is stored by it" as "$other" workfront-credential store <first
exits 3 "terraform forgets nothing" as "$other" workfront-credential terraform forget "$host"

## What can be listed

exits 0 "list, where the broker is asked" as "$other" workfront-credential list
silent "has nothing of this user's" out
has "and leads to the broker" "the broker at $main is asked for tokens" err
has "and to who knows more" "workfront-credential explain broker --uid" err
hasnt "not to a setup" setup err

## erase

printf 'protocol=https\nhost=%s\npassword=%s\n\n' "$host" "wrong$token" >wrong
exits 0 "a wrong token is called bad" as "$other" workfront-credential erase <wrong
ok "which changes nothing" [ "$(as "$other" workfront-credential token)" = "$token" ]
sandbox_control DELETE /requests
printf 'protocol=https\nhost=%s\npassword=%s\n\n' "$host" "$token" >wrong
exits 0 "the very token" as "$other" workfront-credential erase <wrong
run as "$other" workfront-credential token
ok "is renewed" [ "$status,$(cat out)" != "0,$token" ]
token=$(cat out)
ok "by one request" [ "$(sandbox_count "$token_path")" -eq 1 ]
printf 'protocol=https\nhost=%s\npassword=%s\n\n' "$host" "$token" >wrong
as "$other" workfront-credential erase <wrong
run as "$other" workfront-credential token
ok "at most once a minute" [ "$(sandbox_count "$token_path")" -eq 1 ]
token=$(cat out)

## By hand

socket=$ci
answers() { # WHAT STATUS TEXT, of which printf's %b makes bytes
    printf '%b' "$3" >wire
    raw wire >out 2>err
    has "$1" "status=$2" out
    hasnt "$1, without a token" "$(echo "$token" | cut -c 1-40)" out
}
if installed python3; then
    answers "store is denied" denied 'operation=store\nprotocol=https\nhost=acme.my.workfront.com\n\n'
    answers "setup is denied" denied 'operation=setup\n\n'
    answers "another version" malformed 'version=2\n\n'
    answers "http" not-found 'protocol=http\n\n'
    answers "what isn't a host" not-found 'host=a b\n\n'
    answers "two hosts" malformed 'host=a\nhost=b\n\n'
    answers "a NUL" malformed 'host=a\0b\n\n'
    answers "no record" malformed 'hello\n\n'
    answers "a validity that is none" malformed 'min_validity=1x\n\n'
    answers "a negative one" malformed 'min_validity=-5\n\n'
    answers "an option in place of a user" not-found 'username=--store=/\n\n'
    begun=$(date +%s)
    python3 "$top_srcdir/tests/lib/hold.py" "$socket" slow 8 >held.slow 2>&1 &
    slow=$!
    at_exit "end_ours $slow"
    answers "half a request" timeout 'version=1\nproto'
    has "which says what is missing" "the request didn't come" out
    ended() { ! kill -0 "$slow" 2>/dev/null; }
    ok "who sends a byte at a time is ended, whatever comes" await ended
    exits 0 "each of them" wait "$slow"
    ok "which were there" grep -q '^held ' held.slow
    ok "not before five seconds" [ $(($(date +%s) - begun)) -ge 4 ]
    head -c 1000000 /dev/zero | tr '\0' a >wire
    raw wire >out
    has "a mebibyte" "status=too-long" out
    printf 'version=1\nprotocol=https\ncapability[]=authtype\n\nversion=2\n\n' >wire
    raw wire >out
    has "what comes after the request isn't looked at" "authtype=Bearer" out
    has "whose token is whole" "credential=$token" out
    printf '%s\n' profile=another caller=uid=54399,pid=1,socket=main refused=9 version=1 protocol=https '' >wire
    raw wire >out
    has "nobody says what the broker says to its helper" "password=$token" out
    workfront-credential audit show >shown
    hasnt "nor who calls" 54399 shown
else
    skip "the wire by hand" "python3 isn't installed"
fi
unset socket

## A helper that waits

waiting() {
    pgrep -P "$broker" -f 'serve-one --non-interactive' >waiting
}
has_one_waiting() {
    as "$other" workfront-credential token >/dev/null && await waiting && [ "$(wc -l <waiting)" -eq 1 ]
}
said=$(wc -l <broker.err)
ok "after an answer one waits for the next" await has_one_waiting
was=$(cat waiting)
is_used() { has_one_waiting && [ "$(cat waiting)" != "$was" ]; }
ok "and is used once" await is_used
if is_root; then
    xargs kill -9 <waiting
    exits 0 "one that was killed does no harm" as "$other" workfront-credential token
fi
nobody_waits() { ! waiting; }
ok "with nothing to do it goes" await nobody_waits
ok "and none of it is said" [ "$(wc -l <broker.err)" -eq "$said" ]

## The policy, read again

echo "allow any profile=default gibberish" >"$policy"
reload
exits 0 "a broken line keeps the policy of before" as "$other" workfront-credential token
has "which the broker says" "the policy of before stays" broker.err
has "with the line" "policy line 1" broker.err
exits 2 "explain says what is wrong" workfront-credential explain broker --uid 5 --policy "$policy"
has "in words" "gibberish isn't known here" err
echo "deny any" >"$policy"
reload
exits 3 "a new one counts" as "$other" workfront-credential token
chmod 666 "$policy"
echo "allow any profile=default" >"$policy"
reload
exits 3 "one that others can write doesn't" as "$other" workfront-credential token
chmod 600 "$policy"

## The account step

cat >account <<'CODE'
#!/bin/sh
cat >"$0.asked"
env >>"$0.asked"
exit "$(cat "$0.says")"
CODE
chmod 755 account
printf 'account required exec path=%s timeout=10\nallow any profile=default\nallow any socket=ci profile=default\n' \
    "$work/account" >"$policy"
echo 0 >account.says
reload
exits 0 "a program that says yes" as "$other" workfront-credential token --host "$host"
has "is told who asks" "uid=$other" account.asked
has "for what" "profile=default" account.asked
has "and where" "host=$host" account.asked
hasnt "and nothing of the broker's environment" HOME= account.asked
echo 1 >account.says
exits 3 "one that says no" as "$other" workfront-credential token
printf '#!/bin/sh\nexec sleep 60\n' >account
sed -i 's/ timeout=10//' "$policy"
reload
exits 3 "one that says nothing in time" as "$other" workfront-credential token
sed -i 's/required/optional/' "$policy"
reload
exits 0 "an optional one never decides" as "$other" workfront-credential token

## What is recorded

echo "deny any" >"$policy"
reload
refusals() { workfront-credential audit show --json | grep -c '"denied"'; }
before=$(refusals)
for _ in $(seq 30); do
    as "$other" workfront-credential token >/dev/null 2>&1
done
workfront-credential audit show >shown
has "what was handed out names the caller" "uid $other" shown
has "and its socket" "(broker ci)" shown
has "refusals are there" "denied" shown
# Twice as long between each two: ten would need eight minutes
ok "few of a flood" [ $(($(refusals) - before)) -lt 10 ]
ok "the log is whole" workfront-credential audit verify

## Whose socket it is

exits 6 "nobody listens there" env HOME="$work/nobody" workfront-credential token --broker "$sockets/none"
has "which is said" "nobody listens at this socket" err
mkdir -m 777 loose
ln "$main" loose/main 2>/dev/null || cp -a "$main" loose/main
exits 1 "a folder that others can write" workfront-credential token --broker "$work/loose/main"
mkdir -p -m 777 above && mkdir -m 755 above/sockets
chmod 777 above
ln "$main" above/sockets/main 2>/dev/null || cp -a "$main" above/sockets/main
exits 1 "one above it" workfront-credential token --broker "$work/above/sockets/main"
has "which is said" "$work/above: refused, because other users may change it" err
exits 1 "no socket" workfront-credential token --broker "$policy"
exits 0 "none asks nobody" workfront-credential token --broker none
exits 0 "the own store comes first" workfront-credential token -v
hasnt "no broker is asked" "asking the broker" err
if is_root && installed python3 && [ "$other" != "$another" ]; then
    cat >impostor.py <<'CODE'
import os, signal, socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
os.chown(sys.argv[1], int(sys.argv[3]), -1)
os.setuid(int(sys.argv[2]))
s.listen()
signal.pause()
CODE
    impostor() { # UID OWNER: it listens at $sockets/impostor, which is that owner's
        python3 impostor.py "$sockets/impostor" "$1" "$2" &
        impostor=$!
        at_exit "end_ours $impostor"
        await listening "$sockets/impostor"
    }
    end_impostor() {
        kill "$impostor"
        wait "$impostor" 2>/dev/null
        rm "$sockets/impostor"
    }
    impostor "$another" "$other"
    exits 1 "a socket of ours at which another user listens" \
        as "$other" workfront-credential token --broker "$sockets/impostor"
    has "which is said" "who listens there isn't the socket's owner" err
    silent "not a byte" out
    end_impostor
    impostor "$another" 0
    exits 1 "root's socket, too" as "$other" workfront-credential token --broker "$sockets/impostor"
    has "by the same check" "who listens there isn't the socket's owner" err
    end_impostor
else
    skip "another user's ears at a socket" "only root can be others"
fi
echo "broker = $main" >>"$XDG_CONFIG_HOME/workfront-credential/config"
run workfront-credential token -v
has "unless the configuration says" "asking the broker at $main" err
cp config "$XDG_CONFIG_HOME/workfront-credential/config"

## Where it listens

broker_program=${stage_bindir%"$bindir"}$libexecdir/workfront-credential-broker
echo precious >precious
ln -s precious link
ln -s nowhere dangling
for path in precious link dangling sockets "$main"; do
    exits 2 "not at $(basename "$path"), which is there" "$broker_program" --policy "$policy" --listen "main=$(realpath -s "$path")"
done
for flaw in mode=9 mode= mode=1777 group=-1 group=4294967295 group=nosuch; do
    exits 2 "nor with $flaw" "$broker_program" --policy "$policy" --listen "main=$work/flaw,$flaw"
done
ok "what was there stays" [ "$(cat precious)" = precious ]
ok "links too" [ "$(readlink link) $(readlink dangling)" = "precious nowhere" ]
exits 2 "nor with two policies" "$broker_program" --policy "$policy" --policy "$policy" --listen "main=$sockets/two"
exits 2 "nor with two paces" "$broker_program" --policy "$policy" --rate 5 --rate 6 --listen "main=$sockets/two"
ok "and who listens" await listening "$main"

## Its end

end_broker
ok "ended, its sockets are gone" [ ! -e "$main" ]
exits 6 "nobody is served" as "$other" workfront-credential token
hides "nothing secret was said" broker.err
finish
