#!/bin/sh
# The broker under systemd: the shipped units and the cookbook's commands, in a system that systemd has
# booted in namespaces; nothing that a caller or a broken policy does leaves it stopped. And on sockets
# that systemd-socket-activate hands over, which needs no such system.
# shellcheck disable=SC2154 # lib.sh and sandbox.sh set some variables
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/recipe.sh"
. "$top_srcdir/tests/lib/systemd.sh"
needs "the broker under systemd" systemd-socket-activate
given_sandbox
open_stage
PATH=$stage_bindir:$PATH
. "$top_srcdir/tests/lib/broker.sh"
given_profile --host acme.preview.workfront.com
workfront-credential token >known
brokers=${stage_bindir%"$bindir"}$libexecdir/workfront-credential-broker

## Sockets that are handed over, with names

printf 'allow any profile=default\nallow any socket=ci profile=default host=acme.preview.workfront.com\n' >"$policy"
systemd-socket-activate --fdname=main:ci --listen="$main" --listen="$ci" \
    --setenv=XDG_DATA_HOME --setenv=XDG_CONFIG_HOME "$brokers" --policy "$policy" 2>activated.err &
activated=$!
at_exit "end_ours $activated"
listens() { [ -S "$main" ] && [ -S "$ci" ]; }
ok "systemd-socket-activate listens" await listens
chmod 666 "$main" "$ci"
exits 0 "the first call starts the broker, and is answered" as "$other" workfront-credential token
ok "with the token" cmp known out
socket=$ci
exits 3 "the second socket has its name" as "$other" workfront-credential token --host "$host"
unset socket
kill "$activated"
exits 0 "it ends as told" wait "$activated"
ok "and leaves sockets that aren't its own" listens
rm "$main" "$ci"

## The units, installed as the cookbook says, in a system that has its users

given_systemd
umask 022
there=/proc/$init/root
team="Let a team on one server have tokens"
install -m 644 "$top_srcdir"/contrib/systemd/workfront-credential-broker* "$there/etc/systemd/system"
sed -i "s,^ExecStart=/usr/libexec,ExecStart=$libexecdir," \
    "$there/etc/systemd/system/workfront-credential-broker.service"
install -m 644 "$SSL_CERT_FILE" "$there/etc/sandbox.pem"
install -m 600 "$credential" "$there/root/console.json"
mkdir "$there/etc/systemd/system/workfront-credential-broker.service.d"
cat >"$there/etc/systemd/system/workfront-credential-broker.service.d/sandbox.conf" <<CONF
[Service]
Environment=https_proxy=$https_proxy SSL_CERT_FILE=/etc/sandbox.pem
CONF

follow() { # WHAT WORDS [SED-SCRIPT]: the recipe's block with these words, as root
    recipe "${section-$team}" "$2" | sed "${3-}" >block
    ok "$1" inside sh -euc "cd /root && $(cat block)"
}
inside groupadd --gid 54399 marketing
inside useradd --no-create-home --uid 54321 --groups marketing anna
inside useradd --no-create-home --uid 54322 --groups marketing contractor
follow "the user, the store and its credential" useradd \
    "s,--reset-env,& env https_proxy=$https_proxy SSL_CERT_FILE=/etc/sandbox.pem PATH=\$PATH,
    s,--host,--host acme.preview.workfront.com &,"
folder=/etc/workfront-credential
mkdir -p "$there$folder"
recipe "$team" "deny  user=contractor" >"$there$folder/broker"
mkdir -p "$there/home/workfront/.config/workfront-credential"
echo 'audit = hand-outs' >"$there/home/workfront/.config/workfront-credential/config"
owner() { # COMMAND…: as the broker's user, and not in its unit
    inside setpriv --reuid workfront --regid workfront --init-groups env HOME=/home/workfront \
        https_proxy="$https_proxy" SSL_CERT_FILE=/etc/sandbox.pem "$@"
}
echo 'jail = required' >>"$there/home/workfront/.config/workfront-credential/config"
if ! owner workfront-credential verify --store /var/lib/workfront >verified 2>&1; then
    comment verified # this kernel lacks a part of it
    sed -i /jail/d "$there/home/workfront/.config/workfront-credential/config"
