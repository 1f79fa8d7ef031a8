#!/bin/sh
# A store whose secret a TPM has sealed, on swtpm: it opens again, also bound to the PCRs; not when
# they have changed, not with another TPM, not without one; and nothing is left in the TPM.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
config=$XDG_CONFIG_HOME/workfront-credential/config
printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
printf 'protocol=https\nhost=one.example\nusername=me\npassword=kept\n\n' >"$work/stored"

case " $VAULT_PROGRAMS " in
*" tpm2 "*) ;;
*)
    echo 'unlock sufficient tpm2' >"$config"
    exits 2 "a build without tpm2-tss refuses the line" \
        workfront-credential --any-host store <"$work/stored"
    has "and says so" "made without tpm2-tss" "$work/err"
    finish
    ;;
esac
for program in swtpm tpm2_pcrextend; do
    command -v "$program" >/dev/null || {
        skip "a store that a TPM opens" "$program isn't installed"
        finish
    }
done

# shellcheck source=tests/lib/swtpm.sh
. "$top_srcdir/tests/lib/swtpm.sh"

line() { # ARGUMENTS…
    echo "unlock sufficient tpm2 tcti=$tcti $*" >"$config"
}

get() {
    workfront-credential --any-host get <"$work/request"
}

is_empty() {
    [ -z "$(tpm2_getcap handles-transient)$(tpm2_getcap handles-loaded-session)" ]
}

if ! tpm_start "$work/one"; then
    result "not ok" "swtpm starts"
    comment "$work/swtpm"
    finish
fi
line
exits 0 "a store is made" workfront-credential --any-host store <"$work/stored"
fails "without a key file" [ -e "$XDG_CONFIG_HOME/workfront-credential/key" ]
exits 0 "and opens" get
has "to answer" "password=kept" "$work/out"
ok "nothing is left in the TPM" is_empty

rm -rf "$XDG_DATA_HOME"
line pcrs=7,16
exits 0 "a store is bound to the PCRs" workfront-credential --any-host store <"$work/stored"
tpm2_pcrextend 9:sha256=0000000000000000000000000000000000000000000000000000000000000001
exits 0 "others don't matter" get
tpm2_pcrextend 16:sha256=0000000000000000000000000000000000000000000000000000000000000001
exits 4 "with other values it stays locked" get
has "which is said" "the PCRs aren't what they were" "$work/err"
ok "nothing is left in the TPM then" is_empty

tpm_stop
tpm_start "$work/one"
line pcrs=7,16
exits 0 "after a start they are what they were" get
tpm_stop
exits 4 "without a TPM it stays locked" get
has "which names its place" "there is no TPM at $tcti" "$work/err"
tpm_start "$work/two"
line pcrs=7,16
exits 4 "another TPM doesn't open it" get
has "which is told apart" "this TPM isn't the one" "$work/err"

tool() {
    "$@" >>"$work/tools" 2>&1
}

# A TPM that is locked out for guessing opens a store all the same: what it sealed can't be guessed
rm -rf "$XDG_DATA_HOME"
line
exits 0 "a store is made by that one" workfront-credential --any-host store <"$work/stored"
tool tpm2_dictionarylockout --setup-parameters --max-tries=1 --recovery-time=1000 \
    --lockout-recovery-time=1000
tool tpm2_createprimary -C o -g sha256 -G ecc -c "$work/primary"
tool tpm2_create -C "$work/primary" -p right -i "$work/stored" -u "$work/guess.pub" -r "$work/guess.key"
tool tpm2_flushcontext -t
tool tpm2_load -C "$work/primary" -u "$work/guess.pub" -r "$work/guess.key" -c "$work/guess"
fails "somebody guesses" tpm2_unseal -c "$work/guess" -p wrong
tool tpm2_flushcontext -t
ok "until the TPM is locked out" sh -c 'tpm2_getcap properties-variable | grep -q "inLockout: *1"'
exits 0 "which keeps nobody from the store" get
has "and its answer" "password=kept" "$work/out"
tool tpm2_dictionarylockout --clear-lockout

# The storage root key that a system has made for good is taken, and a store needs it then
rm -rf "$XDG_DATA_HOME"
tool tpm2_createprimary -C o -g sha256 -G ecc -c "$work/root" \
    -a 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|decrypt'
