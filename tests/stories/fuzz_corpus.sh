#!/bin/sh
# Every fuzz target takes the seeds of its corpus.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

for folder in "$top_srcdir"/tests/fuzz/corpus/*/; do
    name=$(basename "$folder")
    target=$top_builddir/tests/fuzz/fuzz_$name
    for seed in "$folder"*; do
        ok "fuzz_$name takes $(basename "$seed")" "$target" "$seed"
    done
    fails "fuzz_$name fails on a seed that isn't there" "$target" "$work/nothing"
done

finish