fi
follow "the socket is enabled and started" "systemctl enable --now workfront-credential-broker.socket"

asks() { # USER COMMAND…: as somebody who has nothing of ours, and names no socket
    _user=$1
    shift
    inside setpriv --reuid "$_user" --regid "$_user" --init-groups env HOME=/nonexistent "$@"
}
state() { inside systemctl show --property="$1" --value workfront-credential-broker.service; }
is() { [ "$(state "$1")" = "$2" ]; }
eventually() { # COMMAND…: two minutes at most
    _left=240
    until "$@"; do
        _left=$((_left - 1))
        [ "$_left" -gt 0 ] || return 1
        sleep 0.5
    done
}
restarted() { [ "$(state NRestarts)" -ge "$1" ]; }

ok "nothing runs before it is asked" is ActiveState inactive
follow "the broker's line decides" "workfront-credential explain broker"
exits 0 "who asks names no socket, and has a token" asks anna workfront-credential token
ok "of the broker that systemd started" is ActiveState active
ok "a whole one" grep -q '^eyJ' out
exits 3 "the deny line counts" asks contractor workfront-credential token
exits 3 "another user has nothing" asks games workfront-credential token
exits 3 "nor has root by itself" inside env HOME=/nonexistent workfront-credential token
follow "what is said of whom" "workfront-credential explain broker"
owner workfront-credential audit show --store /var/lib/workfront >shown
has "the log names who had a token" "uid 54321" shown

## Read again

echo 'deny any' >"$there$folder/broker"
exits 0 "reload" inside systemctl reload workfront-credential-broker
denied() { ! asks anna workfront-credential token; }
ok "reads the policy again" await denied

## Nothing ends it for good

recipe "$team" "deny  user=contractor" >"$there$folder/broker"
for i in 1 2; do
    inside systemctl kill --signal=KILL --kill-whom=main workfront-credential-broker
    exits 0 "killed, it answers the next call ($i)" asks anna workfront-credential token
done
inside systemctl stop workfront-credential-broker 2>/dev/null
echo 'deny gibberish' >"$there$folder/broker"
asks anna workfront-credential token >/dev/null 2>&1 &
waiter=$!
ok "a policy that can't be read is tried again, more often than a limit would let it" \
    eventually restarted 6
kill "$waiter" 2>/dev/null # it has waited for long already, where a start takes long
wait "$waiter" 2>/dev/null
asks anna workfront-credential token >late 2>late.err &
waiter=$!
ok "also while another waits" eventually restarted $(($(state NRestarts) + 2))
recipe "$team" "deny  user=contractor" >"$there$folder/mended"
mv "$there$folder/mended" "$there$folder/broker" # half a policy may be one that gives nothing
exits 0 "once it is mended, who has waited is answered" wait "$waiter"
ok "with the token" grep -q '^eyJ' late

## What it renews behind a caller outlives its end

settings=$there/home/workfront/.config/workfront-credential/config
echo 'renew-splay = 0' >>"$settings"
renews() {
    asks anna workfront-credential token --min-validity 0 >/dev/null && [ "$(sandbox_count "$token_path")" -gt 0 ]
}
outlives() { # WHAT
    sandbox_world '{"token": {"lifetime": 10}}'
    request "password=$(asks anna workfront-credential token)" >bad
    asks anna workfront-credential erase <bad
    asks anna workfront-credential token --min-validity 0 >/dev/null
    sandbox_control DELETE /world
    sandbox_control DELETE /requests
    fault=$(sandbox_fault "{\"match\": {\"path\": \"$token_path\"}, \"delay_ms\": 1500}")
    ok "$1 that is due is renewed behind its caller, in a jail that the unit keeps whole" eventually renews
    inside systemctl stop workfront-credential-broker 2>/dev/null
    sandbox_unfault "$fault"
    asked 1 "by one request"
    exits 0 "which has ended well when the service is stopped" \
        asks anna workfront-credential token --min-validity 3600
    asked 0 "its token is there"
}
outlives "a token"

## A store whose key the service alone is given

