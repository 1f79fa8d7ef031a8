#!/bin/sh
# The documents say everything: each command and option stands in the manual and in the help, and
# the help fits a screen.
. "${top_srcdir:-$(dirname "$0")/..}/tests/lib.sh"

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

# The configuration's settings, those that the program knows
config=$top_srcdir/helper/workfront-credential.conf.5
for setting in any-host unlock; do
    ok "workfront-credential.conf(5) has $setting" grep -q "^\.It Cm $setting\( \|\$\)" "$config"
done
for program in "$stage_bindir"/*; do
    ok "${program##*/} has a page" [ -e "$stage_mandir/man1/${program##*/}.1" ]
done
for program in "$stage_libexecdir"/*; do
    ok "${program##*/} too" [ -e "$stage_mandir/man8/${program##*/}.8" ]
done
if command -v mandoc >/dev/null; then
    for file in "$top_srcdir"/helper/*.[1-8] "$top_srcdir"/helper/adobe/*.[1-8]; do
        mandoc -T lint -W style "$file" >said 2>&1
        grep -v 'manual not found\|outdated mandoc.db' said >lint
        silent "${file##*/} is clean" lint
    done
fi
finish
