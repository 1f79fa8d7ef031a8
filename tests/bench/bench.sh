#!/bin/sh
# `make bench`: how fast, as ratios of programs that are run in turn. Prints a table, writes the same
# to bench.tsv (NAME VALUE UNIT PROMISE VERDICT), and says what differs from the ratios and counts
# in tests/bench/baseline.tsv. Exits with 0 whatever comes out; `make bench-check` sets BENCH_CHECK,
# and then a missed promise or a worse figure is a failure. BENCH_ROUNDS is how often each program is
# run (400). `make bench-baseline` takes what came out last as the new baseline.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"

rounds=${BENCH_ROUNDS:-400}
bench=$top_builddir/tests/bench
table=$top_builddir/bench.tsv

leave_quietly() {
    finished=yes
    exit "${1:-0}"
}

for program in "$SANDBOX" "$bench/race" "$bench/flood" "$bench/fill" "$bench/bare"; do
    [ -x "$program" ] || { echo "bench: $program isn't built" >&2 && leave_quietly 1; }
done
sandbox_start || leave_quietly 1
given_profile
: >"$table"

## Rows

row() { # NAME VALUE UNIT [LIMIT]: a promise is kept when VALUE is at most LIMIT
    _verdict=
    if [ $# -gt 3 ]; then
        _verdict=$(awk "BEGIN { print $2 <= $4 ? \"kept\" : \"MISSED\" }")
    fi
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "${4-}" "$_verdict" >>"$table"
    printf '  %-58s %10s %-13s %s\n' "$1" "$2" "$3" "${4+at most $4: $_verdict}"
}

title() {
    printf '\n%s\n' "$*"
}

# race prints: NAME MEDIAN LOWER UPPER FAULTS RATIO
column() { # NAME COLUMN
    awk -v name="$1" -v column="$2" '$1 == name { print $column }' race.out
}

ratio() { # NAME OTHER: of their medians
    awk -v one="$1" -v other="$2" '{ at[$1] = $2 } END { printf "%.3f\n", at[one] / at[other] }' race.out
}

race() { # ARGUMENT…: with little environment, as a service would have
    env -i HOME="$HOME" PATH="$PATH" ${https_proxy:+https_proxy="$https_proxy"} \
        ${SSL_CERT_FILE:+SSL_CERT_FILE="$SSL_CERT_FILE"} "$bench/race" "$@" >race.out || leave_quietly 1
}

quiet() {
    "$@" >/dev/null 2>&1
}

request >req
# The same helper with shared libraries, as it would be installed: a linker leaves a file in another
# order in the page cache than a copy
shared=
[ "$preloadable" = "$stage_bindir" ] || shared=$preloadable/workfront-credential
helper=$(command -v workfront-credential)
# What a static helper is compared with: the same bare program, linked as it is
floor=
[ -z "$shared" ] || floor=$bench/bare-static
printf 'workfront-credential %s, %s rounds each, %s processors, load %s\n' \
    "$("$helper" --version | sed 's/.* //')" "$rounds" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)"

## Promise 1: a cached get

title "A cached get (medians of runs in turn)"
quiet workfront-credential get <req
set -- bare "$bench/bare" + libraries "$bench/bare-libraries" + get "$helper" get \
    ${shared:++ shared "$shared" get} ${floor:++ floor "$floor"}
if [ -n "$(command -v git)" ]; then
    request "username=someone" "password=CANARY" >kept
    git credential-store store <kept
    git credential-cache store <kept
    at_exit 'quiet git credential-cache exit'
    set -- "$@" + git-store git credential-store get + git-cache git credential-cache get
fi
race "$rounds" req "$@"
row "a bare program that prints a line" "$(column bare 2)" us
row "the same, linking our libraries" "$(column libraries 2)" us
row "cached get" "$(column get 2)" us
row "cached get : bare program" "$(column get 6)" ratio 1.25
[ -z "$floor" ] || row "cached get : static bare program" "$(ratio get floor)" ratio
row "only linking our libraries : bare program" "$(column libraries 6)" ratio
[ -z "$shared" ] || row "with shared libraries : bare program" "$(column shared 6)" ratio
if [ -n "$(column git-store 2)" ]; then
    row "cached get : git credential-store get" "$(ratio get git-store)" ratio 0.8
    row "cached get : git credential-cache get" "$(ratio get git-cache)" ratio
    [ -z "$shared" ] ||
        row "with shared libraries : git credential-store get" "$(ratio shared git-store)" ratio
