#!/bin/sh
# The examples of `fleet = exec`: a folder, redis-cli, kubectl. Each does the five calls as
# workfront-credential-fleet does them, and a fleet can be made on it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
. "$top_srcdir/tests/lib/life.sh"
. "$top_srcdir/tests/lib/fleet.sh"
examples=$top_srcdir/contrib/examples
token='wf:{0a1b2c3d}:t:00' lock='wf:{0a1b2c3d}:l:00'

call() { # KEY=VALUE…
    printf '%s\n' version=1 deadline=20000 "$@" '' >call
    set -f
    # shellcheck disable=SC2086 # words
    run $command <call
    set +f
}
got() { # WHAT LINE…: the answer, in any order
    _what=$1
    shift
    printf '%s\n' version=1 "$@" | sort >wanted
    grep . out | sort >sorted
    if [ "$status" -eq 0 ] && cmp -s wanted sorted; then
        result ok "$example: $_what"
    else
        result "not ok" "$example: $_what"
        diff wanted sorted >differs
        comment differs
        comment err
    fi
}

calls_as_promised() { # EXAMPLE COMMAND…
    example=$1
    shift
    command=$*
    call call=fleet-read name="$token"
    got "nothing is there" status=not-found
    call call=fleet-acquire name="$token" lock="$lock" holder=me ttl=900000
    got "the lock is taken" status=ok lock=taken
    call call=fleet-acquire name="$token" lock="$lock" holder=me ttl=900000
    got "again by the same" status=ok lock=taken
    call call=fleet-acquire name="$token" lock="$lock" holder=you ttl=900000
    got "and held against another" status=ok lock=held
    call call=fleet-publish name="$token" generation=1 value=Zmlyc3Q= ttl=900000 lock="$lock" holder=me
    got "a value is published" status=ok
    call call=fleet-read name="$token"
    got "and read" status=ok generation=1 value=Zmlyc3Q=
    call call=fleet-acquire name="$token" lock="$lock" holder=you ttl=900000
    got "who has seen less gets it" status=ok generation=1 value=Zmlyc3Q=
    call call=fleet-acquire name="$token" seen=1 lock="$lock" holder=you ttl=900000
    got "who has seen it the lock, which had fallen" status=ok lock=taken generation=1 value=Zmlyc3Q=
    call call=fleet-publish name="$token" generation=2 value=bGF0ZQ== ttl=900000 lock="$lock" holder=me
    got "who hasn't is late" status=ok late=1 generation=1 value=Zmlyc3Q=
    call call=fleet-acquire name="$token" seen=1 lock="$lock" holder=me ttl=900000
    got "and another's lock stays" status=ok lock=held generation=1 value=Zmlyc3Q=
    call call=fleet-publish name="$token" generation=1 value=Zmlyc3Q= ttl=900000
    got "the very same isn't late" status=ok
    call call=fleet-publish name="$token" seen=1 generation=2 value=c2Vjb25k ttl=900000 lock="$lock" holder=you
    got "the next is published" status=ok
    call call=fleet-acquire name="$token" seen=2 lock="$lock" holder=me ttl=900000
    got "with its lock let go" status=ok lock=taken generation=2 value=c2Vjb25k
    call call=fleet-release lock="$lock" holder=you
    got "another's isn't" status=ok
    call call=fleet-release lock="$lock" holder=me
    got "one's own is" status=ok
    call call=fleet-acquire name="$token" seen=2 lock="$lock" holder=you ttl=1
    got "so it can be had" status=ok lock=taken generation=2 value=c2Vjb25k
    sleep 0.05
    call call=fleet-acquire name="$token" seen=2 lock="$lock" holder=me ttl=900000
    got "and it falls in time" status=ok lock=taken generation=2 value=c2Vjb25k
    call call=fleet-release lock="$lock" holder=me
    call call=fleet-write name="$token" seen=-1 generation=9 value=YW55 ttl=900000
    got "anything is written over" status=ok
    call call=fleet-write name="$token" seen=9
    got "and deleted" status=ok
    call call=fleet-read name="$token"
    got "so nothing is there" status=not-found
    call call=fleet-dance
    got "another call isn't known" status=malformed field=call
}

fleet_on() { # EXAMPLE CONFIGURATION: a token from a reader, once asked for
    fleet=$2
    rm -rf one r reader.key minter.key
    given_minter one
    given_reader r
    asked 0 "$1: a minter, and a reader without a secret"
    on one workfront-credential token >one.token
    on r workfront-credential token >r.token
    ok "$1: they have the same token" cmp -s one.token r.token
}

given_sandbox

mkdir -m 700 folder
calls_as_promised fleet-folder "$examples/fleet-folder" folder
fleet_on fleet-folder "fleet = exec path=$examples/fleet-folder arg=$work/folder"