inside systemctl stop workfront-credential-broker 2>/dev/null
inside mv /var/lib/workfront /var/lib/workfront.before
cp -p "$settings" settings.before
install -D -m 644 -t "$there/root/contrib/systemd" "$top_srcdir/contrib/systemd/workfront-credential-broker-sealed.conf"
recipe "$team" "systemd-creds encrypt" >block
if inside sh -euc "$(cat block)" >sealed.log 2>&1; then
    ok "it is sealed" [ -s "$there/etc/credstore.encrypted/workfront-credential.key" ]
else
    comment sealed.log
    skip "a sealed key" "systemd-creds can't seal one here"
    inside sh -euc "$(sed -n '/^install.*workfront/p; /^echo/p' block)
        umask 077; mkdir -p /etc/credstore; openssl rand -base64 32 >/etc/credstore/workfront-credential.key"
    sed -i s/LoadCredentialEncrypted/LoadCredential/ "$there"/root/contrib/systemd/*
fi
follow "the service's unit is given it" "workfront-credential-broker-sealed.conf"
units=$there/etc/systemd/system
mkdir "$units/prepare.service.d"
cp "$units/workfront-credential-broker.service.d"/*.conf "$units/prepare.service.d"
cat >"$units/prepare.service" <<UNIT
[Service]
Type=oneshot
User=workfront
StateDirectory=workfront
StateDirectoryMode=0700
StandardInput=file:/root/console.json
ExecStart=$bindir/workfront-credential $(recipe "$team" "systemd-run" | sed -n 's/ <.*//; s/.*workfront-credential setup/setup/p') \
    --host acme.preview.workfront.com
UNIT
inside systemctl daemon-reload
exits 0 "setup makes the store with it" inside systemctl start prepare # as systemd-run, which wants D-Bus
exits 0 "the broker's helpers open it" asks anna workfront-credential token
ok "for a token" grep -q '^eyJ' out
exits 4 "outside of the service nobody does" owner workfront-credential token --store /var/lib/workfront
has "who hasn't its credential" "CREDENTIALS_DIRECTORY isn't set" err
outlives "a token of a sealed store"
inside systemctl stop workfront-credential-broker 2>/dev/null
rm -r "$units/workfront-credential-broker.service.d/sealed.conf" "$units"/prepare.*
inside systemctl daemon-reload
inside rm -r /var/lib/workfront
inside mv /var/lib/workfront.before /var/lib/workfront
cat settings.before >"$settings"

## A container, which has the other socket as its own

section="Let containers of one host have tokens"
recipe "$section" "allow any socket=ci" | sed 's/profile=ci/profile=default/' >>"$there$folder/broker"
recipe "$section" "docker run" | grep -v '^docker' >block
ok "its socket is enabled and started" inside sh -euc "$(cat block)"
contained() { # COMMAND…: root of a container without a user namespace, as docker run -v makes it
    inside unshare --mount --pid --fork sh -euc '
        mount -o bind,ro /run/workfront-credential-ci /run/workfront-credential
        HOME=/nonexistent exec "$@"' sh "$@"
}
exits 0 "root of a container has what its socket gives" contained workfront-credential json
has "for the host of its line" acme.preview.workfront.com out
exits 3 "and nothing else" contained workfront-credential token --host "$host"
exits 0 "the users of the host still have theirs" asks anna workfront-credential token --host "$host"
ok "nothing has failed for good" is Result success

## Without systemd, as the cookbook says

inside systemctl stop workfront-credential-broker.socket workfront-credential-broker-ci.socket \
    workfront-credential-broker.service
rm -rf "$there/run/workfront-credential"
recipe "$team" "install -d -o workfront -m 755" | sed "s,/usr/libexec,$libexecdir," >block
ok "a folder for the socket" inside sh -euc "$(head -n 1 block)"
owner sh -euc "$(tail -n +2 block | sed 's/^\(.*=[^ ]*\) /exec env \1 /')" 2>alone.err &
at_exit "end_ours $!"
placed() { [ -S "$there/run/workfront-credential/broker" ]; }
ok "the broker is started by hand" await placed
exits 0 "and answers" asks anna workfront-credential token
ok "nothing was asked in a wrong way" [ "$(sandbox_alarms)" -eq 0 ]
finish
