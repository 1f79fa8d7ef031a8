/* commands.h: the table of commands, in the order in which help prints them. A row is
 *
 *     COMMAND(run, in, called, member = value, ...)
 *
 * run      command_RUN(), in helper/commands/
 * in       dialect_IN, in which the command answers; `none` for people
 * called   the name of a program that is the command, for callers that can pass no word of
 * their own, or NULL; '*' stands for any word. `make install` makes a link of that name, with
 *          "workfront" in place of '*'
 *
 * and the other members are those of struct command. Whoever includes this gets the
 * declarations of what the rows name, unless COMMAND is defined: commands.c makes the table of
 * the rows, and helper/local.mk the list of links.
 */
#ifndef COMMAND
#include "helper/command.h"

extern const struct dialect dialect_none;

#define COMMAND(run, in, called, ...)                                                          \
    enum status command_##run(struct context *context);                                        \
    extern const struct dialect dialect_##in;
#endif

/* clang-format off */
COMMAND(setup, none, NULL,
        .name = "setup",
        .group = GROUP_BEGIN,
        .options = OPTION_PROFILE | OPTION_HOST | OPTION_FROM | OPTION_CREDENTIAL |
                   OPTION_IMS_URL | OPTION_API_VERSION | OPTION_REQUIRE_ADMIN | OPTION_WAIT |
                   OPTION_NO_VERIFY | OPTION_DEFAULT | OPTION_REPLACE | OPTION_JSON |
                   OPTION_FAMILY,
        .event = AUDIT_EVENT_SETUP,
        .summary = "record a credential of the Adobe Developer Console and prove it",
        .text = "On a terminal, without --from, it leads through the Developer Console; "
                "--from takes the Console's \"Download JSON\" (or a project's, aio's, an .env "
                "file, the copied curl command). Nothing is saved unless all of it is proved. "
                "Again, it changes what is recorded: --host adds an instance, --from replaces "
                "the secret.")
COMMAND(verify, none, NULL,
        .name = "verify",
        .group = GROUP_BEGIN,
        .options = OPTION_PROFILE | OPTION_HOST | OPTION_REQUIRE_ADMIN | OPTION_WAIT |
                   OPTION_FORCE | OPTION_JSON,
        .summary = "check again the secrets, and that Workfront knows the account",
        .text = "A token is asked for with each secret, beside the one that is kept, and the "
                "account is looked up on each host.")
COMMAND(get, git, "git-credential-*",
        .name = "get",
        .group = GROUP_TOOLS,
        .options = OPTIONS_GIT,
        .takes_word = true,
        .summary = "answer a git-credential request on standard input")
COMMAND(store, git, NULL,
        .name = "store",
        .group = GROUP_TOOLS,
        .options = OPTIONS_GIT,
        .passed_over = OPTIONS_ASK,
        .event = AUDIT_EVENT_KEEP,
        .summary = "keep another host's credential, with --any-host",
        .text = "Tokens that were handed out are known and aren't stored. With --any-host, or "
                "any-host = yes in the configuration, credentials of all other https hosts "
                "are kept in the sealed store.")
COMMAND(erase, git, NULL,
        .name = "erase",
        .group = GROUP_TOOLS,
        .options = OPTIONS_GIT,
        .passed_over = OPTION_MIN_VALIDITY | OPTION_FORCE | OPTION_LIFETIME,
        .event = AUDIT_EVENT_ERASE,
        .summary = "take git's word that a token or a kept credential was refused")
COMMAND(capability, none, NULL,
        .name = "capability",
        .group = GROUP_TOOLS,
        .options = OPTIONS_GIT,
        .passed_over = OPTIONS_GIT,
        .summary = "say what the git-credential protocol may use")
COMMAND(env, shell, NULL,
        .name = "env",
        .group = GROUP_USE,
        .options = OPTIONS_HAND_OUT | OPTION_SHELL | OPTION_UNSET | OPTION_NO_EXPORT |
                   OPTION_VAR,
        .summary = "print lines for a shell: eval \"$(workfront-credential env)\"",
        .text = "SHELL: sh, bash, zsh, ksh, dash, fish, csh, tcsh, pwsh, elvish, xonsh, "
                "nushell, cmd, or the format of a file: dotenv, systemd, gitlab, json; github "
                "adds to $GITHUB_ENV, azure sets variables of the job, and both mask the "
                "token.")
