#!/bin/sh
# The program of a fleet's cache and a Redis with TLS and users: its five calls, what they do to what
# is there, and what it says when something isn't as it should be.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/redis.sh"

redis_certificates
redis_start one
one=$redis_port one_pid=$redis_pid
endpoint=rediss://127.0.0.1:$one
as minter
token='wf:{0a1b2c3d}:t:00' lock='wf:{0a1b2c3d}:l:00'

holds() { # WHAT KEY VALUE
    redis_cli "$one" get "$2" >"$work/held"
    same "$1" "$3" "$work/held"
}

## The five calls

fleet call=fleet-read name="$token"
answered "there is nothing to read" not-found ""
fleet call=fleet-acquire name="$token" lock="$lock" holder=me ttl=900000
answered "the lock is asked for" ok ""
says "and taken" lock taken
fleet call=fleet-acquire name="$token" lock="$lock" holder=me ttl=900000
says "again by the same" lock taken
fleet call=fleet-acquire name="$token" lock="$lock" holder=you ttl=900000
answered "another asks" ok ""
says "and it is held" lock held
fleet call=fleet-publish name="$token" generation=1 value=Zmlyc3Q= ttl=900000 lock="$lock" holder=me
answered "the holder publishes" ok ""
says "in time" late ""
holds "it is there with its generation" "$token" "1 Zmlyc3Q="
holds "and the lock has fallen" "$lock" ""
redis_cli "$one" pttl "$token" >"$work/ttl"
ok "it is forgotten in time" [ "$(cat "$work/ttl")" -gt 300000 -a "$(cat "$work/ttl")" -le 900000 ]
fleet call=fleet-read name="$token"
answered "it can be read" ok ""
says "with its generation" generation 1
says "and its value" value Zmlyc3Q=
fleet call=fleet-acquire name="$token" lock="$lock" holder=you ttl=900000
answered "who has seen less" ok ""
says "gets what is there" value Zmlyc3Q=
says "and no lock" lock ""
holds "there is none" "$lock" ""
fleet call=fleet-acquire name="$token" seen=1 lock="$lock" holder=you ttl=900000
says "who has seen it gets the lock" lock taken
says "and what is there" generation 1
fleet call=fleet-publish name="$token" generation=1 value=bGF0ZQ== ttl=900000 lock="$lock" holder=me
answered "who publishes over what he hasn't seen" ok ""
says "is late" late 1
says "and gets what is there" value Zmlyc3Q=
holds "which stays" "$token" "1 Zmlyc3Q="
holds "with another's lock" "$lock" you
fleet call=fleet-publish name="$token" generation=1 value=Zmlyc3Q= ttl=900000
says "the very same again isn't late" late ""
fleet call=fleet-publish name="$token" seen=1 generation=2 value=c2Vjb25k ttl=900000 lock="$lock" holder=you
says "the next one is in time" late ""
holds "it is there" "$token" "2 c2Vjb25k"
fleet call=fleet-acquire name="$token" seen=2 lock="$lock" holder=me ttl=900000
fleet call=fleet-release lock="$lock" holder=you
answered "another's lock is let go" ok ""
holds "and stays" "$lock" me
fleet call=fleet-release lock="$lock" holder=me
holds "one's own isn't" "$lock" ""
fleet call=fleet-acquire name="$token" seen=2 lock="$lock" holder=me ttl=1
until [ -z "$(redis_cli "$one" get "$lock")" ]; do :; done
fleet call=fleet-acquire name="$token" seen=2 lock="$lock" holder=you ttl=1
says "a lock falls after its time" lock taken
fleet call=fleet-write name="$token" seen=1 generation=9 value=bmV2ZXI= ttl=900000
says "a write over what isn't there is late" late 1
fleet call=fleet-write name="$token" seen=-1 generation=1 value=YW55 ttl=900000
says "one over anything isn't" late ""
holds "it is there" "$token" "1 YW55"
fleet call=fleet-write name="$token" seen=1
holds "an empty one deletes" "$token" ""

## Whatever else is in the engine isn't there

big=$(head -c 36864 /dev/zero | base64 -w 0)
for value in "" "1" "1 " " QQ==" "0 QQ==" "01 QQ==" "-1 QQ==" "1  QQ==" "1 Q" "1 Q===" "1 QQ==x" "x QQ==" \
    "1000000000000000 QQ==" "1 ${big}AAAA" "2 c2Vj b25k" "2 é"; do
    redis_cli "$one" set "$token" "$value" >/dev/null
    what="\"$(printf %.20s "$value" | LC_ALL=C tr -cd '\40-\176')\""
    fleet call=fleet-read name="$token"
    answered "$what can't be read" not-found ""
    fleet call=fleet-publish name="$token" generation=1 value=QQ== ttl=900000
    says "and makes nobody late" late ""
