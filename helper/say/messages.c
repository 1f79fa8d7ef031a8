/* messages.c: the sentences and hints of statuses and causes. */
#include "helper/say/messages.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define SET_UP                                                                                 \
    "workfront-credential setup{options} leads through it; a script adds --from FILE --host "  \
    "HOST"

#include "protocol/record.h"
#include "store/keyslot.h"
#include "store/unlock/stack.h"

#define TEXT_OF(number) #number
#define TEXT(number)    TEXT_OF(number)

static const struct message statuses[STATUS_COUNT] = {
    [STATUS_INTERNAL] = { .sentence = "{subject}: an internal check failed; this is a bug" },
    [STATUS_NO_MEMORY] = { .sentence = "{subject}: there isn't enough memory" },
    [STATUS_IO] = { .sentence = "{subject}" },
    [STATUS_UNSAFE] = { .sentence = "{subject}: refused, as it isn't safe" },
    [STATUS_DAMAGED] = { .sentence = "{subject}: damaged, it doesn't hold what was written" },
    [STATUS_NEWER] = { .sentence =
                           "{subject}: written by a newer version of workfront-credential",
                       .hint = "install that version, or use another --store" },
    [STATUS_UNEXPECTED] = { .sentence =
                                "{subject}: an answer that can't be trusted was dropped",
                            .hint = "try again; if it stays so, workfront-credential doctor "
                                    "looks closer" },
    [STATUS_TIMEOUT] = { .sentence = "{subject}: it took too long", .hint = "try again" },
    [STATUS_BUSY] = { .sentence = "{subject}: in use by another process for too long",
                      .hint = "try again" },
    [STATUS_USAGE] = { .sentence = "{subject}", .hint = "workfront-credential help{command}" },
    [STATUS_MALFORMED] = { .sentence = "{subject}: not valid" },
    [STATUS_TOO_LONG] = { .sentence = "{subject}: too long" },
    [STATUS_UNSUITABLE] = { .sentence = "{subject}: can't be used here" },
    [STATUS_NOT_FOUND] = { .sentence = "{subject}: nothing is recorded", .hint = SET_UP },
    [STATUS_NO_STORE] = { .sentence = "{subject}: there is no store yet", .hint = SET_UP },
    [STATUS_DENIED] = { .sentence = "{subject}: the broker gives you nothing for it",
                        .hint = "what it gives to whom is decided in "
                                "/etc/workfront-credential/broker" },
    [STATUS_LOCKED] = { .sentence =
                            "{subject}: the store is locked; nothing here yields its key",
                        .hint = "bring back the key file, or what the unlock lines of the "
                                "configuration name; if it is lost for good, move the store's "
                                "folder away and set up again" },
    [STATUS_REFUSED] = { .sentence = "{subject}: Adobe refused the credential",
                         .hint = "download it again from the Developer Console and run "
                                 "workfront-credential setup{options} --from FILE" },
    [STATUS_UNREACHABLE] = { .sentence = "{subject}: Adobe can't be reached",
                             .hint = "check the network and https_proxy; nothing was lost" },
    [STATUS_THROTTLED] = { .sentence = "{subject}: Adobe asks to wait",
                           .hint = "try again later; nothing was lost" },
    [STATUS_ACCOUNT] = { .sentence = "{subject}: the token is good, but the account is not" },
    [STATUS_VALIDITY] = { .sentence = "{subject}: no token lives that long",
                          .hint = "ask for less with --min-validity" },
};

#define RESTORE                                                                                \
    "put it back as it was, from a copy; else move the store's folder away and set up again"

