# faketime.sh: commands with another clock. After tests/lib/lib.sh:
#
#     given_faketime              skips the story where libfaketime isn't there
#     later SECONDS COMMAND…      run COMMAND with the wall clock so much later (or earlier: -60)
#     all_clocks_later …          the same with every clock, also the one that nobody sets
#     just_started COMMAND…       COMMAND is one of these: on a machine that has just been started, too
#     $faketime                   the library, for who preloads it otherwise
#
# Not by the program faketime: it fails where a killed process of the same number has left a
# semaphore, which the library by itself does without.
#
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh and tree.sh set some variables

for faketime in /usr/lib/*/faketime/libfaketime.so.1 /usr/lib/faketime/libfaketime.so.1; do
    [ ! -e "$faketime" ] || break
done
. "$top_srcdir/tests/lib/tree.sh"
given_preloadable

started=
given_faketime() {
    if [ ! -e "$faketime" ]; then
        skip "$0" "libfaketime isn't here"
        finish
    fi
}

# env(1), so that nothing but COMMAND has the library. A sanitizer wants to be the first of all
# libraries, but can be talked out of it
faked() { # KEEP-MONOTONIC FAKETIME COMMAND…
    _keep=$1 _time=$2
    shift 2
    env PATH="$preloadable:$PATH" \
        LD_PRELOAD="${started:+$started:}$faketime" FAKETIME="$_time" FAKETIME_DONT_FAKE_MONOTONIC="$_keep" \
        ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" "$@"
}

shifted() { # KEEP-MONOTONIC SECONDS COMMAND…
    _keep=$1 _seconds=$2
    shift 2
    case $_seconds in -*) ;; *) _seconds=+$_seconds ;; esac
    faked "$_keep" "${_seconds}s" "$@"
}

later() {
    shifted 1 "$@"
}

just_started() {
    started=$top_builddir/tests/faults/started.so
    "$@"
    set -- $?
    started=
    return "$1"
}

all_clocks_later() {
    shifted 0 "$@"
}

# What libfaketime shares outlives a process that is killed, and may meet another of its number
clear_faketime() {
    for _left in /dev/shm/faketime_shm_* /dev/shm/sem.faketime_sem_*; do
        [ -d "/proc/${_left##*_}" ] || rm -f "$_left" 2>/dev/null
    done
}
at_exit clear_faketime
