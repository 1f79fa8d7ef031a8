#!/bin/sh
# The broker and containers: what the kernel says of a caller in namespaces of its own, and which socket
# it can reach, decide; a number from inside never does. Where the kernel makes no user namespace (in a
# chroot, or when they are switched off) only what needs none is tried.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
if [ "$(id -u)" -ne 0 ]; then
    skip "callers in namespaces" "only root can be several users"
    finish
fi
needs "callers in namespaces" setpriv unshare
given_sandbox
open_stage
PATH=$stage_bindir:$PATH
. "$top_srcdir/tests/lib/broker.sh"
given_profile --host acme.preview.workfront.com
workfront-credential token >/dev/null
group=54399
cat >"$policy" <<RULES
allow gid=$group profile=default
allow uid=$other profile=default host=$host
allow any socket=ci profile=default host=acme.preview.workfront.com
RULES
given_broker

user_namespaces=no
if as "$other" unshare -U true 2>/dev/null; then
    user_namespaces=yes
    exits 0 "root of its own user namespace is who it was" \
        as "$other" unshare -Ur workfront-credential token --host "$host"
    exits 3 "nobody else" as "$another" unshare -Ur workfront-credential token
    exits 0 "without a network of its own" as "$other" unshare -Urn workfront-credential token
    exits 0 "without processes of others" as "$other" unshare -Urpf workfront-credential token
else
    skip "user namespaces" "an ordinary user can't make one here"
fi

member() { # COMMAND…: of another user in the group
    (cd / && exec setpriv --reuid "$another" --regid "$another" --groups "$group" \
        env HOME=/ XDG_DATA_HOME= XDG_CONFIG_HOME= WORKFRONT_CREDENTIAL_BROKER="$main" "$@")
}
exits 0 "a group counts" member workfront-credential token
[ "$user_namespaces" = no ] ||
    exits 0 "through a user namespace" member unshare -Ur workfront-credential token
exits 3 "who isn't in it isn't" as "$another" workfront-credential token

if [ "$user_namespaces" = no ] || ! as "$other" bwrap --unshare-all --ro-bind / / true 2>/dev/null; then
    skip "bubblewrap" "it isn't installed, or can't be run here"
else
    jailed() { # UID SOCKET ARG… : in namespaces of its own, with one socket's folder
        _uid=$1 socket=$2
        shift 2
        as "$_uid" bwrap --unshare-all --die-with-parent --ro-bind / / --proc /proc --dev /dev "$@"
        unset socket
    }
    exits 0 "bubblewrap, as itself" jailed "$other" "$main" workfront-credential token
    exits 0 "as root inside" jailed "$other" "$main" --uid 0 workfront-credential token
    exits 0 "as another inside" jailed "$other" "$main" --uid "$another" workfront-credential token
    refused() { # WHAT COMMAND…: bubblewrap's own exit status tells nothing
        _title=$1
        shift
        run "$@"
        has "$_title" "the broker gives you nothing" err
        silent "$_title, not a byte" out
    }
    refused "who becomes the one that may isn't" jailed "$another" "$main" --uid "$other" workfront-credential token
    refused "nor root inside" jailed "$another" "$main" --uid 0 workfront-credential token
    exits 0 "the socket that a container was given is its identity" \
        jailed "$another" "$ci" --uid 0 workfront-credential json
    has "with what that gives" acme.preview.workfront.com out
    refused "and nothing else" jailed "$another" "$ci" --uid 0 workfront-credential token --host "$host"
fi

# A container without a user namespace: root is root
exits 3 "root of a container without a user namespace has nothing by itself" \
    as 0 unshare -mnpf workfront-credential token
socket=$ci
exits 0 "but by its socket" as 0 unshare -mnpf workfront-credential token
unset socket

## Found without an option, where its unit puts it; doctor knows its policy

