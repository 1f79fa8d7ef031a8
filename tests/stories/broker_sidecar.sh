#!/bin/sh
# The cookbook's sidecar of Kubernetes: what its container runs, in a folder that everybody may write as
# an emptyDir, gives tokens to another user where the other container looks for them.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/recipe.sh"
given_sandbox
open_stage
PATH=$stage_bindir:$PATH
. "$top_srcdir/tests/lib/broker.sh"
recipe "Use a sidecar in Kubernetes" initContainers >pod

# The places of the pod are in a folder of ours
mkdir shared memory console
chmod 1777 shared memory
cp "$credential" console/console.json
cp "$SSL_CERT_FILE" authorities.pem
chmod -R a+rX console authorities.pem
export SSL_CERT_FILE="$work/authorities.pem"
place() {
    sed "s,/run/secrets/workfront,$work/console,g; s,/run/workfront,$work/shared,g; s,/dev/shm,$work/memory,g
        s,/usr/libexec,${stage_bindir%"$bindir"}$libexecdir,g"
}
sed -n '/- |$/,/startupProbe/{/- |$/d; /startupProbe/d; s/^ *//; p}' pod | place >sidecar
probe=$(sed -n 's/.*command: \[test, -S, \(.*\)\]}}$/\1/p' pod | place)
socket=$(sed -n 's/.*name: WORKFRONT_CREDENTIAL_BROKER, value: \([^}]*\)}.*/\1/p' pod | place)

as "$other" sh -euc "$(cat sidecar)" >sidecar.out 2>&1 &
sidecar=$!
at_exit "pgrep -f -- '--listen pod $work/' | xargs -r kill; wait $sidecar 2>/dev/null"
ok "the sidecar has started where its probe looks" await [ -S "$probe" ]
[ -S "$probe" ] || comment sidecar.out
await listening "$probe"
exits 0 "the other container has a token" as "$another" workfront-credential token
ok "a whole one" grep -q '^eyJ' out
exits 3 "of no host but the credential's" \
    as "$another" workfront-credential token --host other.my.workfront.com
ok "the store is in memory" sh -c "ls '$work'/memory/*/.local/share"
if is_root && [ "$other" != "$another" ]; then
    fails "and can't reach what the sidecar keeps" as "$another" sh -c "ls '$work'/memory/*/.local"
fi
hides "nothing secret was said" sidecar.out err
finish
