#!/bin/sh
# A fleet's engine is gone, hangs, forgets, brings back what was, lies, or is somebody else's; machines
# die while they ask Adobe: a right answer or a clear error each, and at most one request more.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/fleet.sh"
given_sandbox
given_faketime
given_engine
given_minter one
given_minter two
given_reader r 'fleet-wait = 0'
on r workfront-credential token >r.token
value=$(echo "$cache"/wf:*:t:*)
cp -a "$cache" sound
for node in one two r; do
    cp -a "$node/data" "saved.$node"
done

# All as at the beginning
restored() {
    engine_is sound
    for _node in one two r; do
        rm -rf "$work/$_node/data"
        cp -a "saved.$_node" "$work/$_node/data"
    done
    rm -rf "$cache"
    cp -a sound "$cache"
    calls >/dev/null
    sandbox_control DELETE /requests
}
uncalled() { # WHAT
    same "$1" 0 "$(calls >p; echo p)"
}

## The engine fails: what is at hand is answered, minters ask Adobe for themselves, readers say why

for fault in gone dead mad forbidding hanging; do
    restored
    engine_is "$fault"
    on r later 3600 workfront-credential token >now
    ok "$fault: what is fresh is answered" cmp -s now r.token
    uncalled "$fault: without a call"
    exits 0 "$fault: what is nearly over, too" on r later 86200 workfront-credential token
    ok "$fault: while it lives" cmp -s out r.token
    exits 0 "$fault: a minter has a new token" on one later 90000 workfront-credential token
    asked 1 "$fault: by one request"
    calls >/dev/null
    exits 0 "$fault: and one more" on one later 90010 workfront-credential token --min-validity 86395
    uncalled "$fault: and leaves the engine alone for a while"
    sandbox_control DELETE /requests
    run on r later 90000 workfront-credential token
    ok "$fault: a reader without a token fails" [ "$status" -eq 6 -o "$status" -eq 1 ]
    ok "$fault: in words" grep -q "the fleet's cache\|it ended with status 3" err
    silent "$fault: and answers nothing" out
    engine_is sound
    on one later 90100 workfront-credential fleet renew >renewed 2>&1
    has "$fault: a minter publishes when it is back" "published again" renewed
    exits 0 "$fault: then readers have it" on r later 90200 workfront-credential token
    asked 0 "$fault: without a request"
done
restored
engine_is gone
exits 6 "a timer's run says that the engine is gone" on one workfront-credential fleet renew
has "in words" "the fleet's cache can't be reached: connection refused" err
exits 6 "so does a look" on r workfront-credential fleet status
has "with what is known" "cache fails since" out
run on one workfront-credential status -v
has "status has it" "connection refused" out
ok "and when this minter published last" grep -q '^ *published  *20[0-9-]* ' out
run on r workfront-credential explain token --min-validity 86400
has "explain says that the engine isn't asked just now" "it failed, and is left alone for" out
calls >/dev/null
run on r workfront-credential doctor
has "doctor asks all the same" "cache can't be reached: connection refused" out
same "once" 1 "$(calls >p; echo p)"
engine_is forbidding
exits 1 "one that forbids it is told from that" on one workfront-credential fleet renew
has "with what it takes" "+get" err
given_node n 'fleet-role = reader'
exits 1 "and nobody joins by it" on n workfront-credential fleet join --key reader.key
on n workfront-credential list >n.list 2>&1
has "not even half" "nothing is recorded" n.list
engine_is sound
mv "$cache" "$cache.full" && mkdir -m 700 "$cache"
exits 0 "who joins while nothing is there is a member" on n workfront-credential fleet join --key reader.key
has "and told" "holds no token of this fleet yet" err
printf 'protocol=https\nhost=github.com\n\n' >github
exits 0 "another host is a miss to it" on n workfront-credential get <github
cat out err >said
silent "a silent one" said
exits 6 "a token isn't to be had" on n workfront-credential token
rmdir "$cache" 2>/dev/null || rm -rf "$cache"
mv "$cache.full" "$cache"
exits 0 "until one is there" on n workfront-credential token

