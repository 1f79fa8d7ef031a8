#!/bin/sh
# The container of contrib/examples/Dockerfile, built by buildah and run as its user, with the
# Console's file as a secret. Not a part of `make check`, as it fetches a Debian and builds in it;
# `make check TESTS=tests/stories/container.sh` and contrib/check run it.
#
# What stands in for what a user has: a tree that mmdebstrap makes for the base image debian:12-slim
# of a registry; for docker and its run-time buildah with its chroot isolation, where nothing is
# written though all could be, and then our own namespaces, where the root file system is read-only
# and the user one that the image has never heard of.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
needs "the container" buildah mmdebstrap
if [ "$(id -u)" -ne 0 ]; then
    skip "the container" "only root can build it here"
    finish
fi
user=10000 home=/home/workfront secret=/run/secrets/workfront
base=localhost/debian:12-slim

build() { # ARGUMENT…: buildah with a storage of its own
    buildah --root "$work/images" --runroot "$work/running" --storage-driver vfs "$@"
}

## The base image, and the one that the Dockerfile makes of it

if ! mmdebstrap --quiet --variant=minbase bookworm "$work/base.tar" 2>"$work/err"; then
    comment "$work/err"
    skip "the container" "no Debian can be fetched"
    finish
fi
chmod 711 "$work" # what is mounted from here is for the container's user
at_exit "build rm --all >/dev/null 2>&1; build rmi --all --force >/dev/null 2>&1"
scratch=$(build from scratch) && build add --quiet "$scratch" "$work/base.tar" / >added &&
    build commit --quiet "$scratch" "$base" >committed && build rm "$scratch" >removed
rm base.tar
"$top_srcdir/contrib/copy-tree" source
run build bud --isolation chroot --pull-never --file source/contrib/examples/Dockerfile --tag container source
if [ "$status" -ne 0 ]; then
    result "not ok" "the Dockerfile builds (exit $status)"
    comment "$work/out"
    comment "$work/err"
    finish
fi
result ok "the Dockerfile builds"
build inspect --type image --format '{{.OCIv1.Config.User}} {{.OCIv1.Config.Entrypoint}}' container >about
echo >>about
same "the image runs its entry as its user" "$user [/usr/bin/container-entry]" about

## What is in it

container=$(build from --pull-never container)
root=$(build mount "$container")
inside() { # OPTION… -- COMMAND…: in the container
    build run --isolation chroot "$@"
}
# shellcheck disable=SC2016 # the container's HOME
run inside "$container" -- sh -c 'id -u; id -un; pwd; echo "$HOME"'
same "it runs as an ordinary user" "$user
workfront
/
$home" "$work/out"
for left in /usr/bin/gcc /usr/bin/musl-gcc /usr/bin/make /usr/bin/autoconf /usr/bin/pkg-config \
    /usr/include/sodium.h /source; do
    ok "without $left, which built it" [ ! -e "$root$left" ]
done
# shellcheck disable=SC2016 # dpkg-query's variable
inside "$container" -- dpkg-query --show --showformat '${Package}\n' >packages
ok "it has the library that it needs" grep -qx libcurl4 packages
fails "and no package for building" grep -xE '.*-dev|binutils|gcc|make|musl-tools' packages
ok "no program is the user's to change" sh -c \
    "! find '$root/usr' ! -type l \\( -user $user -o -perm -o=w \\) | grep ."
fails "no secret is in a layer" grep -rla CANARY "$root/usr" "$root/etc" "$root/home" "$root/var"
run inside "$container" -- workfront-credential doctor --help
ok "the programs start" [ "$status" -eq 0 ]

## With a secret and a host

