#!/bin/sh
# The documents say everything: each command and option stands in the manual and in the help, and
# the help fits a screen.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

page=$top_srcdir/helper/workfront-credential.1
workfront-credential help -v | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' >commands
ok "there are commands" [ "$(wc -l <commands)" -gt 20 ]
sed -n -e 's/^\.It Cm \([^ ]*\).*/\1/p' -e '/^\.It Xo$/{n;s/^\.Cm \([^ ]*\).*/\1/p;}' "$page" >documented
while read -r command; do
    ok "the manual has $command" grep -qx "$command" documented
    workfront-credential help -v "$command" |
        sed -nE 's/^  (-[A-Za-z],|   ) --([a-z-]*).*/\2/p' >>options
done <commands
fits() { # WORD…
    run workfront-credential help "$@"
    ok "help $* fits 24 lines of 80 columns" [ "$(wc -l <"$work/out")" -le 24 ] &&
        ok "help $*: no wider" [ "$(wc -L <"$work/out")" -le 80 ]
}
while read -r option; do
    ok "the manual has --$option" grep -q "^\.It.* Fl -$option\( \|\$\)" "$page"
done <<EOT
$(sort -u options)
EOT
fits
while read -r command; do
    fits "$command"
done <commands

# And for what isn't a command it says where the commands are
for line in nosuch "help nosuch"; do
    # shellcheck disable=SC2086 # words
    exits 2 "$line" workfront-credential $line
    has "$line: said" "error: nosuch isn't a command" "$work/err"
    ok "$line: with what to do" grep -qx ".*hint: workfront-credential help" "$work/err"
done

# The configuration's settings, those that the program knows
config=$top_srcdir/helper/workfront-credential.conf.5
mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
echo "nonsense = yes" >"$XDG_CONFIG_HOME/workfront-credential/config"
run workfront-credential list
has "what isn't a setting is told" "isn't a setting" "$work/err"
settings=$(sed -n "s/.*isn't a setting; there are //p" "$work/err" | tr -d ,)
ok "with those that there are" [ "$(echo "$settings" | wc -w)" -ge 7 ]
for setting in $settings; do
    ok "workfront-credential.conf(5) has $setting" grep -q "^\.It Cm $setting\( \|\$\)" "$config"
    echo "$setting = nonsense" >"$XDG_CONFIG_HOME/workfront-credential/config"
    [ "$setting" != unlock ] || echo "unlock nonsense" >"$XDG_CONFIG_HOME/workfront-credential/config"
    run workfront-credential list
    hasnt "which is a setting: $setting" "isn't a setting" "$work/err"
done
printf '\357\273\277any-host = yes\n' >"$XDG_CONFIG_HOME/workfront-credential/config"
run workfront-credential list
hasnt "a byte order mark in front of them is none of theirs" config: "$work/err"
printf 'a\0n\0y\0' >"$XDG_CONFIG_HOME/workfront-credential/config"
run workfront-credential list
has "UTF-16 is told" "if it is UTF-16, save it as UTF-8" "$work/err"
rm "$XDG_CONFIG_HOME/workfront-credential/config"

# What the documents tell people to type: commands and options that there are
workfront-credential help -v | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' >known
echo help >>known
for document in README.md contrib/COOKBOOK.md SECURITY.md; do
    # shellcheck disable=SC2016 # what stands between backquotes, or is indented
    sed -nE -e 's/^    (.*)/\1/p' -e 's/[^`]*`([^`]*)`[^`]*/\1\n/gp' "$top_srcdir/$document" |
        sed -nE 's/.*(^|[ ("|=])workfront-credential ([a-z].*|--.*)/\2/p' | sed -E -e 's/[])|#>"].*//' -e 's/ -- .*//' >typed
    ok "$document has something to type" [ -s typed ]
    while read -r command words; do
        case $command in
        --*) continue ;;
        esac
        ok "$document: there is $command" grep -qx -e "$command" known
        workfront-credential help -v "$command" | sed -nE 's/^  (-[A-Za-z],|   ) (--[a-z-]*).*/\2/p' >options
        for word in $(echo "$words" | grep -oE '(^| )--[a-z-]+'); do
            ok "$document: $command has $word" grep -qx -e "$word" options
        done
    done <typed
done

# README's exit statuses are the manual's
sed -n 's/^| \([0-9]\) |.*/\1/p' "$top_srcdir/README.md" >statuses
same "README has the manual's exit statuses" \
    "$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]\)$/\1/p' "$page")" statuses

for program in "$stage_bindir"/*; do
    ok "${program##*/} has a page" [ -e "$stage_mandir/man1/${program##*/}.1" ]
done
for program in "$stage_libexecdir"/*; do
    ok "${program##*/} too" [ -e "$stage_mandir/man8/${program##*/}.8" ]
done
if command -v mandoc >/dev/null; then
    mandoc -T ascii -O width=80 "$top_srcdir/helper/git-credential-workfront.1" 2>/dev/null >screen
    ok "git-credential-workfront.1 fits a screen, and a prompt below" [ "$(wc -l <screen)" -le 23 ]
    for file in "$top_srcdir"/helper/*.[1-8] "$top_srcdir"/helper/*/*.[1-8]; do
        mandoc -T lint -W style "$file" >said 2>&1
        grep -v 'manual not found\|outdated mandoc.db' said >lint
        silent "${file##*/} is clean" lint
    done
fi
finish
