#!/bin/sh
# --any-host straight on stdin and stdout, as a git of 2.46 or later calls it: authtype and
# credential, expiry, refresh tokens, what is ephemeral; and every way of calling it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

helper() { # OPERATION LINE…
    _operation=$1
    shift
    printf '%s\n' "$@" >"$work/request"
    run git-credential-workfront --any-host "$_operation" <"$work/request"
}

gives() { # WHAT EXPECTED LINE…
    _what=$1 _expected=$2
    shift 2
    helper get "$@"
    same "$_what" "$_expected" "$work/out"
    silent "$_what: without a word" "$work/err"
}

misses() { # WHAT LINE…
    _what=$1
    shift
    helper get "$@"
    ok "$_what: exit 0" [ "$status" -eq 0 ]
    silent "$_what: no answer" "$work/out"
    silent "$_what: without a word" "$work/err"
}

takes() { # store|erase WHAT LINE…
    _operation=$1 _what=$2
    shift 2
    helper "$_operation" "$@"
    ok "$_what: exit 0" [ "$status" -eq 0 ]
    silent "$_what: no output" "$work/out"
    silent "$_what: without a word" "$work/err"
}

## Nothing is made before there is something to keep

misses "without a store" protocol=https host=example.com
takes erase "nothing to erase" protocol=https host=example.com
takes store "an ephemeral password" protocol=https host=example.com username=u password=p ephemeral=1
takes store "half a credential" protocol=https host=example.com username=u
ok "no store was made" [ ! -e "$XDG_DATA_HOME" ]

## Authtype and credential

takes store "a pre-encoded credential" "capability[]=authtype" authtype=Bearer credential=random-token \
    protocol=https host=git.example.com
gives "it comes back to those who can take it" "capability[]=authtype
authtype=Bearer
credential=random-token" "capability[]=authtype" "capability[]=state" protocol=https host=git.example.com
misses "and only to those" protocol=https host=git.example.com
misses "another capability isn't enough" "capability[]=state" protocol=https host=git.example.com
misses "a capability taken back isn't one" "capability[]=authtype" "capability[]=" \
    protocol=https host=git.example.com
gives "the capability may come last" "capability[]=authtype
authtype=Bearer
credential=random-token" protocol=https host=git.example.com "capability[]=authtype"
takes store "one with a user name" "capability[]=authtype" authtype=Bearer credential=other-token \
    protocol=https host=git.example.com username=foobar
gives "that user gets it" "capability[]=authtype
authtype=Bearer
credential=other-token
username=foobar" "capability[]=authtype" protocol=https host=git.example.com username=foobar
misses "another user doesn't, nor a capability line" "capability[]=authtype" protocol=https \
    host=git.example.com username=barbaz
takes erase "another token" "capability[]=authtype" authtype=Bearer credential=outdated \
    protocol=https host=git.example.com username=foobar
gives "erases nothing" "capability[]=authtype
authtype=Bearer
credential=other-token
username=foobar" "capability[]=authtype" protocol=https host=git.example.com username=foobar
takes erase "the token itself" "capability[]=authtype" authtype=Bearer credential=other-token \
    protocol=https host=git.example.com username=foobar
misses "is erased" "capability[]=authtype" protocol=https host=git.example.com username=foobar
gives "and the other stays" "capability[]=authtype
authtype=Bearer
credential=random-token" "capability[]=authtype" protocol=https host=git.example.com
takes store "only protocol and host" protocol=https host=git.example.com
takes store "a credential without authtype" "capability[]=authtype" credential=x protocol=https \
    host=git5.example.com
misses "which nobody gets" "capability[]=authtype" protocol=https host=git5.example.com

## What is ephemeral

for value in 1 true yes banana; do
    takes store "ephemeral=$value, pre-encoded" "capability[]=authtype" authtype=Bearer credential=random-token \
        "ephemeral=$value" protocol=https host=git2.example.com
    takes store "ephemeral=$value, a password" protocol=https host=git3.example.com username=u password=p \
        "ephemeral=$value"
