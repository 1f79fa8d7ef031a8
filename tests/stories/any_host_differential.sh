#!/bin/sh
# --any-host beside git's own `git credential-store`, through the real git: the same random
# conversation with both, for requests that both accept, must get the same answers. Left out is
# where the two differ on purpose: plain http, paths, and rejecting an outdated password, which
# older git takes for the current one.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

if ! git --exec-path >/dev/null 2>&1; then
    skip "git credential-store" "git isn't installed"
    finish
fi

steps=150

# One step a line: OPERATION HOST USERNAME PASSWORD, blanks for "not said". The seed makes it the
# same conversation every time.
awk -v steps="$steps" '
function pick(list,    words, n) {
    n = split(list, words, ",")
    return words[int(rand() * n) + 1]
}
BEGIN {
    srand(20261123)
    hosts = "a.example,b.example,c.example:8443,d-e.example"
    users = "ann,bob,c@d,e:f,g/h,i%20j,k l,\303\266"
    secrets = "p,p=q,p:q@r/s,%41%0a,x y z,\303\244\303\266,\\\"quoted\\\",#?&+,0123456789abcdef"
    for (i = 0; i < steps; i++) {
        operation = pick("approve,approve,approve,fill,fill,fill,fill,reject")
        user = operation == "approve" || rand() < 0.6 ? pick(users) : ""
        printf "%s|%s|%s|%s\n", operation, pick(hosts), user, operation == "approve" ? pick(secrets) : ""
    }
}' >"$work/conversation"

GIT_TERMINAL_PROMPT=0
GIT_ASKPASS=true
export GIT_TERMINAL_PROMPT GIT_ASKPASS

# What both say to step by step, one file a step
talk() { # NAME HELPER
    mkdir "$work/$1"
    _step=0
    while IFS='|' read -r operation host user secret; do
        _step=$((_step + 1))
        {
            printf 'protocol=https\nhost=%s\n' "$host"
            [ -z "$user" ] || printf 'username=%s\n' "$user"
            [ -z "$secret" ] || printf 'password=%s\n' "$secret"
        } >"$work/request"
        git -c "credential.helper=$2" credential "$operation" <"$work/request" \
            >"$work/$1/$_step" 2>"$work/$1/$_step.err"
        echo "exit $?" >>"$work/$1/$_step"
    done <"$work/conversation"
}

talk theirs store
talk ours "workfront --any-host"

fills=0 answers=0 step=0
while IFS='|' read -r operation host user secret; do
    step=$((step + 1))
    [ "$operation" = fill ] || continue
    fills=$((fills + 1))
    ! grep -q '^password=.' "$work/theirs/$step" || answers=$((answers + 1))
    ok "step $step: fill $host${user:+ for $user} answers as git credential-store does" \
        cmp "$work/theirs/$step" "$work/ours/$step"
done <"$work/conversation"
ok "there were answers ($answers of $fills) and misses" [ "$answers" -gt 10 ] && [ "$answers" -lt "$fills" ]
for name in theirs ours; do
    cat "$work/$name"/*.err >"$work/$name.err"
    silent "$name: nothing was said" "$work/$name.err"
done
finish