## The engine dies at each call of a minter's, before or after it did what it was asked for

dies() { # COMMAND…
    restored
    on one later 90000 workfront-credential "$@" >/dev/null
    calls >steps
    steps=$(cat steps)
    ok "$*: there are calls to die at ($steps)" [ "$steps" -ge 2 ]
    for step in $(seq "$steps"); do
        for when in before after; do
            restored
            engine_is "dies $step $when"
            run on one later 90000 workfront-credential "$@"
            case $*$status in
            token0 | "fleet renew0" | "fleet renew6") result ok "$*, it dies $when $step" ;;
            *) result "not ok" "$*, it dies $when $step (exit $status)" ;;
            esac
            engine_is sound
            for _node in one two r; do
                on "$_node" later 90100 workfront-credential fleet renew >/dev/null 2>&1
                on "$_node" later 90100 workfront-credential token >"$_node.settled" 2>&1 ||
                    echo "$_node has none" >"$_node.settled"
            done
            ok "$*, it dies $when $step: one token in the end" \
                [ "$(sort -u ./*.settled | grep -c .)" -eq 1 ]
            _count=$(sandbox_count "$token_path")
            ok "$*, it dies $when $step: one request more at most ($_count)" [ "$_count" -le 2 ]
        done
    done
}
dies token
dies fleet renew

## What lies in the engine isn't what a minter put there

spoilt() { # WHAT: the value as it is now is refused by all
    cp -a "$cache" spoilt
    run on r workfront-credential fleet renew
    has "$1: a reader refuses it" "record that isn't used" err
    on r workfront-credential token >now
    ok "$1: and keeps what it has" cmp -s now r.token
    exits 6 "$1: nobody gets it" on r later 90000 workfront-credential token
    silent "$1: not a byte" out
    ok "$1: the audit log has it" grep -q "event=refusal outcome=[a-z]* .*profile=default" \
        "$work/r/data/workfront-credential/audit/log-00000001"
    run on one workfront-credential fleet renew
    has "$1: a minter puts its own there" "published again" out
    run on r workfront-credential fleet renew
    hasnt "$1: which is right again" "isn't used" err
    asked 0 "$1: without a request"
    restored
    rm -rf "$cache" && mv spoilt "$cache"
    exits 0 "$1: a minter without a token has one" on one later 90000 workfront-credential token
    asked 1 "$1: by one request"
    restored
}
restored
read -r until generation record <"$value"
echo "$until $generation $(echo "$record" | sed 's/^\(.\{200\}\)\(.\)/\1A/; t; s/./&/')" >"$value"
grep -qF "$record" "$value" && echo "$until $generation $(echo "$record" | sed 's/^\(.\{200\}\)\(.\)/\1B/')" >"$value"
spoilt "a changed record"
echo "$until 9000 $record" >"$value"
spoilt "a record under a higher generation"
echo "$until $generation AAAA" >"$value"
spoilt "no record at all"
given_node other
on other given_profile
sed -i "s,arg=$work ,arg=$work/elsewhere ," other/config/workfront-credential/config
mkdir -p elsewhere/cache
on other workfront-credential fleet create >/dev/null 2>&1
read -r until _ foreign <"$(echo elsewhere/cache/wf:*:t:*)"
echo "$until 1 $foreign" >"$value"
sandbox_control DELETE /requests
spoilt "another fleet's record"

# What was there before
on one later 48200 workfront-credential fleet renew >/dev/null
on r later 48200 workfront-credential fleet renew >/dev/null
on r later 48200 workfront-credential token >new
cp sound/wf:*:t:* "$cache"
sandbox_control DELETE /requests
run on r later 48200 workfront-credential fleet renew
has "what was brought back is refused" "older than what was there" err
on r later 48200 workfront-credential token >now
ok "what came after it stays" cmp -s now new
run on one later 48200 workfront-credential fleet renew
has "and is put there again" "published again" out
run on r later 48200 workfront-credential fleet renew
hasnt "for all" "older than" err
asked 0 "without a request"

