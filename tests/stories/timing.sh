#!/bin/sh
# -vv: what a cached token and a fetched one spent their time on, and that nothing of it is secret.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
# The audit log waits for the disk now and then, for its own sake
config=$XDG_CONFIG_HOME/workfront-credential/config
cp "$config" "$work/config" 2>/dev/null || : >"$work/config"
echo "audit = no" >>"$config"

# The laps of PROGRAM in the last run, in the sum's own unit
laps() { # PROGRAM
    sed -n "s/^$1: timing: *\([0-9]*\)\.\([0-9]*\) ms \(.*\)/\1\2 \3/p" "$work/err"
}

adds_up() { # PROGRAM
    laps "$1" | awk '$2 == "in" && $3 == "all" { all = $1; next } { sum += $1 }
                     END { exit !(all > 0 && sum == all) }'
}

request >"$work/request"
workfront-credential erase <"$work/request"
exits 0 "a token that must be fetched" workfront-credential token -vv
cp "$work/out" "$work/token"
for part in "opening the store" "the network program" "sealing a record" "writing a file"; do
    has "the helper tells: $part" " ms $part" "$work/err"
done
for part in "starting the program" "entering the jail" "DNS" "TCP" "TLS" "HTTP" "reading the answer"; do
    ok "the network program tells: $part" \
        grep -q "^workfront-credential-adobe: timing: .*$part" "$work/err"
done
hasnt "a token isn't worth a wait for the disk" fsync "$work/err"
ok "the helper's parts are all" adds_up workfront-credential
ok "the network program's too" adds_up workfront-credential-adobe
hides "none of it is secret" "$work/err"

exits 0 "a cached one" workfront-credential token -vv
ok "is the same token" cmp "$work/out" "$work/token"
hasnt "for which no program is started" "the network program" "$work/err"
ok "its parts are all" adds_up workfront-credential

cp "$work/config" "$config"
waits=0
for _ in 1 2 3 4 5 6 7 8; do
    workfront-credential erase <"$work/request"
    run workfront-credential token -vv
    grep -q fsync "$work/err" && waits=$((waits + 1))
done
ok "nor most of them where each is recorded" [ "$waits" -lt 4 ]

exits 0 "setup" workfront-credential setup -vv --from "$credential" --host "$host" \
    --store "$work/other"
has "waits for the disk" fsync "$work/err"
run workfront-credential token
silent "without -vv nothing is told" "$work/err"
run workfront-credential token -v
hasnt "and with -v no time" timing: "$work/err"
finish
