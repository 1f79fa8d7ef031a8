# sandbox.sh: the sandbox (tests/sandbox/) for stories. After tests/lib/lib.sh:
#
#     . "$top_srcdir/tests/lib/sandbox.sh"
#     sandbox_start || exit
#
#     sandbox_start [OPTION…]     start it and take over its variables (https_proxy, SSL_CERT_FILE …);
#                                 it ends with the story, or at sandbox_stop. With
#                                 SANDBOX_AUTHORITIES=folder it's SSL_CERT_DIR instead
#     sandbox_stop                end it and wait until it has removed its folder
#     sandbox_reset               no faults, no requests, the world as at the start
#
#     sandbox_fault JSON          make a fault (tests/sandbox/fault.h); prints its number
#     sandbox_unfault [NUMBER]    delete it, or all; what was held by it goes on
#     sandbox_world JSON          change the world by a merge patch (tests/sandbox/world.h)
#     sandbox_revoke              no token issued so far is good any more
#
#     sandbox_count PATH [FILTER=VALUE…]      how many requests there were for PATH
#     sandbox_await N PATH [FILTER=VALUE…]    wait until there were N; fails after a minute
#     sandbox_requests [FILTER=VALUE…]        the requests themselves, as JSON
#     sandbox_alarms              how many requests no client may ever make (tests/sandbox/journal.h)
#
# The filters: method, host, path, scheme, status, note, alarm; a trailing * stands for any rest.
#
# shellcheck shell=sh

: "${SANDBOX:=${top_builddir:-.}/tests/sandbox/sandbox}"

# A sanitizer's report goes to a file in a story's folder: the sandbox has no standard error
sandbox_start() {
    _sandbox=$(
        if [ -n "${work-}" ]; then
            export ASAN_OPTIONS="log_path=$work/sanitizer${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
            export UBSAN_OPTIONS="log_path=$work/sanitizer${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}"
        fi
        exec "$SANDBOX" --watch $$ "$@"
    ) || return 1
    eval "$_sandbox"
    if [ "${SANDBOX_AUTHORITIES-file}" = folder ]; then
        unset SSL_CERT_FILE
        export SSL_CERT_DIR="$SANDBOX_FOLDER/ca"
    fi
    if command -v at_exit >/dev/null; then
        at_exit 'sandbox_stop || echo "Bail out! the sandbox did not end well"'
    fi
}

# A process that nobody waits for may stay listed for ever, but without a program
sandbox_stop() {
    [ -n "${SANDBOX_PID-}" ] || return 0
    kill "$SANDBOX_PID" 2>/dev/null
    _tries=1200
    while [ -e "/proc/$SANDBOX_PID/exe" ] && [ "$_tries" -gt 0 ]; do
        _tries=$((_tries - 1))
        sleep 0.05
    done
    unset SANDBOX_PID https_proxy SSL_CERT_FILE SANDBOX_CONTROL SANDBOX_TLS
    [ ! -e "$SANDBOX_FOLDER" ] && ! cat "${work:-/nonexistent}"/sanitizer* >&2 2>/dev/null
}

# What went wrong is on stderr, in one line
sandbox_control() { # METHOD PATH [CURL-ARGUMENT…]
    _method=$1 _path=$2
    shift 2
    _reply=$(curl -q -sS --noproxy '*' -X "$_method" -w '\n%{http_code}' "$@" \
        "$SANDBOX_CONTROL$_path") || return 1
    case $_reply in
    *2??) printf '%s' "${_reply%?2??}" ;;
    *) echo "sandbox: $_reply" >&2 && return 1 ;;
    esac
}

sandbox_reset() {
    sandbox_control POST /reset
}

sandbox_fault() {
    sandbox_control POST /fault --data-binary "$1" | tr -cd '0-9' | grep .
}

sandbox_unfault() {
    sandbox_control DELETE "/fault${1:+?id=$1}"
}

sandbox_world() {
    sandbox_control PATCH /world --data-binary "$1"
}

sandbox_revoke() {
    sandbox_control DELETE /tokens
}

# Each FILTER=VALUE as an encoded part of the query
sandbox_query() { # PATH FILTER=VALUE…
    _query=$1
    shift
    for _filter; do
        shift
        set -- "$@" --data-urlencode "$_filter"
    done
    sandbox_control GET "$_query" --get "$@"
}

sandbox_count() {
    _wanted=$1
    shift
    sandbox_query /count "path=$_wanted" "$@"
}

sandbox_await() {
    _least=$1 _wanted=$2
    shift 2
    [ "$(sandbox_query /count "path=$_wanted" "at_least=$_least" "$@")" -ge "$_least" ]
}

sandbox_requests() {
    sandbox_query /requests "$@"
}

sandbox_alarms() {
    sandbox_query /count 'alarm=*'
}
