# lib.sh: what every story shares. A story begins with
#
#     . "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
#
# and finds itself in an empty folder ($work) with a HOME and XDG folders of its own, the staged
# programs first in PATH, and no proxy, git or Workfront variable of the person who runs it.
# It speaks TAP: each of the functions below is one result, and the last line of a story is
# `finish`. A story that stops before that has failed. A COMMAND that begins with python3 is a skip
# where that isn't installed.
#
#     run COMMAND…                   run it; leaves $status, $work/out and $work/err
#     ok WHAT COMMAND…               COMMAND must succeed (in a sub-shell, its output is kept as a comment)
#     fails WHAT COMMAND…            COMMAND must not succeed
#     exits STATUS WHAT COMMAND…     run it; it must end with STATUS
#     same WHAT EXPECTED FILE        FILE must hold exactly the string EXPECTED and a line end
#     has WHAT STRING FILE           FILE must hold STRING
#     hasnt WHAT STRING FILE         FILE must not hold STRING
#     silent WHAT FILE               FILE must be empty
#     skip WHAT WHY                  say that something couldn't be tested here
#     needs WHAT TOOL…               where one isn't installed, skip what follows and end the story
#     await COMMAND…                 wait until COMMAND succeeds, for a minute at most: a busy machine takes what
#                                    a quick one does in a moment. Nothing else is a way to wait for something
#     open_stage                     have $stage_bindir where other users can run what is in it
#     at_exit COMMAND                have COMMAND run when the story ends, whatever happens
#     end_ours [-SIGNAL] PID…        end those that are still processes of this story: the number of one that
#                                    has ended may be anybody's by now, of another story that runs beside it
#
# shellcheck shell=sh

set -u
umask 077
# What the test driver has open hides what happens to the first descriptors of our own
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
# Nothing is left in the tree
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

# Not by the name of a folder for a token's file: those that look forsaken are swept
work=$(mktemp -d "${TMPDIR:-/tmp}/workfront-story.XXXXXX") || exit 99
results=0
finished=no
exit_commands=:

at_exit() {
    exit_commands="$1; $exit_commands"
}

end_ours() {
    _signal=-TERM
    case $1 in -*) _signal=$1 && shift ;; esac
    for _pid; do
        ! grep -q "^PPid:[^0-9]*$$\$" "/proc/$_pid/status" 2>/dev/null || kill "$_signal" "$_pid" 2>/dev/null
    done
}

leave() {
    trap - EXIT HUP INT TERM
    eval "$exit_commands"
    cd / && rm -rf "$work"
    if [ "$finished" = no ]; then
        echo "Bail out! the story stopped before its end"
        exit 1
    fi
    exit 0
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

finish() {
    echo "1..$results"
    finished=yes
    exit 0
}

result() { # ok|"not ok", what
    results=$((results + 1))
    echo "$1 $results - $2"
}

# The text of a file as TAP comments, without control bytes
comment() {
    [ -f "$1" ] && tail -n 20 "$1" | LC_ALL=C tr -cd '\n\040-\176' | sed 's/^/#   /'
}

# What the last `run` came to, for whoever reads of a failure
last_run() {
    [ ! -f "$work/err" ] || echo "#   the last run, exit ${status-?}, said:"
    comment "$work/err"
}

run() {
    status=0
    "$@" >"$work/out" 2>"$work/err" || status=$?
}

skip() {
    result ok "$1 # SKIP $2"
}

installed() { # TOOL
    command -v "$1" >/dev/null
}

needs() {
    _what=$1
    shift
    for _tool; do
        installed "$_tool" || { skip "$_what" "$_tool isn't installed" && finish; }
    done
}

# Whether the command of a result can't be run, as its interpreter is missing
skipped() { # WHAT COMMAND…
    [ "$2" = python3 ] && ! installed python3 && skip "$1" "python3 isn't installed"
}

ok() {
    ! skipped "$@" || return 0
    _what=$1
    shift
    if ("$@") >"$work/.ok" 2>&1; then
        result ok "$_what"
    else
        result "not ok" "$_what"
        comment "$work/.ok"
        last_run
    fi
}

fails() {
    ! skipped "$@" || return 0
    _what=$1
    shift
    if ("$@") >"$work/.ok" 2>&1; then
        result "not ok" "$_what"
        comment "$work/.ok"
    else
        result ok "$_what"
    fi
}

exits() {
    _status=$1
    shift
    ! skipped "$@" || return 0
    _what=$1
    shift
    run "$@"
    if [ "$status" -eq "$_status" ]; then
        result ok "$_what"
    else
        result "not ok" "$_what (exit $status, not $_status)"
        comment "$work/err"
    fi
}

same() {
    printf '%s\n' "$2" >"$work/.expected"
    if cmp -s "$work/.expected" "$3"; then
        result ok "$1"
    else
        result "not ok" "$1"
        diff -u "$work/.expected" "$3" >"$work/.diff"
        comment "$work/.diff"
    fi
}

has() {
    if LC_ALL=C grep -qaF -e "$2" "$3"; then
        result ok "$1"
    else
        result "not ok" "$1: no \"$2\""
        comment "$3"
    fi
}

hasnt() {
    if [ -f "$3" ] && ! LC_ALL=C grep -qaF -e "$2" "$3"; then
        result ok "$1"
    else
        result "not ok" "$1: \"$2\" is there"
    fi
}

silent() {
    if [ -f "$2" ] && [ ! -s "$2" ]; then
        result ok "$1"
    else
        result "not ok" "$1"
        comment "$2"
    fi
}

await() {
    _tries=1200
    until "$@"; do
        _tries=$((_tries - 1))
        [ "$_tries" -gt 0 ] || return 1
        sleep 0.05
    done
}

open_stage() {
    cp -R "${stage_bindir%"${bindir:=/usr/local/bin}"}" "$work/stage"
    chmod -R a+rX "$work/stage"
    chmod 711 "$work"
    stage_bindir=$work/stage$bindir
}

for _name in $(env | sed -n 's/^\(WORKFRONT_[A-Za-z0-9_]*\|GIT_[A-Za-z0-9_]*\|[a-zA-Z]*_proxy\|[A-Z]*_PROXY\|SSL_CERT_[A-Z]*\|SSH_ASKPASS[A-Z_]*\)=.*/\1/p'); do
    unset "$_name"
done
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
: "${stage_bindir:=$(dirname "$(command -v workfront-credential || echo /nowhere/x)")}"
: "${stage_libexecdir:=${stage_bindir%/*}/libexec}"
: "${stage_mandir:=${stage_bindir%/*}/share/man}"

HOME=$work/home
XDG_DATA_HOME=$HOME/.local/share
XDG_CONFIG_HOME=$HOME/.config
XDG_RUNTIME_DIR=$work/run
GIT_CONFIG_NOSYSTEM=1
LC_ALL=C.UTF-8
export top_srcdir top_builddir stage_bindir stage_libexecdir stage_mandir \
    HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_RUNTIME_DIR GIT_CONFIG_NOSYSTEM LC_ALL
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
cd "$work" || exit 99