ln -s main "$sockets/broker"
mkdir -p etc/workfront-credential
chmod -R 755 etc
cp /etc/passwd /etc/group etc
# shellcheck disable=SC2016 # the inner shell's variables
placed() { # COMMAND…: with the socket and the policy at their places
    cp "$policy" etc/workfront-credential/broker
    chmod "${mode:-644}" etc/workfront-credential/broker
    unshare --mount sh -euc '
        sockets=$1 etc=$2
        shift 2
        mount -t tmpfs -o mode=755 tmpfs /run
        mkdir /run/workfront-credential
        mount --bind "$sockets" /run/workfront-credential
        mount --bind "$etc" /etc
        exec "$@"' sh "$sockets" "$work/etc" "$@"
}
for user in "$other" "$another"; do
    placed setpriv --reuid "$user" --regid "$user" --clear-groups \
        env HOME=/nonexistent XDG_DATA_HOME= XDG_CONFIG_HOME= workfront-credential token -v >"found.$user" 2>"told.$user"
done
has "the socket is found without an option" "eyJ" "found.$other"
has "who has no store asks there" "asking the broker at /run/workfront-credential/broker" "told.$other"
has "who gets nothing is told so" "the broker gives you nothing" "told.$another"
exits 0 "who has a store doesn't ask" placed workfront-credential token -v
hasnt "a broker" "asking the broker" err
exits 0 "doctor finds all well" placed workfront-credential doctor
flatten() { # what was printed, in one line
    { tr -s ' \n' ' ' <out && echo; } >flat
}
flatten
has "and has read the policy" "/etc/workfront-credential/broker: 3 lines allow or deny; none is for uid 0" flat
decides() { # UID GROUPS LINE: doctor says that of such a caller
    run placed setpriv --reuid "$1" --regid "$1" --groups "$2" \
        env HOME=/nonexistent XDG_DATA_HOME= XDG_CONFIG_HOME= workfront-credential doctor
    flatten
    has "doctor of uid $1 in $2 says which line decides" "allow or deny; $3 uid $1" flat
}
decides "$other" "$other" "line 2 gives"
decides "$another" "$another" "none is for"
decides "$another" "$group" "line 1 gives"
mode=600
run placed setpriv --reuid "$other" --regid "$other" --clear-groups \
    env HOME=/nonexistent XDG_DATA_HOME= XDG_CONFIG_HOME= workfront-credential doctor --json
unset mode
flatten
has "a policy that isn't theirs to read is no failure" \
    '"result": "none", "text": "/etc/workfront-credential/broker can'"'t be read by you\"" flat
has "and they are told who can" "ask as root" flat

## explain has the groups of a user on record, as those of a session of theirs

cat >>etc/passwd <<USERS
story-member:x:54398:54397::/nonexistent:/bin/false
story-owner:x:54396:$group::/nonexistent:/bin/false
USERS
printf 'story:x:%s:games,story-member\nstory-other:x:54395:story-members,xstory-member\n' "$group" >>etc/group
explained() { # UID STATUS GROUPS LINE ARG…
    _uid=$1 _status=$2 _groups=$3 _line=$4
    shift 4
    exits "$_status" "explain of uid $_uid $*" placed workfront-credential explain broker --uid "$_uid" "$@"
    flatten
    has "names its groups" " groups $_groups" flat
    has "and the line" " line $_line" flat
}
explained 54398 0 "54397, $group" "1, which allows"
explained 54396 0 "$group" "1, which allows"
explained 54398 3 54397 "none matches" --gid 54397
explained "$another" 0 "$group" "1, which allows" --gid "$group"
explained "$another" 3 "not known in /etc/passwd: --gid names them" "none matches"
echo 'allow nobody' >>"$policy"
fails "doctor finds a flaw" placed workfront-credential doctor
run placed workfront-credential doctor
has "names its line" "line 4" out
has "and says what follows" "the policy of before" out
workfront-credential audit show >shown
has "a refusal names who it was outside" "uid $another" shown
finish
