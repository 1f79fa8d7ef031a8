#!/bin/sh
# baseline.sh: what `make bench` measured, compared with what it measured when somebody last looked.
# Ratios and counts only: they are much the same on other machines, microseconds aren't.
#
#     . baseline.sh; compare BASELINE TABLE    prints what differs; fails when a promise is missed or
#                                              a figure is worse than its unit allows
#     baseline.sh TABLE BASELINE               makes a baseline of TABLE

compare() { # BASELINE TABLE
    awk -F '\t' '
        BEGIN {
            # How much more is still the same: a ratio varies with the machine, a count hardly
            allowed["ratio"] = 1.15; allowed["faults"] = 1.10; allowed["instructions"] = 1.03
            allowed["calls"] = 1; allowed["times"] = 1
        }
        NR == FNR { was[$1 "\t" $3] = $2; next }
        $5 == "MISSED" { printf "  missed: %s is %s, at most %s was promised\n", $1, $2, $4; bad++ }
        ($1 "\t" $3) in was && $3 in allowed {
            old = was[$1 "\t" $3]; compared++
            if ($2 > old * allowed[$3]) { printf "  worse: %s was %s, is %s %s\n", $1, old, $2, $3; bad++ }
            else if ($2 * allowed[$3] < old) printf "  better: %s was %s, is %s %s\n", $1, old, $2, $3
        }
        END {
            printf "Compared with the baseline: %d figures, %d worse or missed\n", compared, bad
            exit bad > 0
        }' "$1" "$2"
}

if [ "${0##*/}" = baseline.sh ]; then
    awk -F '\t' -v OFS='\t' '$3 ~ /^(ratio|faults|instructions|calls|times)$/ { print $1, $2, $3 }' \
        "$1" >"$2" && echo "$2 is the new baseline"
fi
