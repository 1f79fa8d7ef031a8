# redis.sh: Redis on loopback, each server a process of the story's own, with TLS and users. After
# lib.sh. A story that uses it is skipped where redis-server isn't installed.
#
#     redis_certificates        make $tls/ca.pem, server.pem and server.key for 127.0.0.1 and localhost
#     redis_certificate NAME SUBJECT DAYS [CA]   one more, for $names if there are any
#     redis_start NAME [ARG…]   start one with TLS in $work/NAME; leaves NAME's port and pid in
#                               $redis_port and $redis_pid
#     redis_cli PORT ARG…       redis-cli as the administrator
#     redis_ended PID           end one that was started, and wait
#     fleet KEY=VALUE…          one call of the program to $endpoint as $user with $password; the answer is
#                               in $work/out
#     answered WHAT STATUS ERROR   that call's answer has this status and error ("" = none)
#     field KEY [FILE]          of that answer
#
# Users: admin (everything), minter, reader (fleet.md's rules), each with the password "NAME-password".
#
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # stories use and set some variables, at_exit expands

needs "a fleet's cache in Redis" redis-server redis-cli openssl

program=$stage_libexecdir/workfront-credential-fleet
tls=$work/tls
redis_pids=
at_exit '{ end_ours -CONT $redis_pids; end_ours -KILL $redis_pids; wait $redis_pids; } 2>/dev/null'

redis_certificate() { # NAME SUBJECT DAYS [CA]
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tls/$1.key" \
        -subj "/CN=$2" -out "$tls/$1.csr" &&
        printf 'subjectAltName=%s\n' "${names:-IP:127.0.0.1,DNS:localhost}" >"$tls/$1.ext" &&
        openssl x509 -req -in "$tls/$1.csr" -CA "$tls/${4:-ca}.pem" -CAkey "$tls/${4:-ca}.key" \
            -CAcreateserial -days "$3" -extfile "$tls/$1.ext" -out "$tls/$1.pem"
}

redis_authority() { # NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tls/$1.key" \
        -subj "/CN=$1" -days 7 -out "$tls/$1.pem"
}

redis_certificates() {
    mkdir -p "$tls"
    {
        redis_authority ca && redis_certificate server 127.0.0.1 7
    } >"$tls/log" 2>&1 || { cat "$tls/log" && exit 99; }
    cat >"$tls/users" <<END
user default off
user admin on >admin-password ~* &* +@all
user minter on >minter-password ~wf:* +get +auth +hello +set +del +eval
user reader on >reader-password ~wf:* +get +auth +hello
END
}

redis_cli() { # PORT ARG…
    _port=$1
    shift
    REDISCLI_AUTH=admin-password timeout 60 redis-cli --user admin --tls --cacert "$tls/ca.pem" \
        -h 127.0.0.1 -p "$_port" "$@" 2>>"$work/cli.err"
}

redis_answers() { # PORT PID
    _tries=0
    until redis_cli "$1" ping | grep -q PONG; do
        _tries=$((_tries + 1))
        kill -0 "$2" 2>/dev/null && [ "$_tries" -lt 1200 ] || return 1
        sleep 0.05
    done
}

redis_start() { # NAME [ARG…]
    _name=$1
    shift
    mkdir -p "$work/$_name"
    for _try in 1 2 3 4 5; do
        redis_port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
        redis-server --port 0 --bind 127.0.0.1 --tls-port "$redis_port" --dir "$work/$_name" \
            --tls-cert-file "$tls/server.pem" --tls-key-file "$tls/server.key" \
            --tls-ca-cert-file "$tls/ca.pem" --tls-auth-clients no --tls-replication yes \
            --masteruser admin --masterauth admin-password --aclfile "$tls/users" --save "" \
            --repl-diskless-sync-delay 0 "$@" >"$work/$_name/log" 2>&1 &
        redis_pid=$!
        redis_pids="$redis_pids $redis_pid"
        redis_answers "$redis_port" "$redis_pid" && return
    done
    cat "$work/$_name/log" && exit 99
}

redis_ended() { # PID
    kill -CONT "$1"
    kill -KILL "$1"
    wait "$1" 2>/dev/null
}

fleet_write() { # KEY=VALUE…
    printf '%s\n' version=1 deadline="${deadline:-20000}" engine=redis
    # shellcheck disable=SC2086 # several endpoints are words
    [ -z "${endpoint:-}" ] || printf 'endpoint[]=%s\n' $endpoint
    [ -z "${user:-}" ] || printf '%s\n' "user=$user" "password=$password"
    printf '%s\n' "$@" ''
}

fleet() {
    fleet_write "$@" >"$work/call"
    # shellcheck disable=SC2086 # options are words
    run env -u CURL_CA_BUNDLE SSL_CERT_FILE="${ca:-$tls/ca.pem}" "$program" ${options:-} <"$work/call"
}

as() { # USER
    user=$1 password=$1-password
}

field() { # KEY [FILE]
    sed -n "s/^$1=//p" "${2:-$work/out}"
}

answered() { # WHAT STATUS ERROR
    if [ "$status" -eq 0 ] && [ "$(field version)" = 1 ] && [ "$(field status)" = "$2" ] &&
        [ "$(field error)" = "$3" ] && [ ! -s "$work/err" ]; then
        result ok "$1"
    else
        result "not ok" "$1 (exit $status, $(field status) $(field error))"
        comment "$work/out"
        comment "$work/err"
    fi
}

says() { # WHAT KEY VALUE
    if [ "$(field "$2")" = "$3" ]; then
        result ok "$1"
    else
        result "not ok" "$1 ($2 is \"$(field "$2" | cut -c1-80)\", not \"$3\")"
    fi
}
