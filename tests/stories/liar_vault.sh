#!/bin/sh
# The programs that speak to a keyring or a TPM replaced by liars: whatever one of them answers, a
# store that only it opens stays locked, one with another slot opens, and nobody waits for ever.
# shellcheck disable=SC2154 # make check sets VAULT_PROGRAMS
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"

: "${bindir:=/usr/local/bin}" "${libexecdir:=/usr/local/libexec}"
config=$XDG_CONFIG_HOME/workfront-credential/config
mkdir -p "${config%/*}" "liar$bindir" "liar$libexecdir"
printf 'protocol=https\nhost=one.example\n\n' >"$work/request"
printf 'protocol=https\nhost=one.example\nusername=me\npassword=kept-CANARY\n\n' >"$work/stored"
cp "$stage_bindir/workfront-credential" "liar$bindir/"
export DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere
liar=$work/liar$bindir/workfront-credential

# The environment of the program is nearly empty, so all that it says is a part of it
lie() { # SHELL-COMMANDS
    {
        printf '#!/bin/sh\nPATH=%s\ncd %s || exit\n' "$PATH" "$work"
        cat "$work/words"
        printf '%s\n' "$1"
    } >"$program.new"
    chmod 700 "$program.new"
    mv -f "$program.new" "$program"
}

# What a program says that tells the truth: it keeps the last secret that it was given
cat >"$work/words" <<'WORDS'
say() { printf '%s\n' "$@" ''; }
secret=$(cat kept 2>/dev/null)
whole() { say verdict=yes "secret=$secret"; }
sealed() { say verdict=yes parent=00ff handle=81000001 public=0123 private=4567; }
honest() {
    call=$(sed -n 's/^call=//p' call)
    case $call in
    store | seal) sed -n 's/^secret=//p' call >kept ;;
    esac
    case $call in
    seal) sealed ;;
    store | clear) say verdict=yes ;;
    *) whole ;;
    esac
}
WORDS
truth='cat >call; honest'

configured() { # LINE…
    printf '%s\n' "$@" >"$config"
}

get() { # STORE
    run "$liar" --any-host get --store "$work/$1" --non-interactive <"$work/request"
}

clean() {
    [ -s "$work/err" ] && ! LC_ALL=C grep -q '[^ -~]' "$work/err" && ! grep -qF "$(cat "$work/kept")" "$work/err"
}

locked() { # WHAT
    get alone
    ok "$1: a store that only it opens stays locked" [ "$status" -eq 4 ]
    silent "$1: no answer" "$work/out"
    ok "$1: a clean message" clean
    get both
    ok "$1: another slot opens" [ "$status" -eq 0 ]
    has "$1: to answer" password=kept-CANARY "$work/out"
}

opens() { # WHAT
    get alone
    has "$1" password=kept-CANARY "$work/out"
}

# Two stores, one of which has a key file too
given_stores() { # MODULE
    program=$work/liar$libexecdir/workfront-credential-$1
    rm -rf alone both
    lie "$truth"
    configured "unlock sufficient $1" "unlock sufficient keyfile path=$work/key"
    "$liar" --any-host store --store "$work/alone" <"$work/stored" || exit 1
    cp -R alone both
    "$liar" key add keyfile "path=$work/key" --store "$work/both" -q || exit 1
    opens "$1: the truth opens"
    ok "$1: the store gets a new key" "$liar" rekey --store "$work/both" -q
}

# Lies about a secret that is asked for
lies() { # MODULE
    while IFS='|' read -r what commands; do
        lie "cat >call; $commands"
        locked "$1: $what"
    done <<'TABLE'
nothing|:
a failure|exit 1
a failure after the truth|whole; exit 3
a signal|kill -9 $$
a signal after the truth|whole; kill -9 $$
not a record|echo hello
the truth cut off|printf 'verdict=yes\nsecret=%s' "${secret%?}"
a line without a value|say verdict=yes "secret=$secret" x
bytes|printf 'verdict=yes\nsecret=%s\n\0\377\n\n' "$secret"
the truth twice|whole; whole
something after the truth|whole; echo x
no verdict|say "secret=$secret"
an empty verdict|say verdict= "secret=$secret"
an unknown verdict|say verdict=perhaps "secret=$secret"
a verdict in capitals|say verdict=YES "secret=$secret"
two verdicts|say verdict=yes verdict=yes "secret=$secret"
no, with the secret|say verdict=no "secret=$secret"
not mine, with the secret|say verdict=not-mine "secret=$secret"
yes without a secret|say verdict=yes
an empty secret|say verdict=yes secret=
two secrets|say verdict=yes "secret=$secret" "secret=$secret"
another secret|say verdict=yes "secret=$(printf '%064d' 0)"
a secret that is short|say verdict=yes "secret=${secret%??}"
a secret that is long|say verdict=yes "secret=${secret}00"
half a byte more|say verdict=yes "secret=${secret}0"
a secret in capitals|say verdict=yes "secret=$(echo "$secret" | tr a-f A-F)A"
a secret with a blank|say verdict=yes "secret= $secret"
a secret that isn't a number|say verdict=yes "secret=$(printf '%064d' 0 | tr 0 z)"
a secret of a million bytes|say verdict=yes "secret=$(head -c 1000000 /dev/zero | tr '\0' 0)"
a list of secrets|say verdict=yes "secret[]=$secret"
endless lines|yes
endless bytes|cat /dev/zero
endless fields|yes x=y
a reason full of control bytes|printf 'verdict=no\ndetail=a\033]0;x\007b\rc\303\n\n'
a reason of a megabyte|say verdict=no "detail=$(head -c 1000000 /dev/zero | tr '\0' e)"
a reason that is the secret|say verdict=maybe "secret=$secret" detail=
TABLE
    lie "exec cat /dev/null"
    locked "$1: who doesn't listen"
    rm "$program"
    locked "$1: no program at all"

    # What can't be told from the truth, and does no harm
    # shellcheck disable=SC2016 # for the liar's shell
    lie 'cat >call; say future=1 verdict=yes "secret=$secret" list[]=x'
    opens "$1: fields that nobody knows are left alone"
    lie 'whole'
    opens "$1: who knows the answer before the question is asked"
    lie "$truth"
    opens "$1: the truth opens again"
    get both
    has "$1: with a new key too" password=kept-CANARY "$work/out"
}

