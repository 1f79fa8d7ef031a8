#!/bin/sh
# Completions: every command, option, profile and host is offered, in each shell that is here.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/admin.sh"
given_sandbox
given_profile
workfront-credential setup -q --no-verify --profile other --from "$credential" --host "$host" || exit 1
folder=$top_srcdir/contrib/completions

workfront-credential help -v | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' | sort >commands
ok "help lists commands" [ "$(wc -l <commands)" -gt 20 ]
options_of() { # COMMAND
    workfront-credential help -v "$1" | sed -nE 's/^  (-[A-Za-z],|   ) (--[a-z-]*).*/\2/p' | sort
}

# Options that take a value: each completion must know all of them to find the command
while read -r command; do
    workfront-credential help -v "$command" | sed -nE 's/^  (-[A-Za-z],|   ) (--[a-z-]+) [A-Z].*/\2/p'
done <commands | sort -u >valued
for file in "$folder"/*; do
    tr -s ' |()' '\n' <"$file" | sort -u >words
    ok "${file##*/} knows which options take a value" sh -c '! comm -23 valued words | grep .'
done

# What a shell offers after LINE, a word a line
in_bash() { # LINE
    # shellcheck disable=SC2016 # for the inner shell
    bash --norc -c 'compopt() { echo "$*" >>compopt; }
        . "$1"; COMP_LINE=$2; read -ra COMP_WORDS <<<"$2"
        [[ $2 != *\  ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _workfront_credential
        printf "%s\n" "${COMPREPLY[@]}"' bash "$folder/workfront-credential.bash" "$1"
}
in_fish() { # LINE
    # shellcheck disable=SC2016 # for the inner shell
    fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
        "$folder/workfront-credential.fish" "$1" | cut -f 1
}
in_zsh() { # LINE
    # shellcheck disable=SC2016 # for the inner shell
    zsh -f -c 'compadd() {
            if [[ $1 == -a ]]; then print -l -- ${(P)2}; else
                local suffix=; [[ $1 != -S ]] || { suffix=$2; shift 2; }
                print -l -- "${@/%/$suffix}"
            fi
        }
        _describe() {
            local -a all=("${(@P)2}")
            print -l -- "$all[@]" >described
            print -l -- "${all[@]%%:*}"
        }
        _files() { : }
        source $1
        words=(${(z)2}); [[ $2 != *\  ]] || words+=("")
        CURRENT=$#words
        _workfront-credential' zsh "$folder/_workfront-credential" "$1"
}
offers() { # SHELL WHAT LINE EXPECTED: all words of EXPECTED, and nothing else that begins so
    _word=${3##* }
    "in_$1" "$3" | grep -e "^$_word" | sort -u >offered
    printf '%s\n' "$4" | tr ' ' '\n' | grep -e "^$_word" | sort -u >wanted
    ok "$1 completes $2" cmp wanted offered
}

# Whether bash, which has no word to offer, may offer files
files() { # YES|NO LINE
    rm -f compopt
    in_bash "$2" >/dev/null
    case $1 in
    yes) ok "files after $2" [ ! -e compopt ] ;;
    no) same "no files after $2" "+o default" compopt ;;
    esac
}

for shell in bash zsh fish; do
    if ! command -v "$shell" >/dev/null; then
        skip "$shell" "it isn't installed"
        continue
    fi
    offers "$shell" commands "workfront-credential " "$(cat commands)"
    offers "$shell" "a command's beginning" "workfront-credential en" "engflow env"
    offers "$shell" "a command after an option" "workfront-credential --profile x en" "engflow env"
    offers "$shell" "help's commands" "workfront-credential help ex" "$(cat commands)"
    for command in env token exec api get kubernetes setup; do
        offers "$shell" "the options of $command" "workfront-credential $command --" "$(options_of "$command")"
    done
    offers "$shell" profiles "workfront-credential token --profile " "default other"
    offers "$shell" hosts "workfront-credential token --host " "$host"
    offers "$shell" shells "workfront-credential env --shell " \
        "$(workfront-credential env --shell none 2>&1 | sed -n 's/.*one of //p' | tr -d ,)"
    offers "$shell" families "workfront-credential header --for c" "comments"
    offers "$shell" variables "workfront-credential env --var WORKFRONT_U" "WORKFRONT_URL="
    offers "$shell" methods "workfront-credential api P" "POST PUT PATCH"
    offers "$shell" "a method's option" "workfront-credential api -X PA" PATCH
    offers "$shell" "words after its value" "workfront-credential -X PUT --jq . api PA" PATCH
    offers "$shell" "what can be done with keys" "workfront-credential key " "list add remove"
    offers "$shell" "what can be explained" "workfront-credential explain to" token
    offers "$shell" "what can be done with the log" "workfront-credential audit v" verify
    offers "$shell" "terraform's words" "workfront-credential terraform f" "forget"
done
if installed bash; then
    files yes "workfront-credential setup --from "
    files yes "workfront-credential import "
    files no "workfront-credential remove "
    files no "workfront-credential setup --credential "
fi
if installed zsh; then
    in_zsh "workfront-credential en" >/dev/null
    has "zsh says what a command does" "env:print lines for a shell" described
    in_zsh "workfront-credential env --" >/dev/null
    has "and an option" "--shell:" described
    hasnt "without what it takes" "--shell:SHELL" described
fi
finish
