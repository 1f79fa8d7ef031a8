#!/bin/sh
# The git dialect: what git sends and gets, with the real git and straight on stdin and stdout.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile "$@"

ask get
ok "get answers" [ "$status" -eq 0 ]
silent "silently" "$work/err"
ok "with the technical account's e-mail" [ "$(field username "$work/out")" = "$email" ]
token=$(field password "$work/out")
ok "and a token as password" [ "${#token}" -gt 500 ]
ok "that has an expiry" [ "$(field password_expiry_utc "$work/out")" -gt "$(date +%s)" ]
hasnt "and no Bearer for a caller who can't take it" "authtype" "$work/out"
ok "the token comes from the store" [ "$(sandbox_count $token_path)" -eq 0 ]

ask get "capability[]=authtype" "capability[]=state"
same "a caller with the capability gets Bearer" "capability[]=authtype
authtype=Bearer
credential=$token
ephemeral=1
password_expiry_utc=$(field password_expiry_utc "$work/out")" "$work/out"

run workfront-credential capability
same "the capability is announced" "version 0
capability authtype" "$work/out"

# Other hosts, protocols and names are a miss
missed() { # WHAT LINE…
    _what=$1
    shift
    printf '%s\n' "$@" >"$work/request"
    for _operation in get store erase; do
        exits 0 "$_operation: $_what is a miss" workfront-credential "$_operation" <"$work/request"
        silent "$_operation: $_what, nothing on stdout" "$work/out"
        silent "$_operation: $_what, nothing on stderr" "$work/err"
    done
}
missed "another host" protocol=https host=other.my.workfront.com
missed "another protocol" protocol=http "host=$host"
missed "another port" protocol=https "host=$host:8443"
missed "a trailing dot" protocol=https "host=$host."
missed "another user" protocol=https "host=$host" username=somebody
missed "no host" protocol=https
missed "an empty host" protocol=https host=
missed "an empty request" ""
ask get "username=$email"
ok "its own user name is no miss" [ "$(field password "$work/out")" = "$token" ]
printf 'protocol=https\nhost=ACME.my.workfront.com:443\n' >"$work/request"
exits 0 "case and the default port don't matter" workfront-credential get <"$work/request"
ok "case and the default port: the same token" [ "$(field password "$work/out")" = "$token" ]

# Malformed requests are refused without an echo
printf 'protocol=https\nhost=%s\nCANARY without an equals sign\n' "$host" >"$work/request"
exits 2 "a line that isn't key=value" workfront-credential get <"$work/request"
silent "a bad line: no answer" "$work/out"
hides "a bad line isn't repeated" "$work/err"

# erase
ask erase "password=not-the-token"
ask get
ok "erase with another token changes nothing" [ "$(field password "$work/out")" = "$token" ]
ok "erase with another token asks Adobe nothing" [ "$(sandbox_count $token_path)" -eq 0 ]
ask erase
ask get
again=$(field password "$work/out")
ok "erase without a token drops the cached one" [ "$again" != "$token" ]
ok "and the credential fetches a new one" [ "$(sandbox_count $token_path)" -eq 1 ]
ask store "username=$email" "password=replaced"
ask get
ok "store never replaces a minted token" [ "$(field password "$work/out")" = "$again" ]

# By name
exits 0 "git's name: unknown operations are ignored" git-credential-workfront frobnicate
silent "silently on stdout" "$work/out"
silent "silently on stderr" "$work/err"
request >"$work/request"
exits 0 "git's name: get" git-credential-workfront --profile default get <"$work/request"
ok "options before the operation" [ "$(field password "$work/out")" = "$again" ]
exits 0 "options after it" git-credential-workfront get --profile default <"$work/request"
ok "options after the operation" [ "$(field password "$work/out")" = "$again" ]

# The real git
if command -v git >/dev/null; then
    git config --global credential.helper workfront
    GIT_TERMINAL_PROMPT=0
    export GIT_TERMINAL_PROMPT
    request >"$work/request"
    run git credential fill <"$work/request"
    ok "git credential fill" [ "$status" -eq 0 ]
    ok "git gets the token" [ "$(field password "$work/out")" = "$again" ]
    ok "git gets the user name" [ "$(field username "$work/out")" = "$email" ]
    cp "$work/out" "$work/answer"
    exits 0 "git credential approve" git credential approve <"$work/answer"
    silent "approve is silent" "$work/err"
    exits 0 "git credential reject" git credential reject <"$work/answer"
    silent "reject is silent" "$work/err"
    ask get
    renewed=$(field password "$work/out")
    ok "a token that git rejects is renewed" [ "$renewed" != "$again" ]
    git credential reject <"$work/out"
    ask get
    ok "but at most once a minute" [ "$(field password "$work/out")" = "$renewed" ]
    printf 'protocol=https\nhost=github.example\n' >"$work/request"
    run git credential fill <"$work/request"
    has "git asks elsewhere for other hosts" "terminal prompts disabled" "$work/err"
else
    skip "the real git" "git isn't installed"
