#!/bin/sh
# What `make install` leaves, and nothing else: programs, links and manuals, each with its mode.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

# Name, mode and, for links, the target of everything in FOLDER
contents() {
    find "$1" -mindepth 1 -maxdepth 1 -printf '%f %M %l\n' | sed 's/ *$//' | LC_ALL=C sort
}

everything=0
installs() { # WHAT FOLDER EXPECTED
    contents "$2" >"$work/contents"
    same "$1" "$3" "$work/contents"
    everything=$((everything + $(printf '%s\n' "$3" | wc -l)))
}

# The other names of commands, as the program has them
workfront-credential help -v | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' | while read -r command; do
    workfront-credential help "$command" | sed -n 's/^Also called: //p'
done >"$work/called"
has "git has a name for its helper" git-credential-workfront "$work/called"
has "terraform too" terraform-credentials-workfront "$work/called"
with_links() { # LINE SUFFIX
    {
        printf '%s\n' "$1"
        sed "s/\$/$2 lrwxrwxrwx workfront-credential$2/" "$work/called"
    } | LC_ALL=C sort
}

installs "bin holds the helper and its links" "$stage_bindir" \
    "$(with_links "workfront-credential -rwxr-xr-x" "")"
# One line more for each program that this build has beside those
with_vaults() { # LINES SUFFIX
    printf '%s\n' "$1"
    for name in $VAULT_PROGRAMS; do
        echo "workfront-credential-$name$2"
    done
}
installs "libexec holds the other programs" "$stage_libexecdir" \
    "$(with_vaults "workfront-credential-adobe -rwxr-xr-x
workfront-credential-broker -rwxr-xr-x
workfront-credential-fleet -rwxr-xr-x" " -rwxr-xr-x")"
installs "man1 holds the manual, under each name but git's" "$stage_mandir/man1" \
    "$(with_links "workfront-credential.1 -rw-r--r--" .1 | sed 's/^git-.* lrw.*/git-credential-workfront.1 -rw-r--r--/')"
installs "man8 holds their manuals" "$stage_mandir/man8" \
    "$(with_vaults "workfront-credential-adobe.8 -rw-r--r--
workfront-credential-broker.8 -rw-r--r--
workfront-credential-fleet.8 -rw-r--r--" ".8 -rw-r--r--")"

installs "man5 holds the configuration's manual" "$stage_mandir/man5" \
    "workfront-credential.conf.5 -rw-r--r--"

share=${stage_mandir%/man}
installs "bash finds its completion" "$share/bash-completion/completions" "workfront-credential -rw-r--r--"
installs "zsh too" "$share/zsh/site-functions" "_workfront-credential -rw-r--r--"
installs "and fish" "$share/fish/vendor_completions.d" "workfront-credential.fish -rw-r--r--"

find "$top_builddir/stage" ! -type d | wc -l >"$work/count"
same "nothing else is installed" "$everything" "$work/count"

for name in workfront-credential git-credential-workfront; do
    exits 0 "$name runs from where it is installed" "$stage_bindir/$name" --version
    has "$name knows its version" "workfront-credential " "$work/out"
    silent "$name has nothing to complain of" "$work/err"
done

# configure's --program-prefix and its like end as this variable
renamed() { # TARGET
    env -u MAKEFLAGS make -s -C "$top_builddir" "$1" DESTDIR="$work/renamed" program_transform_name='s&^&x-&;s&$$&-y&'
}
ok "it can be installed by another name" renamed install
stage=$top_builddir/stage
renamed_bindir=$work/renamed${stage_bindir#"$stage"}
exits 0 "that is its name" "$renamed_bindir/x-workfront-credential-y" --version
exits 0 "to which the others lead" "$renamed_bindir/git-credential-workfront" --version
HOME=$work run "$renamed_bindir/x-workfront-credential-y" doctor
has "it finds the network program" ", with $work/renamed${stage_libexecdir#"$stage"}/workfront-credential-adobe" "$work/out"
ok "and its manual is there" test -f "$work/renamed${stage_mandir#"$stage"}/man1/x-workfront-credential-y.1"
ok "git's too" test -f "$work/renamed${stage_mandir#"$stage"}/man1/git-credential-workfront.1"
ok "it is uninstalled by it" renamed uninstall
find "$work/renamed" ! -type d >"$work/left"
silent "nothing is left then" "$work/left"

mkdir "$work/bin"
for tool in sh make sed; do
    ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
dist() {
    env PATH="$work/bin" MAKEFLAGS='' make -C "$top_builddir" dist
}
releases() {
    find "$top_builddir" -maxdepth 1 -name 'workfront-credential-[0-9]*' -printf '%f %s\n'
}
releases >"$work/before"
exits 2 "a release can't be made without xz" dist
has "which is said" "make dist needs xz" "$work/err"
releases >"$work/after"
ok "and nothing is half-made" cmp "$work/before" "$work/after"

finish