COMMAND(print, token, "workfront-token",
        .name = "token",
        .group = GROUP_USE,
        .options = OPTIONS_HAND_OUT,
        .instead = "token=$(workfront-credential token)",
        .summary = "print the access token")
COMMAND(print, authorization, "workfront-authorization",
        .name = "authorization",
        .group = GROUP_USE,
        .is_brief = true,
        .options = OPTIONS_HAND_OUT,
        .instead = "value=$(workfront-credential authorization)",
        .summary = "print \"Bearer ...\", the whole value of the header")
COMMAND(print, header, NULL,
        .name = "header",
        .group = GROUP_USE,
        .is_brief = true,
        .options = OPTIONS_HAND_OUT | OPTION_ALL_HEADERS | OPTION_FOR,
        .instead = "workfront-credential header | curl -H @- URL",
        .summary = "print \"Authorization: Bearer ...\"")
COMMAND(print, curl, NULL,
        .name = "curl",
        .group = GROUP_USE,
        .is_brief = true,
        .options = OPTIONS_HAND_OUT | OPTION_ALL_HEADERS | OPTION_FOR,
        .instead = "workfront-credential curl | curl -K - URL",
        .summary = "print a configuration for curl -K -")
COMMAND(print, headers_json, NULL,
        .name = "headers-json",
        .group = GROUP_USE,
        .is_brief = true,
        .options = OPTIONS_HAND_OUT | OPTION_ALL_HEADERS | OPTION_FOR,
        .instead = "workfront-credential headers-json | PROGRAM",
        .summary = "print the headers as a JSON object")
COMMAND(print, json, NULL,
        .name = "json",
        .group = GROUP_USE,
        .is_brief = true,
        .options = OPTIONS_HAND_OUT | OPTION_FOR | OPTION_FIELD,
        .instead = "workfront-credential json | PROGRAM",
        .summary = "print the token, its expiry and where it belongs as JSON")
COMMAND(exec, none, NULL,
        .name = "exec",
        .group = GROUP_USE,
        .arguments = "[--] COMMAND...",
        .options = OPTIONS_ASK | OPTION_HOST | OPTION_VAR | OPTION_TOKEN_FILE |
                   OPTION_ON_RENEW |
                   OPTION_MASK,
        .summary = "run a command with the token in its environment",
        .text = "With --token-file the token is kept fresh in the file $WORKFRONT_TOKEN_FILE "
                "for commands that outlive it. The exit status is the command's.")
COMMAND(api, none, NULL,
        .name = "api",
        .group = GROUP_USE,
        .arguments = "[METHOD] PATH...",
        .options = OPTIONS_ASK | OPTION_HOST | OPTION_ALL_HEADERS | OPTION_DATA |
                   OPTION_FIELD | OPTION_ALL,
        .summary = "call the Workfront API with curl",
        .text = "PATH is of a family, as planning/v2/workspaces, or of Workflow, as "
                "proj/search?fields=name; or a URL. A body is sent as JSON.")
COMMAND(engflow, engflow, "workfront-credential-engflow",
        .name = "engflow",
        .group = GROUP_TOOLS,
        .arguments = "get",
        .options = OPTIONS_ASK | OPTION_HOST | OPTION_ALL_HEADERS,
        .summary = "answer as a credential helper of Bazel and its like")
COMMAND(ask, kubernetes, "workfront-credential-kubernetes",
        .name = "kubernetes",
        .group = GROUP_TOOLS,
        .options = OPTIONS_ASK | OPTION_HOST,
        .summary = "answer as an exec plugin of kubectl")
COMMAND(terraform, terraform, "terraform-credentials-workfront",
        .name = "terraform",
        .group = GROUP_TOOLS,
        .arguments = "get|store|forget HOST",
        .options = OPTIONS_ASK,
        .summary = "answer as a credentials helper of Terraform and OpenTofu")
COMMAND(ask, external, NULL,
        .name = "terraform-external",
        .group = GROUP_TOOLS,
        .options = OPTIONS_ASK | OPTION_HOST,
        .summary = "answer as a program of Terraform's data \"external\"")
COMMAND(serve_one, broker, NULL,
        .name = "serve-one",
        .group = GROUP_TOOLS,
        .is_brief = true,
        .summary = "answer one request of workfront-credential-broker, which starts it")
