#!/bin/sh
# Whether this build has all tests: what couldn't be built is a skip, once for all of it
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
for package in ${MISSING_PACKAGES-}; do
    skip "the tests that need $package" "apt-get install $package, then run configure again"
done
ok "the programs are staged" [ -x "$stage_bindir/workfront-credential" ]
finish