/* Rows in any order; the assertion below counts them. */
static const struct message causes[] = {
    { CAUSE_NONE, .reason = "" },

    { CAUSE_TYPE,
      "{subject}: refused, because it isn't the plain file or folder that belongs there",
      .hint = "put the thing itself there, not a link, and name it by its whole path, from /" },
    { CAUSE_OWNER, "{subject}: refused, because it belongs to another user",
      .hint = "if you trust it: sudo chown \"$(id -u)\" {path}" },
    { CAUSE_ABOVE,
      "{subject}: refused, because it belongs to another user, who could put other files in "
      "the place of yours",
      .hint = "run this as that user, or with a HOME of your own (sudo -H)" },
    { CAUSE_MODE, "{subject}: refused, because other users may read or change it",
      .hint = "chmod go= {path}" },
    { CAUSE_WRITABLE, "{subject}: refused, because other users may change it",
      .hint = "chmod go-w {path}" },
    { CAUSE_NOT_OURS,
      "{subject}: refused, because it isn't this user's alone; nor is more of the store and "
      "its key",
      .hint = "{detail}" },
    { CAUSE_LINKS_MANY,
      "{subject}: refused, because it has a second name somewhere (a hard link); so has more "
      "of the store",
      .hint = "copy the store into files of its own: {detail}" },
    { CAUSE_LINKS, "{subject}: refused, because it has a second name somewhere (a hard link)",
      .hint = "make it a file of its own: cp -p {path} {path}.new && mv {path}.new {path}" },
    { CAUSE_NOT_EXECUTABLE, .reason = "not executable" },

    { CAUSE_FILE, .hint = RESTORE },
    { CAUSE_RECORDS_GONE, .reason = "put the whole store back", .hint = RESTORE },
    { CAUSE_PROFILE_DAMAGED, .reason = "record it anew with setup --profile and --from" },
    { CAUSE_FIELD,
      "profile {subject}: its {detail} can't be handed out, as other programs could take it "
      "for more than a name",
      .hint = "record it anew, from the Developer Console: workfront-credential setup{options} "
              "--from FILE" },
    { CAUSE_LOG_NUMBER, "{subject}: no file of the audit log can have such a number",
      .hint = "look at the files in that folder, and move away what isn't yours" },
    { CAUSE_NOT_A_SECRET, .reason = "neither 32 bytes nor these in hexadecimal or base64",
      .hint = RESTORE },

    { CAUSE_NO_PLACE, .hint = "choose a place that can be written: set HOME; or --store DIR "
                              "for the store and XDG_CONFIG_HOME for its key" },

    { CAUSE_KEY, "{subject}: the store is locked; the key from it isn't this store's",
      .reason = "the key from it opens nothing",
      .hint = "were the store and its key restored from different days? Bring back the key "
              "that belongs to it" },
    { CAUSE_PASSPHRASE, "passphrase: wrong, the store stays locked",
      .reason = "the key from it opens nothing", .hint = "try again; the store is as it was" },
    { CAUSE_NOBODY,
      "passphrase: the store is locked, and there is nobody to ask for the passphrase",
      .reason = "there is nobody to ask",
      .hint =
          "run it on a terminal, or name a program that asks in WORKFRONT_CREDENTIAL_ASKPASS" },
    { CAUSE_NO_ANSWER, "passphrase: none was given, the store is as it was",
      .reason = "no passphrase was given", .hint = "try again" },
    { CAUSE_NO_SLOT, "{subject}: the store is locked, and has no key slot for it",
      .reason = "it has no slot", .hint = "workfront-credential key list" },
    { CAUSE_NO_LINE, .reason = "no line of the configuration is for it" },
    { CAUSE_SEALED,
      "{subject}: sealed into the store, which doesn't open to a weaker configuration",
      .hint = "say so in the configuration, and leave weaker options out; or unseal it with "
              "the configuration as it was: workfront-credential policy unseal" },
    { CAUSE_POLICY,
      "the store is locked: the unlock lines don't require what it was made to require",
      .hint = "the configuration must require what workfront-credential key list{store} says "
              "that every key slot needs, and nothing else" },
    { CAUSE_SLOTS_CLOSED,
      "nothing was changed: what can't be opened now would be lost, {subject}",
      .hint = "workfront-credential key list{store} says what is missing; to give a slot up: "
              "workfront-credential key remove{store} NUMBER" },
    { CAUSE_STACK_UNUSABLE,
      .sentence = "none of the unlock lines can open a store here and now" },
    { CAUSE_NO_BUS, .reason = "there is no session bus" },
    { CAUSE_NO_CREDENTIALS, .reason = "CREDENTIALS_DIRECTORY isn't set" },
    { CAUSE_NOT_INSTALLED, .reason = "its program isn't installed" },
    { CAUSE_ANSWER_UNREADABLE, .reason = "its program's answer can't be read" },
    { CAUSE_ANSWER_UNUSABLE, .reason = "its program's answer can't be used" },
    { CAUSE_NO_REASON, .reason = "no reason given" },
    { CAUSE_FOREIGN_SECRET, .reason = "what it keeps isn't a secret of ours" },
    { CAUSE_PRINTED_NO_SECRET,
      .reason = "it printed neither 32 bytes nor these in hexadecimal or base64" },

    { CAUSE_EXITED, .reason = "it ended with status {detail}" },
    { CAUSE_KILLED, .reason = "it was ended by signal {detail}" },
    { CAUSE_TIMEOUT, .reason = "no answer in time" },
    { CAUSE_TOO_MUCH, .reason = "it answered more than is allowed" },

    { CAUSE_SLOTS_CHANGED,
      .sentence =
          "{subject}: another process has changed the key slots meanwhile; nothing was done" },

    { CAUSE_NOT_UNLOCK, .reason = "{detail} isn't unlock" },
    { CAUSE_NOT_A_CONTROL,
      .reason = "{detail} isn't required, requisite, sufficient or optional" },
    { CAUSE_NOT_A_MODULE, .reason = "{detail} isn't a module that is known" },
    { CAUSE_WITHOUT_LIBSECRET,
      .reason = "{detail} isn't part of this build, which was made without libsecret" },
    { CAUSE_WITHOUT_TPM2,
      .reason = "{detail} isn't part of this build, which was made without tpm2-tss" },
    { CAUSE_ONLY_OPTIONAL, .reason = "{detail} is a cache, and can only be optional" },
    { CAUSE_ARGUMENTS_MANY,
      .reason = "{detail} has more arguments than " TEXT(UNLOCK_ARGUMENTS_MAX) },
    { CAUSE_NOT_AN_ARGUMENT, .reason = "{detail} isn't an argument of this module" },
    { CAUSE_ARGUMENT_VALUE, .reason = "{detail} can't use the value of an argument" },
    { CAUSE_LINES_MANY,
      .reason = "{detail} is there more often than " TEXT(UNLOCK_LINES_MAX) " times" },

    { CAUSE_BYTES, .reason = "{detail} bytes at most" },
    { CAUSE_PROFILES_FULL,
      "{subject}: it has " TEXT(RECORD_LIST_MAX) " profiles, as many as there can be",
      .hint = "make room: workfront-credential remove{store} --profile NAME" },

    { CAUSE_SLOT_NUMBER,
      .reason = "is no key slot's number: see workfront-credential key list" },
    { CAUSE_LAST_SLOT,
      .sentence = "the last key slot can't be removed: nothing would open the store" },
    { CAUSE_SLOTS_FULL,
      "the store has " TEXT(KEYSLOT_MAX) " key slots, as many as there can be",
      .hint = "make room: workfront-credential key remove{store} NUMBER" },
    { CAUSE_NO_LINE_FOR,
      .reason = "can have a key slot only by a sufficient line of the configuration" },
    { CAUSE_NO_LINE_LEFT,
      .reason = "finds no module in the configuration that has no key slot yet" },
    { CAUSE_POLICY_OPENS_NOTHING,
      .sentence =
          "--policy has no sufficient line for any key slot: the store could never be opened" },

    { CAUSE_NOT_RECORDED, .hint = "workfront-credential list{store} shows what is recorded" },
    { CAUSE_NOTHING_RECORDED, .has_no_hint = true },

    { CAUSE_NAME_UNKNOWN, "{subject}: nothing is recorded", .hint = "recorded are: {detail}" },
    { CAUSE_PROFILE_UNKNOWN, "{subject}: nothing is recorded",
      .hint = "recorded are: {detail}; to add this one: workfront-credential setup{options}" },
    { CAUSE_HOST_UNKNOWN, "{subject}: nothing is recorded",
      .hint = "recorded are: {detail}; to add this one: workfront-credential setup{options} "
              "--host {path}" },

    { CAUSE_GATEWAY,
      "{subject}: serves all of Adobe's customers; a token goes there for a family of the API "
      "only",
      .hint = "name it: workfront-credential header --for URL, or api FAMILY/PATH, with a "
              "family of: approvals, comments, mcp, fusion" },
    { CAUSE_FAMILY_NOT_CHOSEN,
      "{subject}: this profile was set up for other families of the API",
      .hint = "workfront-credential setup{options} --family NAME for each that it shall have, "
              "or --family all" },
    { CAUSE_FAMILY_CLOSED,
      "{subject}: verification hasn't found it open, so no token goes there",
      .hint = "workfront-credential verify{options} looks again" },
    { CAUSE_FAMILY_UNKNOWN, "{subject}: the value of its header {detail} isn't known",
      .hint = "workfront-credential verify{options} asks Workfront for it" },
    { CAUSE_FAMILY_FUSION, "{subject}: the value of its header {detail} isn't known",
      .hint = "workfront-credential setup{options} --fusion REGION/ORGANIZATION, as or2/2245" },

    { CAUSE_MISSING, .sentence = "{subject} is missing" },
    { CAUSE_MISSING_SCOPES, "{subject} is missing",
      .hint = "add what the Console shows as the credential's scopes, for instance the line "
              "SCOPES=openid,AdobeID,additional_info.roles,profile" },
    { CAUSE_MISSING_EMAIL,
      "{subject} is missing, and with --no-verify Workfront isn't asked for it",
      .hint = "leave --no-verify out" },

    { CAUSE_NOT_AN_OBJECT, .reason = "a JSON object is expected" },
    { CAUSE_NOT_A_STRING, .reason = "a string is expected" },
    { CAUSE_NOT_A_MEMBER, .sentence = "{subject} isn't one of the query's members: {detail}" },
    { CAUSE_VERSION, .reason = "v1 and v1beta1 are known" },
    { CAUSE_NOT_A_URL, .reason = "it isn't an https URL of a host" },
    { CAUSE_NO_HOST, .reason = "it names no https host" },

    { CAUSE_NAME_TAKEN, "{subject} is another profile",
      .hint = "workfront-credential list{store} shows what is recorded" },
    { CAUSE_OTHER_CLIENT, "{subject} holds another credential (Client ID {detail})",
      .hint = "--profile NAME records this one beside it, --replace puts it in its place" },
    { CAUSE_NOT_A_COMMAND, .reason = "isn't a command",
      .hint = "did you mean workfront-credential {detail}?" },
    { CAUSE_NOT_AN_OPTION, .reason = "isn't an option", .hint = "did you mean --{detail}?" },
    { CAUSE_STRAY_WORD, .reason = "isn't expected here",
      .hint = "did you mean workfront-credential{command} {detail}?" },

    { CAUSE_PROFILE_NEEDED, .reason = "is needed, so that nothing goes by mistake",
      .hint = "recorded are: {detail}" },

    { CAUSE_NO_HOME,
      .hint = "set HOME; or --store DIR for the store and XDG_CONFIG_HOME for its key" },

    { CAUSE_WORDS, .reason = "takes {detail}" },

    { CAUSE_VARIABLE_PAIR,
      .reason = "takes NAME=NEW, where NAME is one of the WORKFRONT_ variables" },
    { CAUSE_VARIABLE_NAME, .reason = "takes a new name of letters, digits and underscores" },
    { CAUSE_VARIABLE_DANGEROUS, .reason = "can't use that name, because programs act upon it" },
    { CAUSE_VARIABLE_TAKEN, .reason = "can't use one name twice" },

    { CAUSE_HTTP, "{subject}: it answers, but with an error of its own: {detail}",
      .hint = "the fault is on the other side: try again later; nothing was lost" },
    { CAUSE_WEB_PAGE, "{subject}: a web page came instead of its answer: {detail}",
      .hint = "is there a login page or a proxy in between? Open https://www.adobe.com in a "
              "browser to see; nothing was lost" },
    { CAUSE_PROXY_AUTH,
      "{subject}: it wasn't reached, as the proxy wants a user and password: {detail}",
      .hint = MESSAGES_PROXY_LOGIN },
    { CAUSE_PROXY_URL,
      "{subject}: it wasn't asked, as {detail} doesn't hold the address of a proxy",
      .hint = MESSAGES_PROXY_FORM },
    { CAUSE_TLS, "{subject}: no encrypted connection can be made: {detail}",
      .hint = "does a proxy in between let TLS through? Nothing was lost" },
    { CAUSE_TLS_CA,
      "{subject}: it can't be checked, as there are no certificate authorities: {detail}",
      .hint = "name a file of certificates in PEM there, or unset the variable for the "
              "system's own; nothing was lost" },
    { CAUSE_TLS_CERTIFICATE, "{subject}: it isn't trusted: {detail}",
      .hint = "if a proxy in between has a certificate authority of its own, SSL_CERT_FILE "
              "must name it (or CURL_CA_BUNDLE, which counts alone where it is set); check the "
              "clock too; nothing was lost" },

    { CAUSE_CLIENT, .reason = "" },
    { CAUSE_SCOPE, .reason = "" },
    { CAUSE_GRANT, .reason = "" },

    { CAUSE_RULE_VERB, .reason = "{detail} isn't allow, deny or account" },
    { CAUSE_RULE_WHO,
      .reason = "after {detail} comes any, user=NAME, uid=N, group=NAME or gid=N" },
    { CAUSE_RULE_NAME, .reason = "{detail}: there is no such user or group" },
    { CAUSE_RULE_WORD, .reason = "{detail} isn't known here" },
    { CAUSE_RULE_VALUE, .reason = "{detail} has a value that can't be used" },
    { CAUSE_RULE_PROFILE, .reason = "it allows, but gives no profile=NAME" },
    { CAUSE_RULE_EVERYBODY,
      .reason = "{detail} may be anybody in a container: it needs a socket=NAME" },
    { CAUSE_RULE_EXEC, .reason = "it needs exec path=/PROGRAM" },
    { CAUSE_RULE_ORDER, .reason = "account lines stand before all others" },

    { CAUSE_BROKER_SAYS, "{subject}: the broker has no token: {detail}",
      .hint = "who runs the broker can see more, in its log" },
    { CAUSE_BROKER_GONE, "{subject}: nobody listens at this socket of a broker",
      .hint = "is workfront-credential-broker running? What names the socket is --broker, "
              "WORKFRONT_CREDENTIAL_BROKER or the configuration" },
    { CAUSE_BROKER_INSTEAD, "{subject}: there is no store; the broker at {detail} is asked",
      .hint = "workfront-credential doctor: whether it answers" },
    { CAUSE_BROKER_IMPOSTOR,
      "{subject}: refused, because who listens there isn't the socket's owner",
      .hint = "name another broker with --broker, or none" },
    { CAUSE_BROKER_OPERATION, .reason = "it hands out tokens, and takes nothing else",
      .has_no_hint = true },

    { CAUSE_ENGINE_GONE, "{subject}: the fleet's cache can't be reached: {detail}",
      .hint = "is the engine running, and does it take changes? Nothing was lost" },
    { CAUSE_ENGINE_LOGIN,
      "{subject}: the fleet's cache doesn't take user and password: {detail}",
      .hint = "look at its users (ACL LIST); nothing was lost" },
    { CAUSE_ENGINE_PERMISSION,
      "{subject}: the fleet's cache doesn't let this user do that: {detail}",
      .hint = "readers need +get, minters +eval, +set and +del too, both for ~wf:*" },
    { CAUSE_ENGINE_TLS, "{subject}: the fleet's cache isn't trusted: {detail}",
      .hint = "fleet-ca names the file of its certificate authority; is the clock right?" },
    { CAUSE_ENGINE_ANSWER,
      "{subject}: the fleet's cache gave an answer that is of no use: {detail}",
      .hint = "its log may say more; nothing was lost" },

    { CAUSE_PROFILE_CHANGED,
      "profile {subject}: another command changed it meanwhile, so nothing is saved",
      .hint = "do it once more; show says what is recorded now" },

    { CAUSE_ROTATION_BUSY, "profile {subject}: another rotation is under way",
      .hint = "let it end; status says how far it is" },
    { CAUSE_ROTATION_CHANGED, "profile {subject}: another command changed it meanwhile",
      .hint = "workfront-credential rotate, once more" },
    { CAUSE_ROTATION_IDS,
      "profile {subject}: the Console's ids of the credential aren't recorded",
      .hint = "copy the address of the credential's page in the Developer Console: rotate "
              "--console-url URL; or rotate --manual" },
    { CAUSE_ROTATION_ACCESS, "profile {subject}: Adobe doesn't let it manage its secrets",
      .hint = "in the Developer Console open the project, Add to Project > API > I/O "
              "Management API; or rotate --manual" },
    { CAUSE_ROTATION_CHOICE,
      "profile {subject} has two secrets at Adobe, and this store doesn't know both",
      .hint = "look at rotate --dry-run; then rotate --drop UUID deletes the one that nobody "
              "needs" },
    { CAUSE_ROTATION_OURS, "{subject}: not deleted, because it is in use here, or may be",
      .hint = "look at rotate --dry-run; the other one can be dropped" },
    { CAUSE_ROTATION_LATE, "profile {subject}: the new secret is in use already, and stays",
      .hint = "let it end; another rotation then replaces it" },
    { CAUSE_ROTATION_PERSON,
      "{subject}: it holds no other secret than the one that is recorded",
      .hint = "in the Developer Console choose Add new client secret, then Download JSON" },
    { CAUSE_ROTATION_CLIENT, "{subject}: it is of another credential than profile {detail}",
      .hint =
          "in the Developer Console open that one's own page, choose Add new client secret, "
          "then Download JSON" },
    { CAUSE_ROTATION_PENDING,
      "profile {subject}: another new secret waits for Adobe to take it",
      .hint = "rotate --manual, without a file, goes on with that one; rotate --abort gives it "
              "up" },
    { CAUSE_ROTATION_OUTDATED,
      "{subject}: outdated: Adobe refuses its secret, and the one in use isn't in it",
      .hint = "in the Developer Console choose Add new client secret, then Download JSON; what "
              "was made just now may take a minute" },
    { CAUSE_ROTATION_STRANGE, "profile {subject}: what Adobe lists of its secrets doesn't fit",
      .hint = "look at rotate --dry-run; the secrets that are recorded stay in use" },
    { CAUSE_ROTATION_GONE,
      "profile {subject}: the new secret was deleted at Adobe; the old one stays",
      .hint = "workfront-credential rotate, once more" },
    { CAUSE_ROTATION_LOST,
      "profile {subject}: Adobe's answer was lost; it may have made a secret",
      .hint = "rotate again, after 15 minutes: that removes it, if nobody uses it" },
    { CAUSE_ROTATION_UNTAKEN, "profile {subject}: Adobe doesn't take the new secret yet",
      .hint =
          "rotate again later; the old secret stays in use. If the new one is wrong: rotate "
          "--abort" },
    { CAUSE_ROTATION_HOST, "{subject}: it doesn't take a token of the new secret: {detail}",
      .hint = "the old secret stays in use; workfront-credential verify tells more" },
    { CAUSE_ROTATION_AWAITS,
      "profile {subject}: minters of the fleet still haven't the new secret: {detail}",
      .hint = "have fleet renew run there; for one that is gone: rotate --without NAME" },
    { CAUSE_ROTATION_IN_USE,
      "profile {subject}: its old secret is still in use, by another machine or by somebody "
      "who shouldn't have it; last at {detail}",
      .hint = "run setup --from with the new JSON on the other machines, or rotate --now" },

    { CAUSE_REMEMBERED, .sentence = "{subject}: {detail}" },
    { CAUSE_EXPORT_LOCKED,
      "{subject}: the passphrase is another one, or the file isn't as it was written",
      .reason = "what it yields opens nothing", .hint = "try again; nothing was changed" },
    { CAUSE_API_TOKEN, "{subject}: the token was refused: {detail}",
      .hint = "the next call asks for a new token; where that doesn't help: "
              "workfront-credential verify{options}" },
    { CAUSE_API_ACCESS, "{subject}: the technical account isn't allowed to do this: {detail}",
      .hint = "workfront-credential verify{options} says who it is; in Workfront give that "
              "user the access level, or a share of the object, that this takes" },
    { CAUSE_API_PATH, "{subject}: there is nothing at this path: {detail}",
      .hint = "is it spelt as in the API's reference, as proj/search or "
              "planning/v2/workspaces? What the account may not see is missing, too" },
    { CAUSE_API_REQUEST, "{subject}: the request makes no sense there: {detail}",
      .hint = "compare the path and the body with the API's reference" },
    { CAUSE_API_LATER, "{subject}: too many requests: {detail}",
      .hint = "try again in a minute" },

    { CAUSE_FLEET_OUT, "this store belongs to no fleet",
      .hint = "workfront-credential fleet join --key FILE, with a key from one of its minters; "
              "or fleet create, for a new one" },
    { CAUSE_FLEET_OFF, "the configuration names no cache for a fleet",
      .hint = "put fleet = redis and fleet-url = rediss://HOST:PORT there, or fleet = exec "
              "path=PROGRAM: see workfront-credential.conf(5)" },
    { CAUSE_FLEET_IN, "this store belongs to a fleet already",
      .hint = "workfront-credential fleet status says to which; fleet leave ends it" },
    { CAUSE_FLEET_KEY,
      "{subject}: it holds no key of a fleet; one begins with wfm1 or wfr1, and is none when "
      "it was cut or mistyped",
      .hint = "a minter prints it: workfront-credential fleet key --role reader" },
    { CAUSE_FLEET_READS, "this machine only reads the fleet's tokens",
      .hint = "do that on a minter" },
    { CAUSE_FLEET_MOVED, "{subject}: the password that is kept was given for another cache",
      .hint = "if the configuration is right: workfront-credential fleet leave, then fleet "
              "join once more" },
    { CAUSE_FLEET_OWN, "profile {subject} has a client secret here, and a reader needs none",
      .hint = "workfront-credential remove{store} --profile {subject}, or fleet-role = both" },
    { CAUSE_FLEET_SECRET, "profile {subject} came from a fleet, and has no secret here",
      .hint = "do that on one of the fleet's minters" },
    { CAUSE_FLEET_EMPTY, "profile {subject}: the fleet's cache holds no token that can be used",
      .hint = "on a minter: workfront-credential fleet renew" },
    { CAUSE_FLEET_BUSY,
      "profile {subject}: another machine of the fleet has been asking Adobe for too long",
      .hint = "try again; nothing was lost" },
};