fi

# With the two lines that setup prints, a helper for all hosts doesn't get the token to store
if command -v git >/dev/null; then
    workfront-credential setup --no-verify --from "$credential" --host "$host" >"$work/setup"
    rm -f "$HOME/.gitconfig"
    git config --global credential.helper "store --file $work/plain"
    sed -n 's/^ *git config/git config/p' "$work/setup" >"$work/lines"
    same "setup prints both lines" "git config --global credential.https://$host.helper ''
git config --global --add credential.https://$host.helper workfront" "$work/lines"
    sh "$work/lines"
    printf 'protocol=https\nhost=%s\n\n' "$host" | git credential fill >"$work/filled"
    ok "git has a token" [ -n "$(field password "$work/filled")" ]
    git credential approve <"$work/filled"
    ok "the helper for all hosts has none" [ ! -s "$work/plain" ]
    exits 0 "doctor looks at git" workfront-credential doctor
    has "and is content" "ok     git       asks no other helper for $host" "$work/out"

    # Without them doctor says so, and what it says to do helps
    for lines in "credential.helper workfront" "credential.https://$host.helper workfront" \
        "credential.https://*.my.workfront.com/.helper workfront"; do
        rm -f "$HOME/.gitconfig"
        # shellcheck disable=SC2086 # a name and its value
        git config --global $lines
        git config --global --add credential.helper '!echo password=CANARY; #'
        run workfront-credential doctor
        ok "$lines: no failure" [ "$status" -eq 0 ]
        has "$lines: another helper is told" \
            "tells our token of $host to another helper, a shell command" "$work/out"
        hides "$lines: without what it holds" "$work/out"
        sed -n 's/^ *next: \(git config.*\)/\1/p' "$work/out" >"$work/lines"
        sh "$work/lines"
        run workfront-credential doctor
        has "$lines: mended" "asks no other helper for $host" "$work/out"
    done
    rm -f "$HOME/.gitconfig"
    git config --global "credential.https://$host.helper" workfront
    run workfront-credential doctor
    has "without the empty helper" "has no empty helper before ours for $host" "$work/out"
    rm -f "$HOME/.gitconfig"
    run workfront-credential doctor
    hasnt "git that doesn't ask us is no matter" " git " "$work/out"
    printf '[credential\n' >"$HOME/.gitconfig"
    exits 0 "nor is a configuration that git can't read" workfront-credential doctor
    rm -f "$HOME/.gitconfig"
fi

# The cookbook's lines for all hosts end the list of helpers that another file has begun
if command -v git >/dev/null; then
    mkdir -p "$XDG_CONFIG_HOME/git"
    printf '[credential]\n\thelper = store --file %s\n' "$work/plain" >"$XDG_CONFIG_HOME/git/config"
    : >"$HOME/.gitconfig"
    grep '^    git config --global .*credential\.helper "' "$top_srcdir/contrib/COOKBOOK.md" >"$work/lines"
    ok "the cookbook has two lines for all hosts" [ "$(wc -l <"$work/lines")" -eq 2 ]
    sh "$work/lines"
    printf 'protocol=https\nhost=%s\n\n' "$host" | git credential fill >"$work/filled"
    ok "with them git has a token" [ -n "$(field password "$work/filled")" ]
    git credential approve <"$work/filled"
    ok "which another helper isn't told" [ ! -s "$work/plain" ]
    printf 'protocol=https\nhost=other.example\nusername=me\npassword=kept\n\n' | git credential approve
    printf 'protocol=https\nhost=other.example\n\n' | git credential fill >"$work/filled"
    ok "another host's password is kept" [ "$(field password "$work/filled")" = kept ]
    ok "here alone" [ ! -s "$work/plain" ]
    rm -rf "$HOME/.gitconfig" "$XDG_CONFIG_HOME/git"
fi

# A caller that keeps its end of the pipe open is answered at the blank line
mkfifo "$work/open"
exec 8<>"$work/open"
printf 'protocol=https\nhost=%s\n\n' "$host" >&8
run timeout 60 workfront-credential get <"$work/open"
ok "the pipe stays open: an answer" [ "$(field username "$work/out")" = "$email" ]
printf 'protocol=https\nhost=%s\n' "$host" >&8
exits 2 "the request never ends: told" timeout 60 workfront-credential get <"$work/open"
has "the request never ends: how long that was waited for" "open after 10 s" "$work/err"
exec 8>&-

# Failures
ask erase
sandbox_fault '{"match": {"host": "ims-na1.adobelogin.com"}, "proxy": "refuse"}' >/dev/null
request >"$work/request"
exits 6 "IMS can't be reached" workfront-credential get --non-interactive <"$work/request"
silent "an unreachable IMS: no answer" "$work/out"
has "an unreachable IMS: says so" "can't be reached" "$work/err"
sandbox_reset
exits 0 "and when it's back, get answers" workfront-credential get --force <"$work/request"
ok "no request was one that no client may make" [ "$(sandbox_alarms)" -eq 0 ]
finish