fi
row "page faults of a bare program" "$(column bare 5)" faults
row "page faults of a program that links our libraries" "$(column libraries 5)" faults
row "page faults of a cached get" "$(column get 5)" faults
[ -z "$floor" ] || row "page faults of a static bare program" "$(column floor 5)" faults
[ -z "$shared" ] || row "page faults with shared libraries" "$(column shared 5)" faults

calls() { # COMMAND…: into strace.out; prints how many
    strace -f -o strace.out "$@" <req >/dev/null 2>&1
    grep -c '(' strace.out
}
each_call() { # NAME: a row for each system call of strace.out
    sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' strace.out | sort | uniq -c | sort -k1,1nr -k2 >calls.out
    while read -r number call; do
        row "  $1 $call" "$number" calls
    done <calls.out
}
if [ -n "$(command -v strace)" ]; then
    title "System calls"
    row "a bare program" "$(calls "$bench/bare")" calls
    [ -z "$floor" ] || row "a static bare program" "$(calls "$floor")" calls
    if [ -n "$shared" ]; then
        row "with shared libraries" "$(calls "$shared" get)" calls
        each_call shared
    fi
    row "cached get" "$(calls "$helper" get)" calls
    each_call get
    title "Files that a cached get opens, beside the loader's"
    sed -n 's/^[0-9]* *open[at]*([^"]*"\([^"]*\)".*/\1/p' strace.out | grep -v -e '^/lib' -e '^/etc/ld' |
        sed 's,^/.*/\(.*/.*\),  …/\1,; s,^[^ ],  &,'
fi

# Instructions, which are the same each time
instructions() { # COMMAND…
    env -i HOME="$HOME" PATH=/usr/bin:/bin valgrind --tool=callgrind --callgrind-out-file=callgrind.out \
        "$@" <req 2>&1 >/dev/null | sed -n 's/.*refs: *//p' | tr -d ,
}
inclusive() { # FUNCTION
    callgrind_annotate --inclusive=yes --threshold=100 callgrind.out |
        sed -n "s/^ *\([0-9,]*\) ([^)]*)  [^:]*:$1\( .*\)*$/\1/p" | head -n 1 | tr -d ,
}
# How often functions were entered from another one
called() { # REGEXP
    awk -v names="^($1)\$" '
        /^c?fn=\([0-9]+\)/ {
            id = $0; sub(/^c?fn=/, "", id); sub(/\).*/, ")", id)
            if (index($0, ") ")) name[id] = substr($0, index($0, ") ") + 2)
            sub(/.cycle.*|\x27.*/, "", name[id])
        }
        /^fn=/ { from = id }
        /^cfn=/ { to = id }
        /^calls=/ && to != from { split($1, n, /=/); split(n[2], m, " "); count[to] += m[1] }
        END { for (id in count) if (name[id] ~ names) sum += count[id]; print sum + 0 }' callgrind.out
}
if [ -n "$(command -v valgrind)" ]; then
    title "Instructions (callgrind)"
    [ -z "$shared" ] ||
        row "with shared libraries" "$(instructions "$shared" get)" instructions
    row "a bare program" "$(instructions "$bench/bare")" instructions
    [ -z "$floor" ] || row "a static bare program" "$(instructions "$floor")" instructions
    row "linking our libraries" "$(instructions "$bench/bare-libraries")" instructions
    # The promise is the static helper's; the loader's instructions aren't ours
    row "cached get" "$(instructions "$helper" get)" instructions ${shared:+450000}
    for phase in _dl_start main context_open profile_find renewal_token; do
        inside=$(inclusive $phase)
        [ -z "$inside" ] || row "  of these in $phase" "$inside" instructions
    done
    title "What a cached get calls"
    row "malloc, calloc, realloc" "$(called 'malloc|calloc|realloc')" times
    row "mmap" "$(called mmap)" times
    row "BLAKE2b of names and keys" "$(called 'crypto_generichash(_init)?')" times
    row "XChaCha20-Poly1305 to open" "$(called 'crypto_aead_xchacha20poly1305_ietf_decrypt')" times
    row "sodium_init" "$(called sodium_init)" times
fi

## The same with many records

title "Cached get with so many records"
key=$XDG_CONFIG_HOME/workfront-credential/key
cp -R "$store" "$work/thousand" && "$bench/fill" "$work/thousand" "$key" 1000
cp -R "$store" "$work/many" && "$bench/fill" "$work/many" "$key" 100000
race "$rounds" req few "$helper" get + thousand "$helper" get --store "$work/thousand" \
    + many "$helper" get --store "$work/many" + bare "$bench/bare" ${floor:++ floor "$floor"}