COMMAND(status, none, NULL,
        .name = "status",
        .group = GROUP_BEGIN,
        .options = OPTION_PROFILE | OPTION_CHECK | OPTION_JSON,
        .summary = "say at a glance whether all is well, a line a profile and host",
        .text = "What is known from the last time; --check asks first. -v says all that is "
                "recorded, and what unlocks it. Something wrong: the exit status of the first "
                "such line, as 5 where Adobe refused the secret.")
COMMAND(show, none, NULL,
        .name = "show",
        .is_brief = true,
        .options = OPTION_PROFILE | OPTION_JSON,
        .summary = "show all that is recorded of a profile but its secrets")
COMMAND(list, none, NULL,
        .name = "list",
        .is_brief = true,
        .options = OPTION_JSON,
        .summary = "list the profiles and the hosts they serve",
        .text = "A star marks the profile that answers where none is named.")
COMMAND(remove, none, NULL,
        .name = "remove",
        .options = OPTION_PROFILE | OPTION_HOST | OPTION_ALL | OPTION_JSON,
        .event = AUDIT_EVENT_REMOVE,
        .summary = "forget a profile, its secret and its token",
        .text = "--profile must name it; with --host only that host goes. --all removes every "
                "profile and says what is left elsewhere: the credential itself stays in the "
                "Developer Console.")
COMMAND(remove, none, NULL,
        .name = "forget",
        .is_brief = true,
        .options = OPTION_PROFILE | OPTION_HOST | OPTION_ALL | OPTION_JSON,
        .event = AUDIT_EVENT_REMOVE,
        .summary = "another name for remove")
COMMAND(export, none, NULL,
        .name = "export",
        .is_brief = true,
        .arguments = "FILE|-",
        .options = OPTION_PROFILE | OPTION_AGE | OPTION_JSON,
        .event = AUDIT_EVENT_EXPORT,
        .summary = "write a profile into a sealed file, for another machine",
        .text = "The file is sealed under a passphrase that it asks for, or to a recipient of "
                "age; import opens it there. It holds the secret, and no token; both machines "
                "have the credential then.")
COMMAND(setup, none, NULL,
        .name = "import",
        .is_brief = true,
        .arguments = "FILE|-",
        .options = OPTION_PROFILE | OPTION_HOST | OPTION_IMS_URL | OPTION_API_VERSION |
                   OPTION_REQUIRE_ADMIN | OPTION_WAIT | OPTION_NO_VERIFY | OPTION_DEFAULT |
                   OPTION_REPLACE | OPTION_JSON | OPTION_FAMILY | OPTION_AGE,
        .event = AUDIT_EVENT_SETUP,
        .summary = "record what export wrote on another machine: setup --from FILE")
COMMAND(rename, none, NULL,
        .name = "rename",
        .is_brief = true,
        .arguments = "PRESENT NEW",
        .options = OPTION_JSON,
        .event = AUDIT_EVENT_SETUP,
        .summary = "give a profile another name",
        .text = "It keeps its hosts and its place among the others; verify has to prove it "
                "again, and whoever names it by --profile must use the new name.")
COMMAND(rotate, none, NULL,
        .name = "rotate",
        .group = GROUP_KEEP,
        .options = OPTION_PROFILE | OPTION_FROM | OPTION_JSON | OPTION_CONSOLE_URL |
                   OPTION_ROTATE,
        .event = AUDIT_EVENT_ROTATE,
        .summary = "replace the client secret, at Adobe and here",
        .text = "It adds a secret, proves it, uses it from then on, and deletes the old one "
                "when nobody has used that for --grace. Each run goes as far as it gets, and "
                "what is under way comes first: run it daily. It needs the I/O Management API "
                "in the Console's project; --manual needs a person instead. Killed anywhere, "
                "the next run goes on; there is a token all the time.")
COMMAND(revoke, none, NULL,
        .name = "revoke",
        .options = OPTION_PROFILE | OPTION_HOST | OPTION_JSON,
        .event = AUDIT_EVENT_REVOKE,
        .summary = "ask Adobe to make the present token invalid, and drop it",
        .text = "For a token that has leaked. The credential stays; the next command that "
                "needs a token asks for a new one. When Adobe can't be asked, the token is "
                "dropped all the same and the exit status says why.")