_Static_assert(sizeof causes / sizeof causes[0] == CAUSE_COUNT, "a cause without a row");

/* What to do about a system call that failed, whatever it was for. */
static const struct {
    int error;
    const char *hint;
} remedies[] = {
    { ENOSPC, "free some space on that file system; what was there before still is" },
    { EDQUOT, "free some of your quota; what was there before still is" },
    { EACCES, "ls -ld says whose it is, and of the folders above it: run this as that user" },
    { EROFS, "nothing can be written there: name another folder with --store" },
    { ENOLCK,
      "this file system has no locks that work: name a folder on a local disk with --store" },
    { EIO, "the disk or the network file system fails; the system's log may say more" },
    { EMFILE, "the limit of open files is too low: ulimit -n" },
    { ENFILE, "the whole system has too many open files; try again" },
    { EAGAIN, "the limit of processes is reached: ulimit -u, or TasksMax= in a unit" },
};

/* Why a credential file wasn't taken: the words of helper/adobe/import.h. */
static const struct {
    const char *error, *words;
} imports[] = {
    { "jwt", "it holds a JWT (Service Account) credential, which Adobe has retired: in the "
             "Developer Console migrate it to OAuth Server-to-Server, or add such a "
             "credential, and download that one's JSON" },
    { "api-key", "it holds an API key of Workfront, which acts as one of its users and can't "
                 "be used here: make an OAuth Server-to-Server credential in the Developer "
                 "Console and give its JSON; scripts then send its token instead of the key" },
    { "no-credential", "it holds no OAuth Server-to-Server credential: add one to the project "
                       "and download it again" },
    { "several", "it holds several credentials: choose one with --credential, by its id, name "
                 "or Client ID" },
    { "no-match", "it holds no credential with that id, name or Client ID" },
    { "unknown-names",
      "none of its names means anything here: looked for are CLIENT_ID, CLIENT_SECRET and "
      "SCOPES, alone or after OAUTH_, IMS_, ADOBE_, WORKFRONT_ and the like" },
    { "open-quote", "its quote isn't closed" },
    { "after-quote", "something follows its closing quote" },
    { "reference",
      "it refers to another variable, which isn't looked up: put the value itself there" },
    { "bad-list", "its brackets don't hold a list" },
    { "unknown-shape",
      "it holds nothing that looks like a credential of the Developer Console" },
    { "wrong-type", "it has the wrong type" },
    { "wrong-value", "its value can't be right" },
    { "too-many",
      "there are too many: a credential has two secrets and 8,192 bytes of scopes at most" },
    { "conflict", "it is there twice, with different values" },
    { "not-json", "not-json: it isn't the Console's file, which Download JSON gives and which "
                  "begins with {, nor KEY=value lines or the Console's curl command" },
    { "hjson-yaml",
      "it is HJSON or YAML, as aio keeps its configuration; let aio print it as JSON: aio "
      "config get --json ims | workfront-credential setup --from - --host HOST" },
};

