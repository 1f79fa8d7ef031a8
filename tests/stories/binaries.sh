#!/bin/sh
# What the build promised, read from the programs that are installed, whichever they are: each
# hardening flag that configure chose has left its mark, each program needs exactly its own libraries,
# and none holds code from the other side of a trust boundary. A program built wrong on purpose must
# fail every probe, and a program that nothing is known of fails by itself.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

wrong=$work/wrong/program

is_pie() {
    readelf -hW "$1" | grep -q 'Type:.*DYN' && readelf -dW "$1" | grep -q 'FLAGS_1.*PIE'
}

has_relro() {
    readelf -lW "$1" | grep -q '^ *GNU_RELRO'
}

binds_now() {
    readelf -dW "$1" | grep -q '(FLAGS).*BIND_NOW'
}

has_nx_stack() {
    readelf -lW "$1" | grep '^ *GNU_STACK' | grep -q ' RW  *0x'
}

# No page with code also holds headers or constants: the first loaded segment isn't executable
has_separate_code() {
    readelf -lW "$1" | grep -m 1 '^ *LOAD' | grep -q ' R  *0x'
}

is_static() {
    ! readelf -lW "$1" | grep -q INTERP
}

# Whether PROGRAM takes a function whose name matches REGEXP from a library, or got it from one
imports() {
    if is_static "$1"; then
        nm "$1" | sed 's/.* //' | grep -qx -e "$2"
    else
        nm -D --undefined-only "$1" | sed 's/.* U //; s/@.*//' | grep -qx -e "$2"
    fi
}

has_canaries() {
    imports "$1" __stack_chk_fail
}

is_fortified() {
    imports "$1" '__.*_chk'
}

# Debian's start-up objects carry no CET note, so the program's own code is looked at
has_cet() {
    objdump -d --no-show-raw-insn --disassemble=main "$1" | grep -A 1 '<main>:' | grep -q endbr64
}

has_library_path() {
    readelf -dW "$1" | grep -E 'RPATH|RUNPATH'
}

# The sonames PROGRAM needs without their versions, sorted, on one line; not the loader itself
needed() {
    readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\.so.*/\1/p' | grep -v '^ld-linux' | sort |
        tr '\n' ' '
}

needs_exactly() { # PROGRAM LIBRARIES: their order is needed()'s, blanks don't count
    echo "needs: $(needed "$1")"
    # shellcheck disable=SC2086 # libraries are words
    [ "$(needed "$1")" = "${2:+$(printf '%s ' $2)}" ]
}

# Whether PROGRAM, unstripped, neither defines nor imports a symbol that matches REGEXP
free_of() {
    nm "$1" >"$work/symbols" || return
    grep -q ' main$' "$work/symbols" && ! sed 's/.* //' "$work/symbols" | grep -q -e "$2"
}

# A flag that configure chose | the probe | what it means
marks="
-pie|is_pie|is position independent
-Wl,-z,relro|has_relro|has a read-only relocation table
-Wl,-z,now|binds_now|binds every symbol at start
-Wl,-z,noexecstack|has_nx_stack|has no executable stack
-Wl,-z,separate-code|has_separate_code|keeps code and data on separate pages
-fstack-protector-strong|has_canaries|checks its stack frames
-D_FORTIFY_SOURCE=|is_fortified|calls the checking variants of C functions
-fcf-protection=full|has_cet|marks where jumps may land (Intel CET)"

# A program that breaks every rule above
build_wrong() {
    cat >"$wrong.c" <<'CODE'
const char *curl_version(void);
int store_open(void);
int store_open(void) { return 0; }
int main(int argc, char **argv)
{
    volatile char line[64];
    for (int i = 0; i < argc; i++)
        line[i] = argv[i][0];
    return line[0] + curl_version()[0] + store_open();
}
CODE
    # shellcheck disable=SC2086 # a compiler command may have arguments
    $CC -O0 -fno-pie -fno-stack-protector -U_FORTIFY_SOURCE -fcf-protection=none \
        -no-pie -Wl,-z,norelro,-z,lazy,-z,execstack,-z,noseparate-code \
        -o "$wrong" "$wrong.c" -lcurl >"$wrong.log" 2>&1
}

each_mark() { # FUNCTION: called with the flag, the probe and its meaning
    printf '%s\n' "$marks" | sed 1d >"$work/marks"
    while IFS='|' read -r flag probe meaning; do
        "$1" "$flag" "$probe" "$meaning"
    done <"$work/marks"
}

