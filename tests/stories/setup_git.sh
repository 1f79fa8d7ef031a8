#!/bin/sh
# The end of setup's conversation: git is set up for the new hosts by who likes, and by nobody else.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "git at setup's end" git python3
. "$top_srcdir/tests/lib/terminal.sh"
given_sandbox
store=$XDG_DATA_HOME/workfront-credential
settings() { # as git has them, without its folder's
    git -C / config --global --get-regexp '^credential' >"$work/settings" 2>/dev/null
}
led() { # COLUMNS, what is answered about git on stdin
    rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"
    cp "$credential" mine.json
    export TERMINAL_COLUMNS="$1"
    converse setup <<EOF
expect Press Enter
send
expect Press Enter
send
expect Path
send mine.json
expect issued by
expect Workfront host:
send $host
expect saved:
expect [y/N]
send
$(cat)
expect status
end
EOF
}
narrow() { # WHAT COLUMNS: what git is told may be wider, as a host can't be broken
    sed -n '/Set git up/,$p' "$work/out" | sed 's/\x1b\[[0-9;]*m//g' | grep -v '^widest\|^tallest\|credential\.https\|workfront-credential' |
        awk -v most="$2" 'length > most' >"$work/wide"
    silent "$1: fits" "$work/wide"
}

for columns in 80 40 30; do
    led "$columns" <<'EOF'
expect Set git up
expect [y/N]
send
expect For git, at any time:
EOF
    ended_with 0 "$columns columns: Enter leaves git alone"
    narrow "$columns columns" "$columns"
    settings
    silent "$columns columns: nothing is set" "$work/settings"

    # What is shown can be typed
    sed -n '/For git, at any time/,/^$/p' "$work/out" | sed '1d' | tr -d '\r' >typed
    ok "$columns columns: the commands work" sh ./typed
    settings
    ok "$columns columns: for each host the empty helper, then ours" [ "$(sed 's/ $//' "$work/settings")" = "credential.https://$host.helper
credential.https://$host.helper workfront
credential.https://acme.my.workfront.adobe.com.helper
credential.https://acme.my.workfront.adobe.com.helper workfront" ]
    cp "$work/settings" wanted
    git config --global --remove-section "credential.https://$host"
    git config --global --remove-section "credential.https://acme.my.workfront.adobe.com"

    led "$columns" <<'EOF'
expect Set git up
expect [y/N]
send perhaps
expect Answer y or n
expect [y/N]
send yes
expect git asks here
EOF
    ended_with 0 "$columns columns: or sets it up"
    narrow "$columns columns, accepted" "$columns"
    hasnt "$columns columns: with no command to type" "git config" "$work/out"
    settings
    ok "$columns columns: the same is set" cmp wanted "$work/settings"
    exits 0 "$columns columns: git has the token" sh -c "printf 'protocol=https\nhost=$host\n\n' | git credential fill"
    has "$columns columns: of ours" password= "$work/out"
    led "$columns" </dev/null
    ended_with 0 "$columns columns: who has it isn't asked again"
    hasnt "$columns columns: not a word" "git" "$work/out"
    rm "$HOME/.gitconfig"
done

# Other helpers of that host go, those of all hosts stay
git config --global credential.helper store
git config --global "credential.https://$host.helper" cache
led 80 <<'EOF'
expect Set git up
send y
expect git asks here
EOF
ended_with 0 "others are there"
settings
ok "git asks none of them for this host" [ "$(grep -c "^credential.https://$host.helper" "$work/settings")" -eq 2 ]
has "and all for the rest" "credential.helper store" "$work/settings"

# What can't be written is told, and so are the commands
rm "$HOME/.gitconfig"
mkdir "$HOME/.gitconfig"
led 80 <<'EOF'
expect Set git up
send y
expect For git, at any time
EOF
ended_with 0 "a configuration that can't be written: setup is done all the same"
has "git says why" "gitconfig" "$work/out"
rmdir "$HOME/.gitconfig"

# No git, no word of it
mkdir tools
python=$(python3 -c 'import sys; print(sys.executable)')
rm -rf "$store"
cp "$credential" mine.json
cat >"$work/script" <<EOF
expect Press Enter
send
expect Press Enter
send
expect Path
send mine.json
expect issued by
expect Workfront host:
send $host
expect saved:
expect [y/N]
send
expect status
end
EOF
PATH=$stage_bindir:$work/tools run "$python" "$top_srcdir/tests/lib/terminal.py" "$work/script" workfront-credential setup
ended_with 0 "where git isn't installed"
hasnt "git isn't spoken of" "git" "$work/out"
hides "no secret on the screen" "$work/out"
finish
