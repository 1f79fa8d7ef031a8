#!/bin/sh
# contrib/coverage-check: it fails for each line that no test reached and that doesn't say why beside it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
needs coverage-check python3

mkdir -p tree/store
cat >tree/store/a.c <<'CODE'
int reached(void)
{
    return 0;
}
int bare(int a)
{
    if (a)
        return 1;
    return 2; /* unreached: the reason is said */
}
int split(int a)
{
    return reached() +
           a; /* unreached: the reason of both lines */
}
int block(int a)
{
    /* unreached: a reason for what follows */
    if (a)
        a++;

    return a;
}
int wordless(void)
{
    return 1; /* unreached: */
}
CODE

# What gcovr would write: each line that has the NUMBER was never run, and all others were
report() { # NUMBER…
    python3 - "$@" >report.json <<'CODE'
import json, sys
never = set(map(int, sys.argv[1:]))
lines = [{"line_number": at, "count": 0 if at in never else 1} for at in range(1, 28)]
print(json.dumps({"files": [{"file": "store/a.c", "lines": lines}]}))
CODE
}

check() { # STATUS WHAT SUMMARY
    exits "$1" "$2" "$top_srcdir/contrib/coverage-check" tree report.json
    has "$2: the sum" "$3" "$work/out"
}

report
check 0 "all lines are reached" "27 lines, 0 justified, 0 not"
report 9 13 14 19 20
check 0 "all others have a reason" "27 lines, 5 justified, 0 not"
report 8 9
check 1 "one has none" "27 lines, 1 justified, 1 not"
has "it is named" "store/a.c:8: never reached: return 1;" "$work/out"
report 22
check 1 "a reason ends at the empty line" "27 lines, 0 justified, 1 not"
report 26
check 1 "a reason has words" "27 lines, 0 justified, 1 not"
report 3 8 22
check 1 "several have none" "27 lines, 0 justified, 3 not"
echo '{"files": []}' >report.json
check 1 "nothing was counted" "0 lines, 0 justified, 0 not"
fails "a report that isn't there" "$top_srcdir/contrib/coverage-check" tree nowhere.json
fails "no report" "$top_srcdir/contrib/coverage-check" tree

finish
