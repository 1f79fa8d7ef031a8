# hostile.sh: what the stories of bad input share: the rows of hostile.rows, and how a helper's
# answer to one is judged. After tests/lib/lib.sh:
#
#     feed OPERATION FORMAT                       a row's bytes as OPERATION gets them
#     unmoved WHAT refuse|miss OPERATION COMMAND… run it; it must do that, and change nothing
#     rows JUDGE                                  JUDGE WHAT VERDICT FORMAT for each row
#
# shellcheck shell=sh
# shellcheck disable=SC2154 # tests/lib/lib.sh sets the variables

store=$XDG_DATA_HOME/workfront-credential

# What is in the store, to the byte
snapshot() {
    find "$store" -type f -exec cksum {} + | sort -k 3
}

# One line on stderr, beside hints, that holds no byte a terminal could act on and nothing of the
# input (every row that is refused has the word CANARY in it)
says_safely() { # WHAT
    ok "$1: one error" [ "$(grep -c '^workfront-credential: error: ' "$work/err")" -eq 1 ]
    ok "$1: nothing else" [ "$(grep -vc '^workfront-credential: \(error\|hint\): ' "$work/err")" -eq 0 ]
    fails "$1: no control bytes" grep -q "[^ -~]" "$work/err"
    hasnt "$1: nothing of the input" CANARY "$work/err"
}

feed() { # OPERATION FORMAT
    _lines=
    [ "$1" = get ] || _lines='username=user\npassword=CANARY\n'
    [ "$1" = store ] || _lines=
    # shellcheck disable=SC2059 # a row is a format
    printf "$(printf '%s' "$2" | sed "s/~/$(printf '%s' "$_lines" | sed 's/\\/\\\\/g')/")"
}

# refuse: exit 2 and a safe line; miss: exit 0 and silence; either way nothing changes
unmoved() { # WHAT VERDICT OPERATION COMMAND…
    _what="$3: $1" _verdict=$2
    shift 3
    snapshot >"$work/before"
    run "$@"
    snapshot >"$work/after"
    if [ "$_verdict" = refuse ]; then
        ok "$_what is refused" [ "$status" -eq 2 ]
        says_safely "$_what"
    else
        ok "$_what is a miss" [ "$status" -eq 0 ]
        silent "$_what: without a word" "$work/err"
    fi
    silent "$_what: no output" "$work/out"
    ok "$_what: nothing changes" cmp -s "$work/before" "$work/after"
}

rows() { # JUDGE
    grep -v '^#' "$top_srcdir/tests/lib/hostile.rows" >"$work/rows"
    while IFS='|' read -r what verdict format <&3; do
        "$1" "$what" "$verdict" "$format"
    done 3<"$work/rows"
}