const struct message *message_for_status(enum status status)
{
    return &statuses[status];
}

const struct message *message_for_cause(enum cause cause)
{
    size_t i = CAUSE_COUNT;

    while (i-- > 1 && causes[i].cause != cause)
        continue;
    return &causes[i];
}

const char *message_for_import(const char *error)
{
    size_t i;

    for (i = 0; error != NULL && i < sizeof imports / sizeof imports[0]; i++)
        if (strcmp(imports[i].error, error) == 0)
            return imports[i].words;
    return NULL;
}

const char *message_for_errno(int error)
{
    size_t i;

    for (i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
        if (remedies[i].error == error)
            return remedies[i].hint;
    return NULL;
}

static const char *value_of(const struct filling *fillings, size_t count, const char *name,
                            size_t length)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (strlen(fillings[i].name) == length && memcmp(fillings[i].name, name, length) == 0)
            return fillings[i].value != NULL ? fillings[i].value : "(none recorded)";
    return "";
}

/* Cuts the colon that would lead to nothing. */
static void cut_colon(char *out)
{
    size_t length = strlen(out);

    if (length >= 2 && strcmp(out + length - 2, ": ") == 0)
        out[length - 2] = '\0';
}

void template_fill(char *out, size_t size, const char *template, const struct filling *fillings,
                   size_t count)
{
    size_t at = 0;

    out[0] = '\0';
    while (*template != '\0' && at + 1 < size) {
        size_t plain = strcspn(template, "{"), name;

        at += (size_t)snprintf(out + at, size - at, "%.*s", (int)plain, template);
        template += plain;
        if (*template == '\0' || at >= size)
            break;
        name = strcspn(++template, "}");
        at += (size_t)snprintf(out + at, size - at, "%s",
                               value_of(fillings, count, template, name));
        template += name + 1;
        if (*template == '\0')
            cut_colon(out);
    }
}
