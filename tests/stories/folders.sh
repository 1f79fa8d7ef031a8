#!/bin/sh
# Nobody else can put something else where our files are: a folder on the way to configuration, key or
# store that others may write, or that is another user's, is refused, named, and mended by what the
# message says.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
config=$XDG_CONFIG_HOME/workfront-credential
workfront-credential token >/dev/null || exit 1

# The command of the hint is the part after its last colon
refused_at() { # FOLDER WHAT
    exits 1 "$2: refused" workfront-credential token
    silent "$2: nothing is answered" "$work/out"
    has "$2: the folder is named" "$1: refused" "$work/err"
}

for folder in "$HOME" "$XDG_CONFIG_HOME" "$config" "$XDG_DATA_HOME"; do
    mode=$(stat -c %a "$folder")
    chmod o+w "$folder"
    refused_at "$folder" "$folder, which others may write"
    has "and it is told how to mend it" "chmod go-w $folder" "$work/err"
    chmod go-w "$folder"
    exits 0 "which does" workfront-credential token
    chmod 1777 "$folder"
    if [ "$folder" = "$config" ]; then
        refused_at "$folder" "$folder, where the key itself is, even if sticky"
    else
        exits 0 "a sticky one will do above that" workfront-credential token
    fi
    chmod "$mode" "$folder"
done

## The configuration: finding 7

mkdir "$HOME/shared" && mkdir "$HOME/shared/workfront-credential" && chmod 777 "$HOME/shared/workfront-credential"
cp -p "$config/key" "$HOME/shared/workfront-credential/key"
printf 'unlock sufficient exec path=/usr/bin/touch arg=%s/CODE\n' "$HOME" >"$HOME/shared/workfront-credential/config"
chmod 600 "$HOME/shared/workfront-credential/config"
exits 1 "a configuration that others can exchange isn't read" \
    env XDG_CONFIG_HOME="$HOME/shared" workfront-credential token
ok "nor is what it names run" [ ! -e "$HOME/CODE" ]

## Another user's

if [ "$(id -u)" -ne 0 ]; then
    skip "another user's HOME" "only root can give folders away"
    finish
fi
mkdir "$work/alice" && chown 12345:12345 "$work/alice"
exits 1 "root doesn't write into another user's HOME" env -u XDG_CONFIG_HOME -u XDG_DATA_HOME HOME="$work/alice" \
    workfront-credential setup --no-verify --from "$credential" --host "$host"
has "it is told why" "$work/alice: refused, because it belongs to another user" "$work/err"
ok "and nothing is there" [ -z "$(ls -A "$work/alice")" ]
mkdir "$work/root" && ln -s /nowhere "$work/root/.local" && chown -h 12345:12345 "$work/root/.local"
exits 1 "nor where another user's link leads" env -u XDG_CONFIG_HOME -u XDG_DATA_HOME HOME="$work/root" \
    workfront-credential setup --no-verify --from "$credential" --host "$host"
ok "and nothing is there either" [ ! -e /nowhere ]

finish