done
misses "ephemeral credentials aren't kept" "capability[]=authtype" protocol=https host=git2.example.com
misses "nor ephemeral passwords" protocol=https host=git3.example.com
takes store "ephemeral=0" protocol=https host=git3.example.com username=u password=p ephemeral=0
gives "what isn't ephemeral is" "username=u
password=p" protocol=https host=git3.example.com

## Expiry and refresh tokens

expiry="protocol=https host=expiry.example.com"
# shellcheck disable=SC2086 # two lines
{
    takes store "an expiry" $expiry username=user-expiry password=pass password_expiry_utc=9999999999
    gives "it comes back" "username=user-expiry
password=pass
password_expiry_utc=9999999999" $expiry username=user-expiry
    takes store "a password with one expiry" $expiry username=user2 password=pass1 password_expiry_utc=9999999998
    takes store "another with another" $expiry username=user2 password=pass2 password_expiry_utc=9999999999
    gives "the later one counts" "username=user2
password=pass2
password_expiry_utc=9999999999" $expiry username=user2
    takes erase "it, without its expiry" $expiry username=user2 password=pass2
    misses "it's gone" $expiry username=user2
    for value in 1 0 -1 12x 1e12 99999999999999999999 ""; do
        takes store "an expiry of '$value'" $expiry username=past password=p "password_expiry_utc=$value"
    done
    misses "what is past isn't kept" $expiry username=past
    takes store "a refresh token" $expiry username=user4 password=pass oauth_refresh_token=xyzzy
    gives "it comes back too" "username=user4
password=pass
oauth_refresh_token=xyzzy" $expiry username=user4
    takes store "a pre-encoded credential with everything" "capability[]=authtype" authtype=Bearer credential=t \
        $expiry username=user5 oauth_refresh_token=r password_expiry_utc=9999999999
    gives "all of it comes back" "capability[]=authtype
authtype=Bearer
credential=t
username=user5
oauth_refresh_token=r
password_expiry_utc=9999999999" "capability[]=authtype" $expiry username=user5
    misses "and none of it to who can't take it" $expiry username=user5
}

## Hosts

takes store "a host in capitals with the default port" protocol=https host=UPPER.example.com:443 \
    username=u password=p
gives "is the same host" "username=u
password=p" protocol=https host=upper.EXAMPLE.com
misses "another port is another host" protocol=https host=upper.example.com:8443
takes store "another port" protocol=https host=upper.example.com:8443 username=u password=q
gives "that one has its own" "username=u
password=q" protocol=https host=upper.example.com:8443

## Bytes

tab=$(printf '\t')
user="username= ü=%0a/../$tab"
password="password= =p=\\ 'x'\"\$(y) "
takes store "any bytes in user name and password" protocol=https host=bytes.example.com "$user" "$password"
gives "come back as they were" "$user
$password" protocol=https host=bytes.example.com

## Ways of calling it

printf 'protocol=https\nhost=sso.tld\nusername=u\npassword=p\n' >"$work/full"
printf 'protocol=https\nhost=sso.tld\n' >"$work/request"
exits 0 "options after the operation" git-credential-workfront store --any-host <"$work/full"
exits 0 "options around it" git-credential-workfront --quiet get --any-host <"$work/request"
has "find what was stored" "password=p" "$work/out"
exits 0 "by the program's own name" workfront-credential get --any-host <"$work/request"
has "by the program's own name: the same" "password=p" "$work/out"
exits 0 "without --any-host" git-credential-workfront get <"$work/request"
silent "nothing kept is answered" "$work/out"
exits 0 "without --any-host, store" git-credential-workfront store <"$work/full"
exits 0 "without --any-host, erase" git-credential-workfront erase <"$work/full"
exits 0 "and with it" git-credential-workfront --any-host get <"$work/request"
has "what was kept is still there" "password=p" "$work/out"
exits 0 "a profile named for Workfront's sake" git-credential-workfront --any-host --profile ci get <"$work/request"
has "doesn't hide what is kept" "password=p" "$work/out"