row "1,000 records : one credential" "$(column thousand 6)" ratio
row "100,000 records : one credential" "$(column many 6)" ratio
row "cached get with 100,000 records : bare program" "$(ratio many bare)" ratio 1.25
[ -z "$floor" ] ||
    row "cached get with 100,000 records : static bare program" "$(ratio many floor)" ratio
[ -z "$(command -v valgrind)" ] ||
    row "cached get with 100,000 records" "$(instructions "$helper" get --store "$work/many")" instructions \
        ${shared:+450000}

title "Cached gets a second, by so many callers at once"
for callers in 1 2 8 64; do
    row "$callers" "$("$bench/flood" "$callers" $((rounds * 2 + callers)) req "$helper" get)" "a second"
done

## Promise 2: a miss

title "A miss (to the sandbox, over TLS)"
printf 'grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s' \
    "$(sed -n 's/.*"CLIENT_ID": *"\([^"]*\)".*/\1/p' "$credential")" \
    "$(sed -n 's/.*"\(p8e-[^"]*\)".*/\1/p' "$credential" | head -n 1)" openid >form
printf '#!/bin/sh\nexec %s erase <%s/req\n' "$helper" "$work" >drop
chmod 700 drop
race $((rounds / 4 + 1)) req curl curl -sS --fail -o /dev/null --data "@$work/form" \
    https://ims-na1.adobelogin.com/ims/token/v3 + miss: "$work/drop" "$helper" get
row "curl, the same POST" "$(column curl 2)" us
row "a miss" "$(column miss 2)" us
row "a miss : curl" "$(ratio miss curl)" ratio
row "a miss" "$(column miss 2)" us "$(awk -v curl="$(column curl 2)" 'BEGIN { print 1.10 * curl + 2000 }')"
echo "  Where the time of one goes:"
"$work/drop"
"$helper" -vv get <req 2>&1 >/dev/null | sed -n 's/.*timing: */    /p'

## Promise 3: while a renewal hangs

given_no_splay # else those in the background wait for ten minutes first, and none hangs
if [ -e "$faketime" ]; then
    title "Cached gets while a renewal hangs"
    cp -R "$store" "$work/due"
    quiet workfront-credential erase --store "$work/due" <req
    quiet later -74000 workfront-credential token --store "$work/due"
    hold=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"hold\": true}")
    sandbox_control DELETE /requests
    quiet workfront-credential token --store "$work/due"
    sandbox_await 1 "$token_path" || echo "bench: the renewal doesn't hang" >&2
    race "$rounds" req fresh "$helper" get + hanging "$helper" get --store "$work/due"
    row "with a hanging renewal : without" "$(column hanging 6)" ratio
    row "requests that are held" "$(sandbox_count "$token_path")" requests 1
    sandbox_unfault "$hold"
fi

## A due token: the renewal in the background costs its caller a fork

cp -R "$store" "$work/life"
quiet workfront-credential erase --store "$work/life" <req
quiet later -74000 workfront-credential token --store "$work/life"
for name in fresh due; do
    # The one before may still be renewed: it is moved away, not removed
    printf '#!/bin/sh\nmv %s/now.%s %s/gone.$$ 2>/dev/null\ncp -R %s/kept.%s %s/now.%s\n' \
        "$work" "$name" "$work" "$work" "$name" "$work" "$name" >"renew-$name"
    chmod 700 "renew-$name"
done
cp -R "$store" "$work/kept.fresh"
cp -R "$work/life" "$work/kept.due"
title "Cached gets that renew in the background (each on a store of its own)"
sandbox_control DELETE /requests
race $((rounds / 4 + 1)) req fresh: "$work/renew-fresh" "$helper" get --store "$work/now.fresh" \
    + due: "$work/renew-due" "$helper" get --store "$work/now.due"
row "due : fresh" "$(column due 6)" ratio
row "renewals in the background" "$(sandbox_count "$token_path")" requests

given_crowd() {
    sandbox_world '{"token": {"lifetime": 1}}'
    workfront-credential erase <req
    quiet workfront-credential token --min-validity 0
    sandbox_control DELETE /world
    sleep 1.2
    sandbox_control DELETE /requests
}
given_crowd
each 200 workfront-credential token
all
row "requests of 200 processes on an expired token" "$(sandbox_count "$token_path")" requests 1
row "of them without an answer" "$(failed)" processes 0

## The broker

