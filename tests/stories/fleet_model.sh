#!/bin/sh
# A simulated fleet of 10 to 10,000 machines, on the code that judges a token: what it asks of Adobe and of
# its cache, new machines all at once, and seven hours without the cache. What is taken out of it is missed.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
model=$top_builddir/tests/model/fleet_model

exits 0 "a fleet keeps its promises" "$model"
comment out
ok "there are as many as that" [ "$(grep -c 'at most' out)" -ge 17 ]
mutant() { # WHAT PARAMETER PROMISE
    exits 1 "$1" "$model" "$2"
    ok "$1: that one is missed" grep -q "^$3.*BROKEN" out
}
mutant "without the splay" splay=0 "percent of the engine's core"
mutant "an engine whose connections cost ten times as much" connection=20 "percent of the engine's core"
mutant "nobody waits for who asks Adobe" lock=0 "requests when all are new"
mutant "without a cache" pool=0 "requests a day, minters alone"
mutant "minters that renew as late as others" renews=250 "calls that fail in an outage, readers"
finish
