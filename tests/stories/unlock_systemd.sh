#!/bin/sh
# A store whose secret systemd hands over: sealed to a host's key by systemd-creds, opened into a
# folder as systemd does it for a service, and gone with the service.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
config=$XDG_CONFIG_HOME/workfront-credential/config
printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
printf 'protocol=https\nhost=one.example\nusername=me\npassword=kept\n\n' >"$work/stored"
echo 'unlock sufficient systemd' >"$config"
unset CREDENTIALS_DIRECTORY

in_service() {
    CREDENTIALS_DIRECTORY=$work/credentials workfront-credential --any-host "$@"
}

exits 4 "outside of a service no store is made" \
    workfront-credential --any-host store <"$work/stored"
has "which is said" "CREDENTIALS_DIRECTORY isn't set" "$work/err"
fails "and nothing is there" [ -e "$XDG_DATA_HOME/workfront-credential/keys" ]

mkdir -m 700 "$work/credentials"
key=$work/credentials/workfront-credential.key
exits 4 "nor in a service without the credential" in_service store <"$work/stored"
has "which is named" "$key" "$work/err"

# The host's key in a place of ours: systemd-creds would make one in /var/lib/systemd
SYSTEMD_CREDENTIAL_SECRET=$work/host.secret
export SYSTEMD_CREDENTIAL_SECRET
openssl rand -base64 32 >"$work/plain"
if command -v systemd-creds >/dev/null &&
    systemd-creds encrypt --with-key=host --name=workfront-credential.key \
        "$work/plain" "$work/sealed" >"$work/creds" 2>&1 && [ -s "$work/host.secret" ]; then
    fails "systemd-creds seals the secret" grep -qaF "$(cat "$work/plain")" "$work/sealed"
    ok "and opens it for the service" \
        systemd-creds decrypt --name=workfront-credential.key "$work/sealed" "$key"
else
    skip "a credential of systemd-creds" "systemd-creds can't seal one here"
    cp "$work/plain" "$key"
fi
chmod 400 "$key"
chmod 500 "$work/credentials"

exits 0 "a service makes a store" in_service store <"$work/stored"
fails "without a key file" [ -e "$XDG_CONFIG_HOME/workfront-credential/key" ]
exits 0 "and opens it" in_service get <"$work/request"
has "to answer" "password=kept" "$work/out"
exits 0 "the stack is listed there" env CREDENTIALS_DIRECTORY="$work/credentials" workfront-credential stack
tr -s ' ' <"$work/out" >"$work/squeezed"
has "with a line that opens" "1 sufficient systemd ok" "$work/squeezed"
exits 4 "outside of the service it stays locked" \
    workfront-credential --any-host get <"$work/request"
has "which is said again" "CREDENTIALS_DIRECTORY isn't set" "$work/err"

chmod 444 "$key"
exits 1 "what everybody can read is refused" in_service get <"$work/request"
has "by its path" "$key" "$work/err"
chmod 700 "$work/credentials"

## A Secret of Kubernetes: root's, and for the pod's group (fsGroup) to read

if [ "$(id -u)" -ne 0 ] || ! installed setpriv; then
    skip "a Secret of Kubernetes" "only root can make one"
    finish
fi
open_stage
mkdir -m 755 "$work/secrets"
cp "$work/plain" "$work/secrets/workfront-credential.key"
chown 0:1500 "$work/secrets/workfront-credential.key"
chmod 440 "$work/secrets/workfront-credential.key"
mkdir -p "$work/pod/config/workfront-credential" "$work/pod/data"
cp "$config" "$work/pod/config/workfront-credential/config"
cp "$work/stored" "$work/request" "$work/pod"
chown -R 12345:12345 "$work/pod"
chmod 700 "$work/pod"
in_pod() { # GROUP COMMAND INPUT
    setpriv --reuid 12345 --regid 12345 --groups "$1" env HOME="$work/pod" XDG_DATA_HOME="$work/pod/data" \
        XDG_CONFIG_HOME="$work/pod/config" CREDENTIALS_DIRECTORY="$work/secrets" \
        "$stage_bindir/workfront-credential" --any-host "$2" <"$3"
}
exits 0 "a pod makes a store with it" in_pod 1500 store "$work/pod/stored"
exits 0 "and opens it" in_pod 1500 get "$work/pod/request"
has "to answer" "password=kept" "$work/out"
exits 1 "who isn't in the group can't" in_pod 1600 get "$work/pod/request"
chmod 460 "$work/secrets/workfront-credential.key"
exits 1 "nor does a key that the group may write" in_pod 1500 get "$work/pod/request"
has "which is refused" "refused" "$work/err"

finish
