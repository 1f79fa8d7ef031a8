# adding.sh: what a new command or dialect has to bring, as CONTRIBUTING.md says. After tests/lib/lib.sh:
#
#     forgotten TREE BUILD    prints a line for each place that was forgotten in the sources of TREE, by the
#                             table of the program that was built of them in BUILD
#
# shellcheck shell=sh
# shellcheck disable=SC2154 # lib.sh sets some variables

commands_of() { # PROGRAM
    "$1" help -v | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'
}

# Whether COMMAND answers in a dialect: only such a one can be explained
has_dialect() { # PROGRAM COMMAND
    "$1" explain "$2" >/dev/null 2>&1
    [ $? -ne 2 ]
}

# Functions command_… and dialect_… that are built and that no row names
without_a_row() { # BUILD
    set -- "$1/libhelper.a" "$1/libprotocol.a" "$1/libstatic.a"
    [ ! -e "$3" ] || set -- "$3"
    nm -A "$@" 2>/dev/null | sed -n 's/.*-\(commands\|shell\)\.o: .* U //p' | sort -u >"$work/named"
    nm -A "$@" 2>/dev/null | grep -v -- '-commands\.o:' |
        sed -nE 's/.* [TDR] ((command|dialect)_[a-z_]*)$/\1/p' | sort -u >"$work/built"
    comm -13 "$work/named" "$work/built"
}

forgotten() {
    commands_of "$2/workfront-credential" | while read -r command; do
        grep -qE "^\.(It )?Cm $command( |\$)" "$1/helper/workfront-credential.1" ||
            echo "$command: helper/workfront-credential.1"
        [ "$command" = forget ] || grep -q -- "workfront-credential $command" "$1/tests/stories/inject.sh" ||
            grep -qE "for command in .*\<$command\>" "$1/tests/stories/inject.sh" ||
            echo "$command: tests/stories/inject.sh"
        has_dialect "$2/workfront-credential" "$command" || continue
        grep -q "\`${command}[\` ]" "$1/protocol/PROTOCOL.md" || echo "$command: protocol/PROTOCOL.md"
    done
    without_a_row "$2" | sed 's,$,: helper/commands.h,'
    families_of "$1" | while read -r family; do
        for place in protocol/family.h helper/token/answer.h helper/workfront-credential.1 \
            contrib/completions/_workfront-credential contrib/completions/workfront-credential.bash \
            contrib/completions/workfront-credential.fish tests/stories/families.sh tests/stories/account.sh \
            tests/unit/check_family.c; do
            grep -qw "$family" "$1/$place" || echo "$family: $place"
        done
    done
}

families_of() { # SOURCE
    sed -n 's/^ *{ \.name = "\(.*\)",$/\1/p' "$1/protocol/family.c"
}