title "A get from the broker"
. "$top_srcdir/tests/lib/broker.sh"
printf 'allow any profile=default\nallow any socket=ci profile=default\n' >"$policy"
quiet given_broker --rate 1000000
# Two of our programs run for it, of which one has begun before it is asked for
set -- direct "$helper" get + broker "$helper" get --broker "$ci" + start "$helper" --version \
    ${shared:++ shared "$shared" get}
[ -z "$(command -v git)" ] || set -- "$@" + git-cache git credential-cache get
race "$rounds" req "$@"
row "broker get" "$(column broker 2)" us
row "broker get : direct get" "$(column broker 6)" ratio 1.7
[ -z "$shared" ] ||
    row "broker get : direct get with shared libraries" "$(ratio broker shared)" ratio
row "broker get : direct get and another start" \
    "$(awk -v broker="$(column broker 2)" -v direct="$(column direct 2)" -v start="$(column start 2)" \
        'BEGIN { printf "%.3f", broker / (direct + start) }')" ratio
[ -z "$(column git-cache 2)" ] || row "broker get : git credential-cache get" "$(ratio broker git-cache)" ratio 1
quiet end_broker
if is_root && [ "$other" != "$another" ] && [ -n "$(command -v python3)" ]; then
    # Each against a program that the broker doesn't concern, since the machine changes meanwhile
    beside() { # NAME: another user's gets, as many as before
        as "$other" "$work/race" "$rounds" "$work/req" bare "$work/bare" + "$1" \
            "$work/helper" get --broker "$main" >race.out || leave_quietly 1
        column "$1" 6
    }
    chmod 711 "$work"
    cp "$bench/race" "$bench/bare" "$work"
    cp "$helper" "$work/helper"
    chmod 755 race bare helper
    chmod 644 req
    given_broker --rate 1000000 >/dev/null
    alone=$(beside alone)
    given_holders
    await holding || echo "bench: the connections aren't there" >&2
    crowded=$(beside crowded)
    end_holders
    row "beside 400 idle connections of another : alone" \
        "$(awk "BEGIN { printf \"%.3f\", $crowded / $alone }")" ratio 2
    quiet end_broker
fi

## A fleet's engine: what a miss costs it, in its own processor time, whatever else this machine does

if [ -n "$(command -v redis-server)" ] && [ -n "$(command -v redis-cli)" ]; then
    title "A look into a fleet's cache (processor time of Redis, TLS)"
    . "$top_srcdir/tests/lib/redis.sh"
    redis_certificates
    redis_start engine
    endpoint=rediss://127.0.0.1:$redis_port
    as reader
    redis_cli "$redis_port" set wf:x "7 $(head -c 3000 /dev/zero | base64 -w 0)" >/dev/null
    fleet_write call=fleet-read name=wf:x >call
    spent() { # COMMAND…: microseconds that the engine spends on one
        _before=$(awk '{ print $14 + $15 }' "/proc/$redis_pid/stat")
        _left=$rounds
        while [ "$_left" -gt 0 ]; do
            quiet "$@" <call
            _left=$((_left - 1))
        done
        awk -v before="$_before" -v hertz="$(getconf CLK_TCK)" -v rounds="$rounds" \
            '{ printf "%.0f\n", ($14 + $15 - before) * 1000000 / hertz / rounds }' "/proc/$redis_pid/stat"
    }
    REDISCLI_AUTH=$password
    export REDISCLI_AUTH
    theirs=$(spent redis-cli --user reader --tls --cacert "$tls/ca.pem" -h 127.0.0.1 -p "$redis_port" get wf:x)
    ours=$(spent env -u CURL_CA_BUNDLE SSL_CERT_FILE="$tls/ca.pem" "$program")
    row "redis-cli --tls GET" "$theirs" us
    row "workfront-credential-fleet" "$ours" us
    row "workfront-credential-fleet : redis-cli --tls GET" \
        "$(awk "BEGIN { printf \"%.3f\", $ours / $theirs }")" ratio 2.5
fi

cat <<'SAYS'

Microseconds and answers a second are this machine's and this hour's. A ratio is of runs in turn, but
depends on what the kernel and the processor take for a system call, a page fault and a new process.
Instructions, calls, times and faults are the same on any machine with the same compiler and libraries.
SAYS

printf '\nThe same in %s\n' "$table"
. "$top_srcdir/tests/bench/baseline.sh"
compare "$top_srcdir/tests/bench/baseline.tsv" "$table" || leave_quietly "${BENCH_CHECK:+1}"
leave_quietly
