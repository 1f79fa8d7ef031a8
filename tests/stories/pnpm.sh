#!/bin/sh
# pnpm asks for a token itself: its tokenHelper is the installed program, whose whole output becomes
# the Authorization value for a registry (here one on loopback) that wants one.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "pnpm's tokenHelper" pnpm node python3
given_sandbox
given_profile
helper=$stage_bindir/workfront-authorization
kit=workfront-report-kit

mkdir registry project
echo "Bearer $(workfront-credential token)" >registry/expected
python3 "$top_srcdir/tests/lib/registry.py" "$work/registry" >registry/log 2>&1 &
at_exit "end_ours $!"
await [ -e registry/port ]
registry=127.0.0.1:$(cat registry/port)

configure() { # HELPER: pnpm takes one from the user's own file alone
    printf 'registry=http://%s/\nupdate-notifier=false\nfetch-retries=0\n' "$registry" >"$HOME/.npmrc"
    [ -z "$1" ] || printf '//%s/:tokenHelper=%s\n' "$registry" "$1" >>"$HOME/.npmrc"
}

# As for the first time
install() {
    rm -rf project/* "$HOME/.local/share/pnpm" "$HOME/.cache" "$HOME/.local/state"
    : >registry/requests
    printf '{"name": "report", "dependencies": {"%s": "1.0.0"}}\n' "$kit" >project/package.json
    run env CI=yes no_proxy=127.0.0.1 pnpm --dir project install
}

requests() { # WHAT-THEY-BROUGHT
    grep -c " $1\$" registry/requests
}

configure "$helper"
install
if [ "$status" -eq 0 ]; then
    result ok "pnpm installs a package"
else
    result "not ok" "pnpm installs a package (exit $status)"
    comment "$work/out"
fi
same "which works" "a kit for reports" "$(node -p "require('./project/node_modules/$kit')()" >said; echo said)"
ok "the registry was asked for the package and its archive" [ "$(requests right)" -ge 2 ]
ok "never without the token or with another" [ "$(requests none)-$(requests wrong)" = 0-0 ]
hides "pnpm says no token" "$work/out" "$work/err"
ok "nor is it in a file of pnpm's" sh -c \
    "! grep -rlaE '$canaries' project '$HOME/.npmrc' '$HOME/.local/share/pnpm' '$HOME/.cache'"

sandbox_control DELETE /requests
install
ok "it installs again" [ "$status" -eq 0 ]
ok "with the same token, from the store" [ "$(sandbox_count "$token_path")" -eq 0 ]

# What must not work
configure ''
install
ok "without the helper there is no package" [ "$status" -ne 0 ]
ok "as no token is brought" [ "$(requests right)-$(requests wrong)" = 0-0 ]
configure "$stage_bindir/workfront-token"
install
ok "the bare token isn't what the registry wants" [ "$(requests right)" -eq 0 ]
configure "$helper --host $host"
install
ok "pnpm takes no helper with arguments" [ "$status" -ne 0 ]
ok "and asks for nothing" [ ! -s registry/requests ]
configure "$helper"
WORKFRONT_CREDENTIAL_STORE=$work/nowhere
export WORKFRONT_CREDENTIAL_STORE
install
ok "a helper without a credential fails the installation" [ "$status" -ne 0 ]
ok "before anything is asked for" [ ! -s registry/requests ]
finish