mkdir -p "$XDG_CONFIG_HOME/workfront-credential"
echo "any-host = yes" >"$XDG_CONFIG_HOME/workfront-credential/config"
exits 0 "any-host = yes in the configuration" git-credential-workfront get <"$work/request"
has "is as good as the option" "password=p" "$work/out"
echo "any-host = no" >"$XDG_CONFIG_HOME/workfront-credential/config"
exits 0 "any-host = no in the configuration" git-credential-workfront get <"$work/request"
silent "keeps to Workfront" "$work/out"
echo "any-host = maybe" >"$XDG_CONFIG_HOME/workfront-credential/config"
exits 2 "any-host = maybe is refused" git-credential-workfront get <"$work/request"
silent "without an answer" "$work/out"
rm "$XDG_CONFIG_HOME/workfront-credential/config"

for operation in frobnicate GET "" approve; do
    exits 0 "unknown operation '$operation'" git-credential-workfront --any-host "$operation" <"$work/full"
    silent "unknown operation '$operation': no output" "$work/out"
    silent "unknown operation '$operation': without a word" "$work/err"
done
exits 2 "no operation at all" git-credential-workfront --any-host
has "no operation at all: says what there is" "usage: " "$work/err"
silent "no operation at all: no answer" "$work/out"
exits 2 "two operations" git-credential-workfront --any-host get store <"$work/request"
silent "two operations: no answer" "$work/out"
exits 0 "capability" git-credential-workfront --any-host --lifetime 60 capability
same "capability: as it is without options" "version 0
capability authtype" "$work/out"
for seconds in 0 -1 1.5 soon 99999999999; do
    exits 2 "a lifetime of $seconds" git-credential-workfront --any-host --lifetime "$seconds" store <"$work/full"
done
printf 'protocol=https\nhost=short.tld\nusername=u\npassword=p\n' >"$work/short"
exits 0 "a lifetime of a second" git-credential-workfront --any-host --lifetime 1 store <"$work/short"

## A damaged record

sealed() {
    find "$XDG_DATA_HOME" -path '*/records-*' -type f | sort
}
sealed >"$work/before"
printf 'protocol=https\nhost=damaged.tld\nusername=u\npassword=p\n' >"$work/damaged"
git-credential-workfront --any-host store <"$work/damaged"
sealed >"$work/after"
file=$(comm -13 "$work/before" "$work/after")
ok "a host's credentials are one file" [ "$(comm -13 "$work/before" "$work/after" | wc -l)" -eq 1 ]
case $file in
*damaged*) result "not ok" "its name doesn't tell the host" ;;
*) result ok "its name doesn't tell the host" ;;
esac
printf damaged-as-no-chance-does | dd of="$file" bs=1 seek=70 conv=notrunc 2>/dev/null
for operation in get store; do
    exits 1 "$operation: a damaged record" git-credential-workfront --any-host "$operation" <"$work/damaged"
    silent "$operation: a damaged record: no answer" "$work/out"
    has "$operation: a damaged record: says which host" "error: damaged.tld: damaged" "$work/err"
    has "$operation: a damaged record: says what to do" "git credential reject" "$work/err"
done
exits 0 "other hosts aren't touched" git-credential-workfront --any-host get <"$work/request"
has "and answer" "password=p" "$work/out"
printf 'protocol=https\nhost=damaged.tld\n' >"$work/forget"
exits 0 "the host can be forgotten" git-credential-workfront --any-host erase <"$work/forget"
exits 0 "and stored anew" git-credential-workfront --any-host store <"$work/damaged"
exits 0 "and found" git-credential-workfront --any-host get <"$work/forget"
has "as before" "password=p" "$work/out"

## One write, a full disk

if command -v strace >/dev/null && strace -o "$work/trace" true 2>/dev/null; then
    # Without root's rights strace shows only where the bytes of an undumpable process are
    run strace -o "$work/trace" -e trace=write git-credential-workfront --any-host get <"$work/request"
    ok "an answer is written at once" [ "$(grep -c '^write(1, \("username=u\|0x\)' "$work/trace")" -eq 1 ]
    ok "and nothing beside it" [ "$(grep -c '^write(1,' "$work/trace")" -eq 1 ]
else
    skip "an answer is written at once" "strace can't be used"
fi

exits 1 "an answer that can't be written" sh -c "git-credential-workfront --any-host get >/dev/full" <"$work/request"
has "an answer that can't be written: says so" "standard output" "$work/err"
finish