# A kubectl that does what $does says, warns as the real one may, and tells what it was given
mkdir stub
cat >stub/kubectl <<'END'
#!/bin/sh
printf '%s\n' "$@" >>"$0.words"
echo "W1130 11:30:00 config.go:1] Use tokens from the TokenRequest API" >&2
case $* in *'-f -'*) cat >>"$0.input" ;; esac
. "$0.does"
END
chmod 755 stub/kubectl
sed "s|^PATH=|PATH=$work/stub:|" "$examples/fleet-kubectl" >fleet-stub
chmod 755 fleet-stub
does() { # SHELL COMMANDS
    printf '%s\n' "$1" >stub/kubectl.does
}
example=fleet-kubectl command="./fleet-stub --context * --user [a-z]"
does 'echo "@7 99999999999999 3 c2VhbGVk"'
call call=fleet-read name="$token"
got "what kubectl warns of isn't read" status=ok generation=3 value=c2VhbGVk
ok "its words come as they are" grep -qx '\*' stub/kubectl.words
ok "all of them" grep -qx '\[a-z\]' stub/kubectl.words
does 'echo "@7 99999999999999 a[0] c2VhbGVk"'
call call=fleet-read name="$token"
got "a generation that is none isn't there" status=not-found
does "printf 'no route\\nto \\033[1mhost' >&2; exit 1"
call call=fleet-read name="$token"
has "a kubectl that fails is told" status=unreachable out
ok "with its words in one line" grep -q '^error_description=W1130.*no routeto \[1mhost$' out
silent "and none beside" err
does 'case $* in *" get "*) echo "Error from server (NotFound): configmaps" >&2 ;;
    *) echo "Error from server (NotFound): namespaces \"w\" not found" >&2 ;; esac; exit 1'
call call=fleet-publish name="$token" generation=1 value=Q0FOQVJZ ttl=60000
has "a namespace that isn't there is told" 'namespaces "w" not found' out
hasnt "a value is in no argument" Q0FOQVJZ stub/kubectl.words
has "but in what kubectl reads" Q0FOQVJZ stub/kubectl.input
hasnt "and not in what is told" Q0FOQVJZ out
does 'case $* in *" get "*) echo "@7 99999999999999 1 Zmlyc3Q=" ;;
    *) echo "Error from server (Forbidden): no" >&2; exit 1 ;; esac'
call call=fleet-write name="$token" seen=-1
has "who may delete nothing is told" error=permission out
does 'case $* in *" get "*) echo "@7 99999999999999 1 me" ;;
    *) echo "Error from server (Conflict): the object has been modified" >&2; exit 1 ;; esac'
: >stub/kubectl.input
call call=fleet-release lock="$lock" holder=me
got "a lock that another has meanwhile isn't let go" status=ok
has "it was tried with what was seen" '"resourceVersion": "7"' stub/kubectl.input
hasnt "and nothing is deleted whoever has it" delete stub/kubectl.words
does 'kill -9 $$'
call call=fleet-read name="$token"
has "a kubectl that is killed is told" status=unreachable out
call call=fleet-read name="a'b\"c"
got "a name with a quote is none" status=malformed field=name

if installed python3 && installed kubectl; then
    mkdir api
    python3 "$top_srcdir/tests/lib/kubernetes_api.py" api &
    at_exit "end_ours $!"
    await [ -s api/port ]
    words="--server http://127.0.0.1:$(cat api/port) --namespace workfront --cache-dir $work/discovery"
    # shellcheck disable=SC2086 # words
    calls_as_promised fleet-kubectl "$examples/fleet-kubectl" $words
    : >api/forbidden
    call call=fleet-read name="$token"
    has "fleet-kubectl: what isn't allowed is told" error=permission out
    rm api/forbidden
    # shellcheck disable=SC2086 # words
    fleet_on fleet-kubectl "fleet = exec path=$examples/fleet-kubectl env=HOME $(printf ' arg=%s' $words)"
else
    skip fleet-kubectl "kubectl or python3 isn't installed"
fi

. "$top_srcdir/tests/lib/redis.sh"
redis_certificates
redis_start engine
words="--user minter --tls --cacert $tls/ca.pem -h 127.0.0.1 -p $redis_port"
REDISCLI_AUTH=minter-password
export REDISCLI_AUTH
# shellcheck disable=SC2086 # words
calls_as_promised fleet-redis-cli "$examples/fleet-redis-cli" $words
redis_cli "$redis_port" set "$token" "7 $(printf shared | base64)" >/dev/null
call call=fleet-read name="$token"
got "it reads what workfront-credential-fleet writes" status=ok generation=7 "value=$(printf shared | base64)"
REDISCLI_AUTH=wrong
call call=fleet-read name="$token"
has "fleet-redis-cli: a wrong password is told" status=refused out
REDISCLI_AUTH=minter-password
# shellcheck disable=SC2086 # words
fleet_on fleet-redis-cli "fleet = exec path=$examples/fleet-redis-cli env=REDISCLI_AUTH$(printf ' arg=%s' $words)"
finish