# Lies about a secret that is to be kept
refuses_to_keep() { # MODULE WHAT COMMANDS
    lie "cat >call; $3"
    run "$liar" --any-host store --store "$work/new" <"$work/stored"
    ok "$1: $2: no store is made" [ "$status" -eq 4 ]
    ok "$1: $2: a clean message" clean
    ok "$1: $2: nothing is left" sh -c "! find '$work/new' -type f -name keys | grep ."
    rm -rf new
}

lies_about_keeping() { # MODULE
    configured "unlock sufficient $1"
    while IFS='|' read -r what commands; do
        refuses_to_keep "$1" "$what" "$commands"
    done <<'TABLE'
nothing|:
a failure|sealed; exit 1
no|say verdict=no
not mine|say verdict=not-mine
something after the truth|sealed; echo x
TABLE
}

lies_about_sealing() { # MODULE
    lies_about_keeping "$1"
    while IFS='|' read -r what commands; do
        refuses_to_keep "$1" "$what" "$commands"
    done <<'TABLE'
no parts|say verdict=yes
no parent|say verdict=yes handle=81000001 public=0123 private=4567
an empty parent|say verdict=yes parent= handle=81000001 public=0123 private=4567
a long parent|say verdict=yes "parent=$(printf '%0134d' 0)" handle=81000001 public=0123 private=4567
a short handle|say verdict=yes parent=00ff handle=810000 public=0123 private=4567
half a byte|say verdict=yes parent=00ff handle=81000001 public=012 private=4567
a part with a blank|say verdict=yes parent=00ff handle=81000001 "public=01 pcrs=7" private=4567
a part in capitals|say verdict=yes parent=00ff handle=81000001 public=0123 private=AB
a long part|say verdict=yes parent=00ff handle=81000001 public=0123 "private=$(printf '%01026d' 0)"
two parts|say verdict=yes parent=00ff handle=81000001 public=0123 public=0123 private=4567
TABLE
}

# Those who take their time, all at once
slowly() {
    configured "unlock sufficient secret-service timeout=1"
    slow=0
    while IFS='|' read -r what commands; do
        slow=$((slow + 1))
        mkdir -p "slow.$slow$bindir" "slow.$slow$libexecdir"
        cp "$liar" "slow.$slow$bindir/"
        lie "$commands"
        cp "$program" "slow.$slow$libexecdir/"
        printf '%s\n' "$what" >"slow.$slow.what"
        (
            "slow.$slow$bindir/workfront-credential" --any-host get --store "$work/alone" \
                --non-interactive <"$work/request" >"slow.$slow.out" 2>"slow.$slow.err"
            echo $? >"slow.$slow.status"
        ) &
    done <<'TABLE'
silence|exec sleep 60
silence after the truth|whole; exec sleep 60
the answer is closed, the program stays|whole; exec >&-; exec sleep 60
a child keeps the answer open|whole; sleep 60 2>/dev/null & exit 0
one byte a second|while sleep 1; do printf v; done
TABLE
    wait
    while [ "$slow" -gt 0 ]; do
        what=$(cat "slow.$slow.what")
        same "$what: comes to an end" 4 "slow.$slow.status"
        silent "$what: no answer" "slow.$slow.out"
        slow=$((slow - 1))
    done
}

for module in $VAULT_PROGRAMS; do
    given_stores "$module"
    lies "$module"
    case $module in
    tpm2) lies_about_sealing "$module" ;;
    *) lies_about_keeping "$module" && slowly ;;
    esac
done
[ -n "$VAULT_PROGRAMS" ] || skip "programs that lie" "this build has none"
finish