ok "a storage root key is kept in the TPM" tpm2_evictcontrol -C o -c "$work/root" 0x81000001
tool tpm2_flushcontext -t
exits 0 "a store is made by it" workfront-credential --any-host store <"$work/stored"
exits 0 "and opens" get
has "to answer" "password=kept" "$work/out"
ok "nothing of ours is left in the TPM" is_empty
ok "that key is gone" tpm2_evictcontrol -C o -c 0x81000001
exits 4 "without it the store stays locked" get
has "which is said" "the TPM has no storage root key" "$work/err"

## A PIN: the TPM counts who guesses it

rm -rf "$XDG_DATA_HOME"
# shellcheck disable=SC2016 # the program's own $0
printf '%s\n' '#!/bin/sh' 'cat "$0.answer"' >"$work/askpass"
chmod 700 "$work/askpass"
with_pin() { # PIN OPERATION FILE: without a terminal
    printf '%s\n' "$1" >"$work/askpass.answer"
    WORKFRONT_CREDENTIAL_ASKPASS=$work/askpass setsid -w workfront-credential --any-host "$2" <"$3"
}
tool tpm2_dictionarylockout --setup-parameters --max-tries=3 --recovery-time=1000 \
    --lockout-recovery-time=1000
line auth=pin
exits 4 "nobody to ask for a PIN makes no store" workfront-credential --any-host store <"$work/stored"
has "which is said" "nobody to ask" "$work/err"
exits 2 "nor does one that is too short" with_pin 123 store "$work/stored"
exits 0 "a store is made with a PIN" with_pin CANARY-1 store "$work/stored"
has "which the slot knows" "auth=pin" "$XDG_DATA_HOME/workfront-credential/keys"
fails "and nothing more of it" grep -rqa CANARY "$XDG_DATA_HOME/workfront-credential"
exits 0 "it opens with the PIN" with_pin CANARY-1 get "$work/request"
has "to answer" "password=kept" "$work/out"
exits 4 "not without" get
has "which is said to be another matter" "nobody to ask" "$work/err"
echo "unlock sufficient tpm2 tcti=device:/dev/CANARY-1" >"$config"
exits 4 "not with a TPM of another name" with_pin CANARY-1 get "$work/request"
has "which is said without the PIN, should it be a part of the name" "no TPM at device:/dev/[secret]" "$work/err"
line
exits 0 "the slot says that there is one, whatever the line does" with_pin CANARY-1 get "$work/request"
exits 4 "nor with another" with_pin CANARY-2 get "$work/request"
has "which is said" "the PIN is wrong" "$work/err"
hasnt "without it" CANARY "$work/err"
ok "nothing is left in the TPM" is_empty
with_pin CANARY-3 get "$work/request" >"$work/out" 2>&1
with_pin CANARY-4 get "$work/request" >"$work/out" 2>&1
exits 4 "after three of them the right one doesn't open it" with_pin CANARY-1 get "$work/request"
has "and it is said why" "the TPM is locked out after too many failures" "$work/err"
tool tpm2_dictionarylockout --clear-lockout
exits 0 "until its owner clears that" with_pin CANARY-1 get "$work/request"
rm -rf "$XDG_DATA_HOME"
line auth=pin pcrs=16
exits 0 "a store is made with a PIN and PCRs" with_pin CANARY-1 store "$work/stored"
exits 0 "it opens with both" with_pin CANARY-1 get "$work/request"
exits 4 "not with another PIN" with_pin CANARY-2 get "$work/request"
has "which is said" "the PIN is wrong" "$work/err"
tpm2_pcrextend 16:sha256=0000000000000000000000000000000000000000000000000000000000000001
exits 4 "and not with other values" with_pin CANARY-1 get "$work/request"
has "which is said" "the PCRs aren't what they were" "$work/err"

for bad in auth= auth=none pcrs= pcrs=24 pcrs=7,7 pcrs=8,7 pcrs=07 'tcti=a;b' handle=1; do
    echo "unlock sufficient tpm2 $bad" >"$config"
    exits 2 "$bad fails closed" get
done

finish