given_sandbox
install -m 0400 -o "$user" "$credential" secret.json
install -m 0444 "$SSL_CERT_FILE" authorities.pem
state() { # but for /run, where buildah notes that this is a container
    find "$root" -xdev ! -path "$root$home*" ! -path "$root/run" -printf '%P %s %T@ %m %U\n' | sort
}
# shellcheck disable=SC2154 # sandbox_start sets https_proxy
entered() { # ARGUMENT…: what docker run would do with these
    rm -rf "$work/memory"
    install -d -m 0700 -o "$user" "$work/memory"
    run inside --volume "$work/memory:$home" --volume "$work/secret.json:$secret:ro" \
        --volume "$work/authorities.pem:/run/authorities.pem:ro" \
        --env https_proxy="$https_proxy" --env SSL_CERT_FILE=/run/authorities.pem \
        "$container" -- /usr/bin/container-entry "$@"
}
entered "$host" token --show
state >before
entered "$host" api proj/count
state >after
ok "it does what it was asked for" [ "$status" -eq 0 ]
has "it records the secret and calls the API" '"count"' "$work/out"
ok "it writes nothing but in its home, which is in memory" diff before after
ok "where the store is, sealed" [ -d memory/.local/share/workfront-credential ]
ok "without the secret in the clear" sh -c "! grep -rlaE '$canaries' memory"
# shellcheck disable=SC2016 # the container's variable
entered "$host" exec -- sh -c 'test -n "$WORKFRONT_ACCESS_TOKEN" && id -u'
same "or runs a command with the token" "$user" "$work/out"
hides "it says no secret" "$work/err"
entered other.my.workfront.com token
ok "a host that isn't the credential's fails" [ "$status" -ne 0 ]

## As a user of chance, on a root file system that is read-only

stranger=$((100000 + $(od -An -N3 -tu4 /dev/urandom)))
install -m 0400 -o "$stranger" "$credential" strange.json
mkdir -p "$root/run/secrets" && : >>"$root$secret" && : >>"$root/run/authorities.pem"
# shellcheck disable=SC2016 # the inner shell's variables
confined() { # COMMAND…: what docker run --read-only --tmpfs --cap-drop ALL --user would do
    run unshare --mount --pid --fork --kill-child sh -euc '
        root=$1 home=$2 secret=$3 user=$4
        shift 4
        mount --bind "$root" "$root"
        mount -o remount,bind,ro "$root"
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs -o mode=1777,nosuid,nodev,noexec memory "$root$home"
        mount --bind strange.json "$root$secret"
        mount --bind authorities.pem "$root/run/authorities.pem"
        exec chroot "$root" setpriv --reuid "$user" --regid "$user" --clear-groups \
            --bounding-set=-all --inh-caps=-all --no-new-privs env -i HOME="$home" PATH=/usr/bin:/bin \
            https_proxy="$https_proxy" SSL_CERT_FILE=/run/authorities.pem "$@"
    ' sh "$root" "$home" "$secret" "$stranger" "$@"
}
# shellcheck disable=SC2016 # the container's shell
confined sh -c 'id -u; getent passwd "$(id -u)"; grep " / " /proc/self/mounts | tail -n 1 | cut -d " " -f 4 | cut -c 1-3'
same "a user whom nobody has named finds everything read-only" "$stranger
ro," "$work/out"
confined /usr/bin/container-entry "$host" api proj/count
ok "does what it was asked for" [ "$status" -eq 0 ]
has "records the secret and calls the API" '"count"' "$work/out"
hides "and says no secret" "$work/out" "$work/err"
confined /usr/bin/container-entry "$host" verify
ok "it verifies the account, too" [ "$status" -eq 0 ]
confined sh -c "container-entry $host status >&2; find $home -type f -exec cat {} +"
ok "the store is in memory" [ -s "$work/out" ]
fails "without the secret in the clear" grep -aE "$canaries" "$work/out"

## Without what it needs

chmod 0000 secret.json && chown root secret.json
entered "$host" token
ok "so does a secret that it can't read" [ "$status" -ne 0 ]
has "and says so" "$secret: Permission denied" "$work/err"
finish