# musl has no checking variants: those in a static program are what its libraries call
check_mark() {
    while read -r program; do
        case " $HARDEN_CFLAGS $HARDEN_LDFLAGS" in
        *" $1"*)
            [ "$1" = -D_FORTIFY_SOURCE= ] && is_static "$program" && continue
            ok "${program##*/} $3" "$2" "$program"
            ;;
        *) skip "${program##*/} $3" "this build has no $1" ;;
        esac
    done <"$work/programs"
}

check_mark_on_wrong() {
    fails "a program built without $1 is found out" "$2" "$wrong"
}

# The programs below a folder: what a kernel would load
programs() { # FOLDER
    find "$1" -type f | sort | while read -r file; do
        [ "$(head -c 4 "$file" | tail -c 3)" = ELF ] && echo "$file"
    done
}

# Each program | exactly the libraries that it needs
libraries="
workfront-credential|$HELPER_LIBRARIES
workfront-credential-adobe|$NETWORK_LIBRARIES
workfront-credential-broker|libc
workfront-credential-fleet|$FLEET_LIBRARIES
workfront-credential-secret-service|libc libglib-2.0 libgobject-2.0 libsecret-1 libsodium
workfront-credential-tpm2|libc libsodium libtss2-esys libtss2-mu libtss2-tctildr"

# Those that open the store know no network, and the others nothing of the store. Programs | what
# they don't do | what none of their symbols may be
network='^\(_*curl_\|getaddrinfo$\|gethostbyname\)'
store='^\(store\|keyslot\|seal\|unlock\|audit\)_'
banned="
workfront-credential|speaks to no network|$network
workfront-credential-adobe|knows no store|$store
workfront-credential-adobe|encrypts and decrypts nothing|^crypto_
workfront-credential-fleet|knows no store|$store
workfront-credential-fleet|encrypts and decrypts nothing, and reads no JSON|^\(crypto_\|json_\)
workfront-credential-broker|speaks to no network|$network
workfront-credential-broker|knows no store|$store
workfront-credential-broker|has nothing of libsodium, jansson or libcurl|^\(sodium_\|crypto_\|json_\|curl_\)
workfront-credential-secret-service workfront-credential-tpm2|speaks to no network|$network
workfront-credential-secret-service workfront-credential-tpm2|knows no store|$store
workfront-credential-secret-service workfront-credential-tpm2|encrypts and decrypts nothing|^crypto_"

# Those that this build makes; the programs of unlock modules are left out on demand
known() {
    printf '%s\n' "$libraries" | sed '1d; s/|.*//' | while read -r program; do
        case $program,\ $VAULT_PROGRAMS\  in
        *-secret-service,*\ secret-service\ * | *-tpm2,*\ tpm2\ *) echo "$program" ;;
        *-secret-service,* | *-tpm2,*) ;;
        *) echo "$program" ;;
        esac
    done | sort
}

installed() { # PROGRAM: where it is
    grep "/$1\$" "$work/programs"
}

stage=${stage_bindir%"$bindir"}
programs "$stage" >"$work/programs"
sed 's,.*/,,' "$work/programs" | sort >"$work/names"
same "what is installed is what is known here" "$(known)" "$work/names"

each_mark check_mark

printf '%s\n' "$libraries" | sed 1d >"$work/libraries"
while IFS='|' read -r name needed; do
    program=$(installed "$name") || continue
    if [ -z "$INSTRUMENT_CFLAGS" ]; then
        ok "$name needs ${needed:-no library}, nothing else" needs_exactly "$program" "$needed"
    else
        skip "the libraries of $name" "an instrumented build links its run-time"
    fi
    fails "$name has no library path of its own" has_library_path "$program"
done <"$work/libraries"

printf '%s\n' "$banned" | sed 1d >"$work/banned"
while IFS='|' read -r names what symbols; do
    for name in $names; do
        program=$(installed "$name") || continue
        ok "$name $what" free_of "$program" "$symbols"
    done
done <"$work/banned"

mkdir "$work/wrong"
if build_wrong; then
    programs "$work/wrong" >"$work/found"
    same "a program that nothing is known of is found" "$wrong" "$work/found"
    each_mark check_mark_on_wrong
    fails "a helper with libcurl is found out" needs_exactly "$wrong" "$HELPER_LIBRARIES"
    fails "a static helper with a library is found out" needs_exactly "$wrong" ""
    fails "a helper with a curl symbol is found out" free_of "$wrong" "$network"
    fails "a network program with a store symbol is found out" free_of "$wrong" "$store"
    strip "$wrong"
    fails "a stripped program proves nothing" free_of "$wrong" '^nothing_has_this_prefix'
else
    result "not ok" "a program built wrong on purpose"
    comment "$wrong.log"
fi

finish
