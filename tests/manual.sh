#!/bin/sh
# The manual and the program agree: what `help` knows is in the manual, and what the manual
# promises `help` knows.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

manual=$top_srcdir/helper/workfront-credential.1

# Whether the manual's marked-up word MACRO NAME (an option's leading - included) is in FILE
documents() { # MACRO NAME FILE
    tr ' ' '\n' <"$3" | tr -s ',' '\n' | tr -d '|' | awk -v macro="$1" -v name="$2" '
        previous == macro && $0 == name { found = 1 }
        $0 != "" { previous = ($0 == ".Cm" || $0 == ".Fl") ? substr($0, 2) : $0 }
        END { exit !found }'
}

commands() {
    workfront-credential help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'
}

# The long options of every command's help, without the first hyphen as in mdoc(7)
options() {
    for command in $(commands); do
        workfront-credential help "$command"
    done | grep -oE '^ +(-[A-Za-z], )?--[a-z-]+' | sed 's/.*--/-/' | sort -u
}

# Those that the manual marks up in a list of options
manual_options() {
    grep -E '^\.(It|Op) ' "$manual" | grep -oE 'Fl -[a-z-]+' | sed 's/Fl //' | sort -u
}

commands >"$work/commands"
options >"$work/options"
manual_options >"$work/manual-options"

ok "help lists the commands" test "$(wc -l <"$work/commands")" -ge 10
while read -r command; do
    ok "the manual has the command $command" documents Cm "$command" "$manual"
done <"$work/commands"
while read -r option; do
    ok "the manual has the option -$option" documents Fl "$option" "$manual"
done <"$work/options"
while read -r option; do
    ok "help has the manual's option -$option" grep -qx -e "$option" "$work/options"
done <"$work/manual-options"
for status in 0 1 2 3 4 5 6 7 8; do
    ok "the manual has the exit status $status" grep -qx ".It $status" "$manual"
done

fails "a command that the manual hasn't is found out" documents Cm nonsense "$manual"
fails "an option that the manual hasn't is found out" documents Fl -nonsense "$manual"

finish