# The only minter's store is lost, and so is all that the engine held: generations begin anew
restored
for at in 48200 125000 188000 251000; do
    on one later "$at" workfront-credential fleet renew >/dev/null 2>&1
    on r later "$at" workfront-credential fleet renew >/dev/null 2>&1
done
on r later 251000 workfront-credential fleet status --json >cached.json
has "readers are at a later generation" '"cached_generation": 5' cached.json
cp "$value" former
mv one/data lost
rm -rf "$cache" && mkdir -m 700 "$cache"
on one given_profile
on one later 260000 workfront-credential fleet join --key minter.key >joined 2>&1
on one later 260000 workfront-credential fleet renew >>joined 2>&1
on r later 260000 workfront-credential fleet status --json >cached.json 2>&1
has "who is set up anew begins with the first" '"cached_generation": 1' cached.json
hasnt "which readers don't take for an old one" "older than" cached.json
exits 0 "they take it when theirs is over" on r later 340000 workfront-credential token
sandbox_control DELETE /requests
on one later 340000 workfront-credential fleet renew >renewed 2>&1
has "as well as the next one" "generation 2" renewed
run on r later 340000 workfront-credential fleet renew
has "when that is there" taken out
on r later 340000 workfront-credential token >now
cp former "$value"
run on r later 340000 workfront-credential fleet renew
has "what is brought back from before is refused" "older than what was there" err
on r later 340000 workfront-credential token >out
ok "and not used" cmp -s now out
rm -rf lost

## Who asks Adobe dies, or loses its lock

restored
hold() { # COUNT
    sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"hold\": true, \"count\": $1}" >/dev/null
}
hold 1
on one later 90000 workfront-credential token >killed 2>&1 &
await sandbox_await 1 "$token_path"
killed=$(pgrep -P $! -x workfront-crede || echo $!)
kill -9 $! "$killed" 2>/dev/null
lock=$(echo "$cache"/wf:*:l:*)
ok "who is killed leaves its lock" [ -s "$lock" ]
echo "$(($(date +%s%3N) + 1500)) $(cut -d ' ' -f 2 "$lock")" >"$lock"
exits 0 "when that falls another asks" on two later 90000 workfront-credential token
asked 2 "by one request more"
sandbox_unfault

restored
hold 1
on one later 90000 workfront-credential token >one.out 2>one.err &
pid=$!
await sandbox_await 1 "$token_path"
rm -f "$cache"/wf:*:l:*
exits 0 "a lock is lost: another asks, too" on two later 90000 workfront-credential token
sandbox_unfault
wait "$pid"
ok "who comes late takes what is there" cmp -s out one.out
silent "without a word" one.err
asked 2 "by one request more"

restored
touch stamp
on one later 48200 workfront-credential fleet renew >/dev/null
record=$(find one/data/workfront-credential/records-* -type f -newer stamp -size +1k ! -name '*.old')
ok "a token's record is found" [ -s "$record" ]
: >"$record"
exits 0 "a token that was lost here is had from there" on one later 48200 workfront-credential token
asked 1 "without another request"
ok "and no lock stays" [ ! -e "$(echo "$cache"/wf:*:l:*)" ]

restored
sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"status\": 503}" >/dev/null
exits 6 "where Adobe is away, that is said" on one later 90000 workfront-credential token --non-interactive
ok "and the lock is let go" [ ! -e "$(echo "$cache"/wf:*:l:*)" ]
sandbox_unfault
exits 0 "so that another needn't wait" on two later 90000 workfront-credential token
cat ./*.err err >errors 2>/dev/null
hides "no message tells a token" errors
finish
