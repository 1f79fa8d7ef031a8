#!/bin/sh
# A fleet has more minters than its list has room for: who isn't in it is warned, until one leaves.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/fleet.sh"
given_sandbox
given_engine
given_minter one
given_node other
on other given_profile
mv other/data outside
for number in $(seq 63); do
    rm -rf other/data
    cp -a outside other/data
    on other workfront-credential fleet join --key minter.key >joined 2>&1 || break
done
ok "63 others join" [ "$number" -eq 63 ]
hasnt "without a warning" "is full" joined
mkdir late
cp -a other/config late/config
cp -a outside late/data
exits 0 "so does one more" on late workfront-credential fleet join --key minter.key
has "and is warned" "list of minters is full" err
name=$(on late workfront-credential fleet status | sed -n 's/^ *minter  *//p')
has "by its name" "${name:-no-name} isn't in it" err
exits 0 "each time" on late workfront-credential fleet renew
has "that it renews" "rotate doesn't wait" err
exits 0 "one leaves" on other workfront-credential fleet leave
exits 0 "then it renews" on late workfront-credential fleet renew
silent "without a warning" err
exits 0 "and again" on late workfront-credential fleet renew
silent "without one" err
finish
