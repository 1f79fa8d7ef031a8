# terminal.sh: what stories about conversations on a terminal share. After tests/lib/admin.sh:
#
#     converse ARGUMENT…         run the program, or the words of $program, on a terminal; the script of terminal.py
#                                is on stdin. Of what it printed the line that tells of a long wait, which a busy
#                                machine has at any place, isn't kept once it was wiped.
#                                With $narrow, widths in columns, all of it happens on each such terminal before,
#                                from where the story stands, by $again where that needs a command
#     ended_with STATUS WHAT     how that ended; with $narrow also that it did the same on each, in the same words,
#                                that no line was wider unless a word was, and no secret on it
#     fits WHAT                  what it printed fits 24 lines of 80 columns
#     $screens                   the script up to the question for the file
#     $git_refused               the script for the question about git at setup's end
#
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh sets some variables, stories use others
needs "a conversation on a terminal" python3
TERM=xterm
export TERM

program=workfront-credential
narrow=
again=:

converse() { # ARGUMENT…: the script is on stdin
    cat >"$work/script"
    : >"$work/misfits"
    for _columns in $narrow; do
        keep_place
        $again
        converse_at "$_columns" "$@"
        mv "$work/out" "$work/out.$_columns"
        echo "exit $status" >>"$work/out.$_columns"
        take_place
    done
    $again
    converse_at 80 "$@"
    for _columns in $narrow; do compare "$_columns" >>"$work/misfits"; done
}

converse_at() { # COLUMNS ARGUMENT…
    _width=$1
    shift
    # shellcheck disable=SC2086 # several words
    run env TERMINAL_COLUMNS="$_width" \
        python3 "$top_srcdir/tests/lib/terminal.py" "$work/script" $program "$@"
    sed 's/\(waiting for [^\x1b]*\x1b\[K\)\{1,\}\x1b\[K//g' "$work/out" >"$work/.out" && mv "$work/.out" "$work/out"
}

# What is there, and its return. What still writes there, as a renewal in the background, writes elsewhere then
keep_place() {
    rm -rf "$work/.place"
    mkdir "$work/.place"
    for _part in "$HOME" "$XDG_RUNTIME_DIR" "$work"/*.json "$work"/*.txt; do
        [ ! -e "$_part" ] || cp -a "$_part" "$work/.place"
    done
}

take_place() {
    _spent=$(mktemp -d "$work/.spent.XXXXXX")
    mv "$HOME" "$XDG_RUNTIME_DIR" "$_spent"
    cp -a "$work/.place/." "$work"
}

# A word a line, but for how long things take and which lines go on
words() { # FILE
    sed 's/\x1b\[[0-9;]*[mK]//g; s/waiting for [^…]*…\r*//g; /^\(widest\|tallest\|questions\|wide\) /d; s/ \\$//' "$1" |
        tr -s ' \r\n' ' ' | sed 's/good until [^)]*)/TIME/g
            s/secret recorded \(now\|[0-9][0-9a-z ]* ago\)/TIME/g; s/[A-Za-z0-9_-]\{16\})/ID)/g' | tr ' ' '\n'
}

compare() { # COLUMNS: prints what isn't as it is on the wide one
    { cat "$work/out"; echo "exit $status"; } >"$work/.wide"
    words "$work/.wide" >"$work/.words"
    words "$work/out.$1" | diff "$work/.words" - | sed "s/^/$1 columns: /"
    grep -a '^wide ' "$work/out.$1" | sed "s/^/$1 columns: /"
    ! LC_ALL=C grep -qaE "$canaries" "$work/out.$1" || echo "$1 columns: a secret"
}

ended_with() { # STATUS WHAT
    if [ "$status" -eq "$1" ]; then
        result ok "$2"
    else
        result "not ok" "$2 (exit $status, not $1)"
        comment "$work/out"
        comment "$work/err"
    fi
    [ -z "$narrow" ] || [ ! -e "$work/misfits" ] || silent "$2: the same at $narrow columns" "$work/misfits"
    rm -f "$work/misfits"
}

fits() { # WHAT
    ok "$1: every line fits 80 columns" [ "$(sed -n 's/^widest //p' "$work/out")" -le 80 ]
    ok "$1: every screen fits 24 lines" [ "$(sed -n 's/^tallest //p' "$work/out")" -le 24 ]
}

screens='expect Who can do it
expect Press Enter to go on:
send
expect Make the credential
expect Press Enter to go on:
send
expect Download JSON'
git_refused=
! installed git || git_refused='expect Set git up
expect [y/N]
send
expect For git, at any time'
