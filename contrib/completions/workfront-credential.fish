# fish completion for workfront-credential
# Commands and options are read from the program's own help, profiles and hosts from `list`.

function __workfront_credential_commands
    workfront-credential help -v 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\)  *\(.*\)/\1\t\2/p'
end

# The options that take a value, as far as finding the command needs them
function __workfront_credential_command
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip -eq 1
            set skip 0
        else if contains -- $word -p -H -s -d -X -F --profile --host --store --shell --var --on-renew --username \
                --data --method --field --jq --age --policy --from --credential --ims-url --api-version --wait --since --if-older-than --grace --without --drop --console-url --key --role --password --for --family --fusion --min-validity --lifetime \
                --broker --uid --gid --socket
            set skip 1
        else if not string match -q -- '-*' $word
            echo $word
            return 0
        end
    end
    return 1
end

function __workfront_credential_is
    contains -- (__workfront_credential_command) $argv
end

function __workfront_credential_options
    set -l command (__workfront_credential_command; or echo help)
    workfront-credential help -v $command 2>/dev/null |
        sed -nE 's/^  (-[A-Za-z],|   ) (--[a-z-]*) ?[A-Z=]*  *(.*)/\2\t\3/p'
end

function __workfront_credential_has # OPTION
    __workfront_credential_options | string match -q -- "$argv[1]"\t'*'
end

function __workfront_credential_profiles
    workfront-credential list --non-interactive 2>/dev/null | sed 's/^[* ]*//; s/:.*//'
end

function __workfront_credential_hosts
    workfront-credential list --non-interactive 2>/dev/null |
        sed -n 's/^[^:]*: //p' | tr -d ' ' | tr ',' '\n'
end

complete -c workfront-credential -n 'not __workfront_credential_command' -f -a '(__workfront_credential_commands)'
complete -c workfront-credential -n '__workfront_credential_is help' -f -a '(__workfront_credential_commands)'
complete -c workfront-credential -n 'string match -q -- "-*" (commandline -ct)' -f -a '(__workfront_credential_options)'
complete -c workfront-credential -n '__workfront_credential_has --profile' -s p -l profile -x -a '(__workfront_credential_profiles)'
complete -c workfront-credential -n '__workfront_credential_has --host' -s H -l host -x -a '(__workfront_credential_hosts)'
complete -c workfront-credential -n '__workfront_credential_is env' -s s -l shell -x \
    -a 'sh bash zsh ksh dash fish csh tcsh pwsh elvish xonsh nushell cmd dotenv systemd gitlab azure github json'
complete -c workfront-credential -n '__workfront_credential_is env exec' -l var -x \
    -a 'WORKFRONT_ACCESS_TOKEN= WORKFRONT_TOKEN_EXPIRES_AT= WORKFRONT_URL= WORKFRONT_CLIENT_ID= WORKFRONT_ORG_ID='
complete -c workfront-credential -n '__workfront_credential_has --for' -l for -x \
    -a 'workflow planning events approvals comments mcp fusion'
complete -c workfront-credential -n '__workfront_credential_is setup' -l family -x \
    -a 'all workflow planning events approvals comments mcp fusion'
complete -c workfront-credential -n '__workfront_credential_is exec' -l on-renew -x -a 'HUP USR1 USR2'
complete -c workfront-credential -n '__workfront_credential_is api' -s X -l method -x -a 'GET POST PUT PATCH DELETE HEAD'
complete -c workfront-credential -n '__workfront_credential_is exec' -x -a '(__fish_complete_subcommand --fcs-skip=2)'
complete -c workfront-credential -n '__workfront_credential_is terraform' -f -a 'get store forget (__workfront_credential_hosts)'
complete -c workfront-credential -n '__workfront_credential_is audit' -f -a 'show verify acknowledge'
complete -c workfront-credential -n '__workfront_credential_is explain' -f -a 'get token authorization header env'
complete -c workfront-credential -n '__workfront_credential_is key' -f -a 'list add remove'
complete -c workfront-credential -n '__workfront_credential_is fleet' -f -a 'create key join renew status rekey leave'
complete -c workfront-credential -n '__workfront_credential_is policy' -f -a 'show seal unseal'
complete -c workfront-credential -n '__workfront_credential_is engflow' -f -a get
complete -c workfront-credential -n '__workfront_credential_is api' -f \
    -a 'GET POST PUT PATCH DELETE HEAD workflow/ planning/ events/ approvals/ comments/ mcp fusion/'
