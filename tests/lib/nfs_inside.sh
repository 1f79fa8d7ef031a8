# nfs_inside.sh: what tests/stories/nfs.sh does in a kernel of its own: serve a folder over NFS, mount it
# twice, and use stores there. Each line on standard output is "ok WHAT" or "not WHAT".
# shellcheck shell=sh
# shellcheck disable=SC2154 # tests/stories/nfs.sh sets some variables

machine=$work/machine

say() { # WHAT COMMAND…
    _what=$1
    shift
    if "$@" >"$machine/said" 2>&1; then
        echo "ok $_what"
    else
        echo "not $_what"
        echo "# $_what" >&2
        cat "$machine/said" >&2
    fi
}

# Each in a file system of its own, under a root that holds nothing else
export_folder() { # NAME NUMBER OPTION [LIMIT]
    mkdir "$machine/export/$1" && mount -t tmpfs -o "mode=755${4:+,$4}" none "$machine/export/$1" &&
        exportfs -o "rw,insecure,no_subtree_check,fsid=$2,$3" "127.0.0.1:$machine/export/$1"
}

serve() {
    mount -t tmpfs none /var/lib/nfs && mkdir -p /var/lib/nfs/rpc_pipefs /var/lib/nfs/v4recovery
    touch /var/lib/nfs/etab /var/lib/nfs/rmtab
    mkdir -p "$machine/lib/modules" "$machine/export"
    ln -s "/usr/lib/uml/modules/$(uname -r)" "$machine/lib/modules/"
    modprobe -d "$machine" -a nfsd nfs nfsv4 && ip link set lo up &&
        mount -t nfsd none /proc/fs/nfsd &&
        exportfs -o "ro,insecure,no_subtree_check,fsid=0" "127.0.0.1:$machine/export" &&
        export_folder ours 1 no_root_squash && export_folder squashed 2 root_squash &&
        export_folder small 3 no_root_squash size=12k &&
        rpc.nfsd -N 3 -V 4 2 && rpc.mountd -N 2 -N 3 -V 4
}

# By another version it is another client to the server, as from another machine
mount_nfs() { # FOLDER WHERE VERSION
    mkdir -p "$machine/$2"
    mount -i -t nfs4 -o "vers=$3,nosharecache",addr=127.0.0.1,clientaddr=127.0.0.1 \
        "127.0.0.1:/$1" "$machine/$2"
}

mount -t tmpfs none "$machine"
mount -t tmpfs none /run
say "a kernel serves a folder" serve
say "it is mounted" mount_nfs ours one 4.2
say "on another machine, too" mount_nfs ours two 4.1
say "a folder where root is nobody" mount_nfs squashed squashed 4.2
say "and one that is small" mount_nfs small small 4.2
cp -R "$stage_bindir" "$machine/bin"

## Two machines, one store

at() { # MACHINE COMMAND…: with a home there
    _at=$machine/$1/home
    shift
    env HOME="$_at" XDG_DATA_HOME="$_at/.local/share" XDG_CONFIG_HOME="$_at/.config" "$@"
}
credential=$top_srcdir/tests/fixtures/console-credential.json
printf 'protocol=https\nhost=%s\n\n' "$host" >"$machine/request"
printf 'protocol=https\nhost=example.com\n\n' >"$machine/example"
token_at() { # MACHINE
    at "$1" workfront-credential token | cmp - "$work/token"
}
keep_at() { # MACHINE PASSWORD
    printf 'protocol=https\nhost=example.com\nusername=u\npassword=%s\n\n' "$2" |
        at "$1" workfront-credential store --any-host
}
kept_at() { # MACHINE PASSWORD
    at "$1" workfront-credential get --any-host <"$machine/example" | grep -qx "password=$2"
}
move_there() {
    cp -a "$work/home" "$machine/one/home" && token_at one
}
say "a store can be moved there" move_there
say "and used from another machine" token_at two
say "what one keeps" keep_at one first
say "the other has" kept_at two first
say "and replaces" keep_at two second
say "for both" kept_at one second
say "one changes the store's key" at one workfront-credential rekey
say "under which the other reads" token_at two
say "and writes" keep_at two third
say "for both" kept_at one third

records=$(echo "$machine"/two/home/.local/share/workfront-credential/records-*)
swept_by() { # MACHINE: what a writer that died has left
    at "$1" workfront-credential token >/dev/null && [ ! -e "$records/new" ]
}
python3 - "$machine/one/home/.local/share/workfront-credential/lock" "$machine/held" <<'PYTHON' &
import fcntl, struct, sys, time
file = open(sys.argv[1], "r+")
fcntl.fcntl(file, 37, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 1, 0))  # F_OFD_SETLK
open(sys.argv[2], "w").close()
time.sleep(600)
PYTHON
holder=$!
until [ -e "$machine/held" ] || ! kill -0 "$holder" 2>/dev/null; do
    sleep 0.1
done
: >"$records/new" && chmod 600 "$records/new"
kept_out() { # MACHINE
    ! swept_by "$1"
}
say "a writer of one machine isn't disturbed by the other" kept_out two
kill -9 "$holder"
wait "$holder" 2>/dev/null
say "its lock goes with it" swept_by two

sees_only_whole() { # ROUNDS
    (
        for round in $(seq "$1"); do
            keep_at one "round-$round-end" || exit 1
        done
    ) &
    writer=$!
    while kill -0 "$writer" 2>/dev/null; do
        at two workfront-credential get --any-host <"$machine/example" >"$machine/seen" || return
        grep -qE '^password=(third|round-[0-9]+-end)$' "$machine/seen" || return
    done
    wait "$writer" && kept_at two "round-$1-end"
}
say "while one writes the other reads the former or the next" sees_only_whole 20
say "the audit log of both is whole" at two workfront-credential audit verify

## Many at once, some of them killed

TMPDIR=$machine/one CROWD=2 CROWD_SECONDS=2 sh "$top_srcdir/tests/stories/crowd.sh" >"$machine/crowd"
sed -n 's/^ok [0-9]* - /ok crowd: /p; s/^not ok [0-9]* - /not crowd: /p' "$machine/crowd"
grep '^#' "$machine/crowd" >&2

## What can't be

told() { # TEXT COMMAND…
    _told=$1
    shift
    "$@" >"$machine/out" 2>&1
    [ $? -eq 1 ] && grep -q "$_told" "$machine/out" && return
    cat "$machine/out"
    false
}
set_up() { # FOLDER
    workfront-credential setup --no-verify --store "$1" --from "$credential" --host "$host"
}
export HOME="$machine/home" XDG_CONFIG_HOME="$machine/home/config"
mkdir -m 700 "$HOME"
say "where root is nobody, root is told" told "/squashed/store: Permission denied" \
    set_up "$machine/squashed/store"
mkdir -m 700 "$machine/export/squashed/home" && chown 54321:54321 "$machine/export/squashed/home"
somebody() { # COMMAND…
    at squashed setpriv --reuid 54321 --regid 54321 --clear-groups "$@"
}
printf 'protocol=https\nhost=example.com\nusername=u\npassword=kept\n\n' >"$machine/offer"
say "another user has a store there" somebody "$machine/bin/workfront-credential" store --any-host \
    <"$machine/offer"
say "and can use it" somebody "$machine/bin/workfront-credential" get --any-host <"$machine/example"
say "root can't, and is told" told "Permission denied" at squashed workfront-credential list
say "a full server is told" told "No space left on device" set_up "$machine/small/store"
