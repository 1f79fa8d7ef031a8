# terminal.sh: what stories about conversations on a terminal share. After tests/lib/admin.sh:
#
#     converse ARGUMENT…         run the program on a terminal; the script of terminal.py is on stdin. Of what it
#                                printed the line that tells of a long wait, which a busy machine has at any
#                                place, isn't kept once it was wiped
#     ended_with STATUS WHAT     how that ended
#     fits WHAT                  what it printed fits 24 lines of 80 columns
#     $screens                   the script up to the question for the file
#     $git_refused               the script for the question about git at setup's end
#
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh sets some variables, stories use others
needs "a conversation on a terminal" python3
TERM=xterm
export TERM

converse() { # ARGUMENT…: the script is on stdin
    cat >"$work/script"
    run python3 "$top_srcdir/tests/lib/terminal.py" "$work/script" workfront-credential "$@"
    sed 's/\(waiting for [^\x1b]*\x1b\[K\)\{1,\}\x1b\[K//g' "$work/out" >"$work/.out" && mv "$work/.out" "$work/out"
}

ended_with() { # STATUS WHAT
    if [ "$status" -eq "$1" ]; then
        result ok "$2"
    else
        result "not ok" "$2 (exit $status, not $1)"
        comment "$work/out"
        comment "$work/err"
    fi
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
