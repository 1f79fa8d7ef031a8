#!/bin/sh
# Every allocation and every system call of the programs that speak to keepers of secrets goes wrong
# once, up to where the keeper is asked and, with a real one, after that: an answer or an error each
# time, no secret in a message, and what was kept still is.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/injection.sh"
. "$top_srcdir/tests/lib/swtpm.sh"
given_injection
secret=$(printf '%064d' 7)
item=00112233445566778899aabbccddeeff
has_secret="grep -qx 'secret=$secret'"
INJECT_SPARED=libtss2 INJECT_LET_BE=
export INJECT_SPARED INJECT_LET_BE
unset DBUS_SESSION_BUS_ADDRESS

# The program of a module gets the call that FILE holds
tortured_vault() { # MODULE FILE OPTION…
    _module=$1 _file=$2
    shift 2
    tortured "$_module: $part" --prefix "workfront-credential-$_module" --reports --leaks \
        --otherwise verdict=n --secret "$secret" --input "$work/$_file" "$@" \
        -- "$stage_libexecdir/workfront-credential-$_module"
}

is_built() { # MODULE PROGRAM…: whether it can be tried with a real keeper
    _module=$1
    shift
    case " ${VAULT_PROGRAMS-} " in
    *" $_module "*) ;;
    *)
        skip "$_module" "it isn't built"
        return 1
        ;;
    esac
    for _program; do
        command -v "$_program" >/dev/null && continue
        skip "$_module with a keeper" "$_program isn't installed"
        return 1
    done
}

## Where there is no keeper

printf 'call=lookup\nitem=none\n\n' >nobody
printf 'call=unseal\ntcti=device:/nowhere\nparent=00\nhandle=81000001\npublic=00\nprivate=00\n\n' >nowhere
part="without a keeper"
is_built secret-service && tortured_vault secret-service nobody
is_built tpm2 && tortured_vault tpm2 nowhere

## The desktop's keyring. GLib ends a program that gets no memory: what it, its like and the C library
## for them call goes well, and each call of ours and of libsodium's doesn't.

if is_built secret-service dbus-daemon gnome-keyring-daemon; then
    program=$stage_libexecdir/workfront-credential-secret-service
    printf 'call=store\nitem=%s\nsecret=%s\ntimeout=60\n\n' "$item" "$secret" >store
    printf 'call=lookup\nitem=%s\ntimeout=60\n\n' "$item" >lookup
    printf 'call=clear\nitem=%s\ntimeout=60\n\n' "$item" >clear
    dbus-daemon --session --fork --print-address=3 --print-pid=4 3>address 4>pid
    at_exit "kill $(cat pid)"
    DBUS_SESSION_BUS_ADDRESS=$(cat address)
    export DBUS_SESSION_BUS_ADDRESS
    printf pw | gnome-keyring-daemon --unlock --components=secrets >keyring 2>&1
    ok "the keyring keeps the secret" sh -c "'$program' <store | grep -qx verdict=yes"
    INJECT_LET_BE="libc. ld-linux libg libsecret libffi libmount libblkid libselinux"
    found="'$program' <'$work/lookup'"
    part="store"
    tortured_vault secret-service store --after "$found | $has_secret"
    part="lookup"
    tortured_vault secret-service lookup --after "$found | $has_secret"
    part="clear"
    tortured_vault secret-service clear --before "'$program' <'$work/store' >/dev/null" \
        --after "$found >'$work/found'; $has_secret '$work/found' || grep -q 'no such item' '$work/found'"
fi

## A TPM. Once the way to it is sound, and nothing is left in it; once that fails as well, and what was
## left in it then is flushed, as a resource manager does.

if is_built tpm2 swtpm tpm2_flushcontext; then
    tpm_start "$work/tpm" || exit 1
    program=$stage_libexecdir/workfront-credential-tpm2
    printf 'call=seal\ntcti=%s\npcrs=7\nsecret=%s\n\n' "$tcti" "$secret" >seal
    "$program" <seal >sealed
    {
        printf 'call=unseal\ntcti=%s\npcrs=7\n' "$tcti"
        grep -E '^(parent|handle|public|private)=' sealed
        echo
    } >unseal
    opens="'$program' <'$work/unseal' | $has_secret"
    empty="[ -z \"\$(tpm2_getcap handles-transient)\$(tpm2_getcap handles-loaded-session)\" ]"
    flush="tpm2_flushcontext --transient-object; tpm2_flushcontext --loaded-session"
    INJECT_LET_BE="libc. ld-linux libtss2 libcrypto"
    part="seal"
    tortured_vault tpm2 seal --varies --after "$empty && $opens"
    part="unseal"
    tortured_vault tpm2 unseal --after "$empty && $opens"
    INJECT_SPARED="libtss2 libcrypto" INJECT_LET_BE=
    part="seal, and the way there"
    tortured_vault tpm2 seal --varies --step "$(sparsely 9)" --after "$flush; $opens"
    part="unseal, and the way there"
    tortured_vault tpm2 unseal --step "$(sparsely 9)" --after "$flush; $opens"
fi

finish
