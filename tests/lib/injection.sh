# injection.sh: failure injection (tests/inject/) for stories. After tests/lib/lib.sh:
#
#     given_injection                          skips the story where sanitizers are; from then on the
#                                              helper is one that a library can be preloaded into
#     tortured WHAT OPTION… -- COMMAND…        each call of COMMAND goes wrong in three ways, and
#                                              `torture` with these options finds it all right: three
#                                              results; ours are noted in $work/tortured
#     sparsely STEP                            prints every how many-th call a short run takes
#
# INJECT_LONG=yes (make torture) takes every call.
#
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets some variables

. "$top_srcdir/tests/lib/tree.sh"

torture=$top_builddir/tests/faults/torture
library=$top_builddir/tests/faults/inject.so

given_injection() {
    case ${INSTRUMENT_CFLAGS-} in
    *-fsanitize=*)
        skip "failure injection" "sanitizers have allocators of their own"
        finish
        ;;
    esac
    given_preloadable
    PATH=$preloadable:$PATH
}

tortured() {
    _title=$1
    shift
    echo " $*" | sed -n 's/.* -- workfront-credential \([a-z-]*\).*/\1/p' >>"$work/tortured"
    for kind in fail interrupt short; do
        ok "$_title ($kind)" "$torture" --library "$library" --kind "$kind" "$@"
    done
}

sparsely() {
    [ "${INJECT_LONG-no}" = yes ] && echo 1 || echo "$1"
}