COMMAND(fleet, none, NULL,
        .name = "fleet",
        .is_brief = true,
        .group = GROUP_KEEP,
        .arguments = "create|key|join|renew|...",
        .options = OPTION_PROFILE | OPTION_JSON | OPTION_SHOW | OPTION_FLEET,
        .event = AUDIT_EVENT_FLEET,
        .summary = "share one credential's tokens among machines",
        .text = "Minters have the secret and publish tokens, sealed and signed, in a cache "
                "that needn't be trusted; readers have a key alone. create makes a fleet of "
                "the profile here, key prints what others join with, renew is the minters' "
                "timer; there are status, rekey and leave, too. See FLEETS in the manual.")
COMMAND(audit, none, NULL,
        .name = "audit",
        .is_brief = true,
        .arguments = "show|verify|acknowledge",
        .options = OPTION_SINCE | OPTION_JSON,
        .summary = "show what was decided here, or prove that its log is whole",
        .text = "--since takes a date, as 2026-11-25 or 2026-11-25T08:00:00Z, or a time ago, "
                "as 3h or 2d. verify names the first record that was changed, removed or "
                "moved, or after which the log was cut off, and then exits with status 1. "
                "acknowledge records that you have looked at that, and the log begins anew.")
COMMAND(explain, none, NULL,
        .name = "explain",
        .is_brief = true,
        .group = GROUP_BEGIN,
        .arguments = "get|token|header|env|broker",
        .options = OPTIONS_HAND_OUT | OPTION_ANY_HOST | OPTION_USERNAME | OPTION_WHO |
                   OPTION_POLICY | OPTION_JSON,
        .summary = "say which profile would answer, why, and what would be sent",
        .text = "authorization is explained as well. broker: which line of the broker's policy "
                "decides about a caller.")
COMMAND(doctor, none, NULL,
        .name = "doctor",
        .group = GROUP_BEGIN,
        .options = OPTION_PROFILE | OPTION_HOST | OPTION_BROKER | OPTION_JSON,
        .summary = "look at everything from modes to secrets, and say what to do")
COMMAND(unlock, none, NULL,
        .name = "unlock",
        .is_brief = true,
        .options = OPTION_JSON,
        .summary = "open the store now, so that it needn't ask later",
        .text = "The lines of the unlock stack that are caches then keep the key, for the "
                "time they name; it says where, and until when. See "
                "workfront-credential.conf(5).")
COMMAND(lock, none, NULL,
        .name = "lock",
        .is_brief = true,
        .options = OPTION_JSON,
        .summary = "forget the keys that unlock, or any command, has left in caches",
        .text = "Does no harm when there are none.")
COMMAND(stack, none, NULL,
        .name = "stack",
        .is_brief = true,
        .options = OPTION_JSON,
        .summary = "list the unlock lines, and which can be used here",
        .text = "No secret is asked for or read.")
COMMAND(key, none, NULL,
        .name = "key",
        .is_brief = true,
        .arguments = "list|add [MODULE...]|remove N...",
        .options = OPTION_JSON,
        .event = AUDIT_EVENT_KEY,
        .summary = "list, add or remove what can open the store",
        .text = "Each key slot opens the store by one module of the configuration's unlock "
                "lines. add MODULE [NAME=VALUE]... opens the store by a slot that it has, and "
                "gives the module one more; NAME=VALUE replaces what its line says. remove "
                "makes a new store key, as rekey does, so that an old copy of the slot opens "
                "nothing either.")
COMMAND(rekey, none, NULL,
        .name = "rekey",
        .is_brief = true,
        .options = OPTION_POLICY | OPTION_JSON,
        .event = AUDIT_EVENT_REKEY,
        .summary = "give the store a new key",
        .text = "All records are sealed again; each key slot's module must be able to yield "
                "its secret. Killed at any point, the store is as before or as afterwards. "
                "With --policy the required modules become those of the unlock lines in FILE, "
                "after the present ones have opened the store.")
COMMAND(policy, none, NULL,
        .name = "policy",
        .is_brief = true,
        .arguments = "show|seal|unseal [NAME...]",
        .options = OPTION_JSON,
        .event = AUDIT_EVENT_POLICY,
        .summary = "say or change what no configuration file may weaken",
        .text = "seal writes settings into the store as the configuration has them now: those "
                "named, or any-host, audit, audit-syslog, fleet-role, jail. It then opens only "
                "to a configuration that is as strong or stronger. unseal ends that. Both make "
                "a new store key, as rekey does; each key slot authenticates what is sealed.")
COMMAND(help, none, NULL,
        .name = "help",
        .is_brief = true,
        .arguments = "[COMMAND]",
        .summary = "explain the commands, or one of them")
/* clang-format on */
#undef COMMAND