done
redis_cli "$one" rpush 'wf:{0a1b2c3d}:t:01' x >/dev/null
fleet call=fleet-read name='wf:{0a1b2c3d}:t:01'
answered "a list is an error of the engine's" unexpected engine
fleet call=fleet-publish name="$token" seen=1 generation=999999999999999 value="$big" ttl=900000
answered "the largest value" ok ""
fleet call=fleet-read name="$token"
says "is read whole" value "$big"
says "with the highest generation" generation 999999999999999

## Who may do what

as reader
fleet call=fleet-read name="$token"
answered "a reader reads" ok ""
fleet call=fleet-publish name="$token" seen=-1 generation=1 value=QQ== ttl=900000
answered "and can't publish" refused permission
fleet call=fleet-acquire name="$token" seen=-1 lock="$lock" holder=me ttl=900000
answered "nor lock" refused permission
fleet call=fleet-write name="$token" seen=-1
answered "nor delete" refused permission
fleet call=fleet-read name=other
answered "nor read what isn't the fleet's" refused permission
as minter
fleet call=fleet-write name=other seen=-1 generation=1 value=QQ== ttl=900000
answered "nor does a minter write that" refused permission
password=wrong-password
fleet call=fleet-read name="$token"
answered "a wrong password is told" refused login
hasnt "without it" wrong-password "$work/out"
user='' password=''
fleet call=fleet-read name="$token"
answered "so is none" refused login
as minter

## What is left in its memory

witnessed() { # WHAT KEY=VALUE…
    _what=$1
    shift
    if [ -n "${INSTRUMENT_CFLAGS-}" ]; then
        skip "$_what: no password is left" "sanitizers keep copies, and shadows without an end"
        return
    fi
    fleet_write "$@" >call
    echo "password=$password" >needles
    run "$top_builddir/tests/faults/witness" --needles needles --program workfront-cred \
        env -u CURL_CA_BUNDLE SSL_CERT_FILE="$tls/ca.pem" "$program" <call
    if [ "$status" -eq 99 ]; then
        skip "$_what: no password is left" "processes can't be traced here"
    else
        ok "$_what: no password is left" [ "$status" -eq 0 ]
        has "$_what: its processes were looked at" "2 seen, 0 unseen" err
    fi
}
witnessed "a read" call=fleet-read name="$token"
witnessed "a publication" call=fleet-publish name="$token" seen=-1 generation=1 value=QQ== ttl=900000
endpoint=rediss://127.0.0.1:1
witnessed "nobody there" call=fleet-read name="$token"
endpoint=rediss://127.0.0.1:$one
password=wrong-password
witnessed "a wrong one" call=fleet-read name="$token"
as minter

## Whom it trusts

(redis_authority other && redis_certificate expired 127.0.0.1 0 &&
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tls/named.key" -subj /CN=x \
        -addext subjectAltName=DNS:cache.example.com -days 7 -out "$tls/named.pem") >"$tls/log" 2>&1
ca=$tls/other.pem
fleet call=fleet-read name="$token"
answered "another authority's certificate isn't trusted" unreachable tls-certificate
ca=$work/nowhere
fleet call=fleet-read name="$token"
answered "a file of authorities must be there" unreachable tls-ca
ca=''
redis_cli "$one" config set tls-cert-file "$tls/named.pem" tls-key-file "$tls/named.key" >/dev/null
ca=$tls/named.pem
fleet call=fleet-read name="$token"
answered "nor is another host's" unreachable tls-certificate
ca=''
redis_start expired
redis_cli "$redis_port" config set tls-cert-file "$tls/expired.pem" tls-key-file "$tls/expired.key" >/dev/null
endpoint=rediss://127.0.0.1:$redis_port
fleet call=fleet-read name="$token"
answered "nor is one that has expired" unreachable tls-certificate

## By an address of IPv6

if grep -q '^0\{31\}1 .* lo$' /proc/net/if_inet6 2>/dev/null; then
    names=IP:127.0.0.1,IP:::1 redis_certificate six six 7 >>"$tls/log" 2>&1
    redis_start six --bind 127.0.0.1 ::1
    endpoint="rediss://[::1]:$redis_port"
    fleet call=fleet-read name="$token"
    answered "a certificate without the address isn't taken" unreachable tls-certificate
    redis_cli "$redis_port" config set tls-cert-file "$tls/six.pem" tls-key-file "$tls/six.key" >/dev/null
    fleet call=fleet-write name="$token" seen=-1 generation=6 value=c2l4 ttl=900000
    answered "one with it is" ok ""
    endpoint="rediss://[0:0:0::0:1]:$redis_port"
    fleet call=fleet-read name="$token"
    says "however it is written" value c2l4
    endpoint="rediss://[::1]:1 rediss://[::1]:$redis_port"
    fleet call=fleet-read name="$token"
    says "also as the second one" value c2l4
    redis_ended "$redis_pid"
    fleet call=fleet-read name="$token"
    answered "when nobody listens that is told" unreachable connect
else
    skip "an address of IPv6" "this machine has no ::1"
fi
endpoint=rediss://127.0.0.1:$one
redis_ended "$one_pid"
fleet call=fleet-read name="$token"
answered "nobody listens" unreachable connect
finish
