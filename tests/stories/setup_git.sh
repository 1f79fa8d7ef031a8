#!/bin/sh
# The end of setup's conversation: git is set up for the new hosts by who likes, and by nobody else.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "git at setup's end" git python3
. "$top_srcdir/tests/lib/terminal.sh"
given_sandbox
narrow="30 40"
settings() { # as git has them, without its folder's
    git -C / config --global --get-regexp '^credential' >"$work/settings" 2>/dev/null
}
led() { # what is answered about git on stdin
    rm -rf "$store" "$XDG_CONFIG_HOME/workfront-credential"
    cp "$credential" mine.json
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

led <<'EOF'
expect Set git up
expect [y/N]
send
expect For git, at any time:
EOF
ended_with 0 "Enter leaves git alone"
settings
silent "nothing is set" "$work/settings"

# What is shown can be typed, at each width
wanted="credential.https://$host.helper
credential.https://$host.helper workfront
credential.https://acme.my.workfront.adobe.com.helper
credential.https://acme.my.workfront.adobe.com.helper workfront"
for shown in out out.40 out.30; do
    sed -n '/For git, at any time/,/^$/p' "$work/$shown" | sed '1d' | tr -d '\r' >typed
    ok "$shown: the commands work" sh ./typed
    settings
    ok "$shown: for each host the empty helper, then ours" [ "$(sed 's/ $//' "$work/settings")" = "$wanted" ]
    cp "$work/settings" wanted
    git config --global --remove-section "credential.https://$host"
    git config --global --remove-section "credential.https://acme.my.workfront.adobe.com"
done

led <<'EOF'
expect Set git up
expect [y/N]
send perhaps
expect Answer y or n
expect [y/N]
send yes
expect git asks here
EOF
ended_with 0 "or sets it up"
hasnt "with no command to type" "git config" "$work/out"
settings
ok "the same is set" cmp wanted "$work/settings"
exits 0 "git has the token" sh -c "printf 'protocol=https\nhost=$host\n\n' | git credential fill"
has "of ours" password= "$work/out"
led </dev/null
ended_with 0 "who has it isn't asked again"
hasnt "not a word" "git" "$work/out"
rm "$HOME/.gitconfig"

# Other helpers of that host go, those of all hosts stay
git config --global credential.helper store
git config --global "credential.https://$host.helper" cache
led <<'EOF'
expect Set git up
send y
expect git asks here
EOF
ended_with 0 "others are there"
settings
ok "git asks none of them for this host" [ "$(grep -c "^credential.https://$host.helper" "$work/settings")" -eq 2 ]
has "and all for the rest" "credential.helper store" "$work/settings"

# What can't be written is told, and so are the commands; git's own words aren't ours to break
narrow=
rm "$HOME/.gitconfig"
mkdir "$HOME/.gitconfig"
led <<'EOF'
expect Set git up
send y
expect For git, at any time
EOF
ended_with 0 "a configuration that can't be written: setup is done all the same"
has "git says why" "gitconfig" "$work/out"
rmdir "$HOME/.gitconfig"

# No git, no word of it
mkdir tools
narrow="30 40"
program="env PATH=$stage_bindir:$work/tools workfront-credential"
led </dev/null
ended_with 0 "where git isn't installed"
hasnt "git isn't spoken of" "git" "$work/out"
hides "no secret on the screen" "$work/out"
finish
