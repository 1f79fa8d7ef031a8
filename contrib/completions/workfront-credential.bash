# bash completion for workfront-credential                                    -*- shell-script -*-
# Commands and options are read from the program's own help, profiles and hosts from `list`.
# shellcheck shell=bash

_workfront_credential_commands() {
    workfront-credential help -v 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'
}

# The options of a command, a line each: --name, and what it takes if it takes something
_workfront_credential_options() { # COMMAND
    workfront-credential help -v "$1" 2>/dev/null |
        sed -nE 's/^  (-[A-Za-z],|   ) (--[a-z-]*) ?([A-Z=]*) .*/\2 \3/p'
}

_workfront_credential_profiles() {
    workfront-credential list --non-interactive 2>/dev/null | sed 's/^[* ]*//; s/:.*//'
}

_workfront_credential_hosts() {
    workfront-credential list --non-interactive 2>/dev/null |
        sed -n 's/^[^:]*: //p' | tr -d ' ' | tr ',' '\n'
}

# What may follow OPTION; nothing: a file
_workfront_credential_values() { # OPTION
    case $1 in
    --profile | -p) _workfront_credential_profiles ;;
    --host | -H) _workfront_credential_hosts ;;
    --shell | -s)
        echo sh bash zsh ksh dash fish csh tcsh pwsh elvish xonsh nushell cmd dotenv systemd gitlab azure github json
        ;;
    --var)
        printf '%s= ' WORKFRONT_ACCESS_TOKEN WORKFRONT_TOKEN_EXPIRES_AT WORKFRONT_URL \
            WORKFRONT_CLIENT_ID WORKFRONT_ORG_ID
        ;;
    --on-renew) echo HUP USR1 USR2 ;;
    --role) echo reader minter ;;
    --method | -X) echo GET POST PUT PATCH DELETE HEAD ;;
    --for) echo workflow planning events approvals comments mcp fusion ;;
    --family) echo all workflow planning events approvals comments mcp fusion ;;
    esac
}

_workfront_credential_takes_value() { # OPTION
    case $1 in
    -p | -H | -s | -d | -X | -F | --profile | --host | --store | --shell | --var | --on-renew | --data | --method | --field | --jq | --age | --policy | \
        --for | --family | --fusion | --username | --from | --credential | --ims-url | --api-version | --wait | --since | --if-older-than | --grace | --without | --drop | --console-url | --key | --role | --password | --min-validity | --lifetime | \
        --broker | --uid | --gid | --socket)
        return 0
        ;;
    esac
    return 1
}

# Where a file may be meant
_workfront_credential_takes_file() { # WORD-BEFORE COMMAND
    case $1 in
    --from | --store | --policy | --data | -d | --age | --key | --password) return 0 ;;
    -*) _workfront_credential_takes_value "$1" && return 1 ;;
    esac
    case $2 in
    export | import | exec) return 0 ;;
    esac
    return 1
}

# What the first word after a command may be
_workfront_credential_words() { # COMMAND
    case $1 in
    api) echo GET POST PUT PATCH DELETE HEAD workflow/ planning/ events/ approvals/ comments/ mcp fusion/ ;;
    audit) echo show verify acknowledge ;;
    engflow) echo get ;;
    explain) echo get token authorization header env ;;
    key) echo list add remove ;;
    fleet) echo create key join renew status rekey leave ;;
    policy) echo show seal unseal ;;
    terraform) echo get store forget && _workfront_credential_hosts ;;
    esac
}

_workfront_credential() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        if _workfront_credential_takes_value "${COMP_WORDS[i]}"; then
            ((i++))
        elif [[ ${COMP_WORDS[i]} != -* ]]; then
            command=${COMP_WORDS[i]}
            break
        fi
    done
    _workfront_credential_takes_file "$before" "$command" || compopt +o default 2>/dev/null
    if [[ $command = exec && ${COMP_WORDS[i + 1]-} != -* && $COMP_CWORD -gt $((i + 1)) ]] &&
        declare -F _command_offset >/dev/null; then
        _command_offset $((i + 1))
    elif _workfront_credential_takes_value "$before"; then
        mapfile -t COMPREPLY < <(compgen -W "$(_workfront_credential_values "$before")" -- "$word")
    elif [[ $word = -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W \
            "$(_workfront_credential_options "${command:-help}" | sed 's/ .*//')" -- "$word")
    elif [[ -z $command || $command = help ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_workfront_credential_commands)" -- "$word")
    elif [[ $command = exec ]]; then
        mapfile -t COMPREPLY < <(compgen -c -- "$word")
    elif ((COMP_CWORD == i + 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$(_workfront_credential_words "$command")" -- "$word")
    fi
}

complete -o default -F _workfront_credential workfront-credential
