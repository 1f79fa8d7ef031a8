/* messages.c: the sentences and hints of statuses. */
#include "helper/say/messages.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

static const struct messages usual[STATUS_COUNT] = {
    [STATUS_INTERNAL] = { "{subject}: an internal check failed; this is a bug", NULL },
    [STATUS_NO_MEMORY] = { "{subject}: there isn't enough memory", NULL },
    [STATUS_IO] = { "{subject}", NULL },
    [STATUS_UNSAFE] = { "{subject}: refused, as it isn't safe", NULL },
    [STATUS_DAMAGED] = { "{subject}: damaged, it doesn't hold what was written", NULL },
    [STATUS_NEWER] = { "{subject}: written by a newer version of workfront-credential",
                       "install that version, or use another --store" },
    [STATUS_UNEXPECTED] = { "{subject}: an answer that can't be trusted was dropped",
                            "try again; if it stays so, workfront-credential doctor looks "
                            "closer" },
    [STATUS_TIMEOUT] = { "{subject}: no answer in time", "try again" },
    [STATUS_BUSY] = { "{subject}: in use by another process for too long", "try again" },
    [STATUS_USAGE] = { "{subject}", "workfront-credential help{command}" },
    [STATUS_MALFORMED] = { "{subject}: not valid", NULL },
    [STATUS_TOO_LONG] = { "{subject}: too long", NULL },
    [STATUS_UNSUITABLE] = { "{subject}: can't be used here", NULL },
    [STATUS_NOT_FOUND] = { "{subject}: nothing is recorded",
                           "workfront-credential setup{options} --from FILE --host HOST" },
    [STATUS_NO_STORE] = { "{subject}: there is no store yet",
                          "workfront-credential setup{options} --from FILE --host HOST" },
    [STATUS_LOCKED] = { "{subject}: the store is locked; nothing here yields its key",
                        "bring back the key file, or what the unlock lines of the "
                        "configuration name; if it is lost for good, move the store's folder "
                        "away and set up again" },
    [STATUS_REFUSED] = { "{subject}: Adobe refused the credential",
                         "download it again from the Developer Console and run "
                         "workfront-credential setup{options} --from FILE" },
    [STATUS_UNREACHABLE] = { "{subject}: Adobe can't be reached",
                             "check the network and https_proxy; nothing was lost" },
    [STATUS_THROTTLED] = { "{subject}: Adobe asks to wait",
                           "try again later; nothing was lost" },
    [STATUS_ACCOUNT] = { "{subject}: the token is good, but the account is not", NULL },
    [STATUS_VALIDITY] = { "{subject}: no token lives that long",
                          "ask for less with --min-validity" },
};

/* Where the status alone says too little. NULL: any subject, detail or command; the status's
 * own sentence, with the detail behind it, or hint. */
static const struct {
    enum status status;
    const char *subject, *detail, *command;
    struct messages words;
} specials[] = {
    { STATUS_LOCKED,
      "passphrase",
      "key",
      NULL,
      { "passphrase: wrong, the store stays locked", "try again; the store is as it was" } },
    { STATUS_LOCKED,
      "passphrase",
      "asked",
      NULL,
      { "passphrase: the store is locked, and there is nobody to ask for the passphrase",
        "run it on a terminal, or name a program that asks in "
        "WORKFRONT_CREDENTIAL_ASKPASS" } },
    { STATUS_LOCKED,
      NULL,
      "key",
      NULL,
      { "{subject}: the store is locked; what it yields isn't this store's key", NULL } },
    { STATUS_LOCKED,
      NULL,
      "slot",
      NULL,
      { "{subject}: the store is locked, and has no key slot for it",
        "workfront-credential key list" } },
    { STATUS_LOCKED,
      "policy",
      NULL,
      NULL,
      { "the store is locked: the unlock lines don't require what it was made to require",
        "the configuration must require what workfront-credential key list{store} says that "
        "every key slot needs, and nothing else" } },
    { STATUS_LOCKED,
      "key slot ",
      NULL,
      NULL,
      { "nothing was changed: what can't be opened now would be lost, {subject}",
        "workfront-credential key list{store} says what is missing; to give a slot up: "
        "workfront-credential key remove{store} NUMBER" } },
    { STATUS_LOCKED,
      "stack",
      "usable",
      NULL,
      { "none of the unlock lines can open a store here and now", NULL } },
    { STATUS_BUSY,
      NULL,
      "changed",
      NULL,
      { "{subject}: another process has changed the key slots meanwhile; nothing was done",
        NULL } },
    { STATUS_TOO_LONG,
      "key slots",
      NULL,
      NULL,
      { "the store has as many key slots as it can have",
        "make room: workfront-credential key remove{store} NUMBER" } },
    { STATUS_DAMAGED,
      "/",
      NULL,
      NULL,
      { NULL, "put it back as it was, from a copy; else move the store's folder away and set "
              "up again" } },
    { STATUS_UNSAFE,
      NULL,
      "type",
      NULL,
      { "{subject}: refused, because it isn't the plain file or folder that belongs there",
        "put the thing itself there, not a link, and name it by its whole path, from /" } },
    { STATUS_UNSAFE,
      NULL,
      "owner",
      NULL,
      { "{subject}: refused, because it belongs to another user",
        "if you trust it: sudo chown \"$(id -u)\" {path}" } },
    { STATUS_UNSAFE,
      NULL,
      "mode",
      NULL,
      { "{subject}: refused, because other users may read or change it", "chmod go= {path}" } },
    { STATUS_UNSAFE,
      NULL,
      "writable",
      NULL,
      { "{subject}: refused, because other users may change it", "chmod go-w {path}" } },
    { STATUS_UNSAFE,
      NULL,
      "links",
      NULL,
      { "{subject}: refused, because it has a second name somewhere (a hard link)",
        "make it a file of its own: cp -p {path} {path}.new && mv {path}.new {path}" } },
    { STATUS_IO,
      NULL,
      "no-place",
      NULL,
      { NULL, "choose a place that can be written: set HOME; or --store DIR for the store and "
              "XDG_CONFIG_HOME for its key" } },
    { STATUS_UNREACHABLE,
      NULL,
      "http",
      NULL,
      { "{subject}: it answers, but with an error of its own: {detail}",
        "the fault is on the other side: try again later; nothing was lost" } },
    { STATUS_UNREACHABLE,
      NULL,
      "tls-ca",
      NULL,
      { "{subject}: it can't be checked, as there are no certificate authorities: {detail}",
        "name a file of certificates in PEM there, or unset the variable for the system's "
        "own; nothing was lost" } },
    { STATUS_UNREACHABLE,
      NULL,
      "tls-certificate",
      NULL,
      { "{subject}: it isn't trusted: {detail}",
        "has a proxy in between a certificate authority of its own? SSL_CERT_FILE must name "
        "it (or CURL_CA_BUNDLE, which counts alone where it is set); is the clock right? "
        "Nothing was lost" } },
    { STATUS_UNREACHABLE,
      NULL,
      "tls",
      NULL,
      { "{subject}: no encrypted connection can be made: {detail}",
        "does a proxy in between let TLS through? Nothing was lost" } },
    { STATUS_NOT_FOUND,
      NULL,
      NULL,
      "remove",
      { NULL, "workfront-credential list{store} shows what is recorded" } },
    { STATUS_NOT_FOUND,
      NULL,
      NULL,
      "forget",
      { NULL, "workfront-credential list{store} shows what is recorded" } },
    { STATUS_NO_STORE, NULL, NULL, "remove", { NULL, "" } },
    { STATUS_NO_STORE, NULL, NULL, "forget", { NULL, "" } },
};

/* What to do about a system call that failed, whatever it was for. */
static const struct {
    int error;
    const char *hint;
} remedies[] = {
    { ENOSPC, "free some space on that file system; what was there before still is" },
    { EDQUOT, "free some of your quota; what was there before still is" },
    { EROFS, "nothing can be written there: name another folder with --store" },
    { ENOLCK, "this file system has no locks that work: name a folder on a local disk with "
              "--store" },
    { EIO, "the disk or the network file system fails; the system's log may say more" },
    { EMFILE, "the limit of open files is too low: ulimit -n" },
    { ENFILE, "the whole system has too many open files; try again" },
    { EAGAIN, "the limit of processes is reached: ulimit -u, or TasksMax= in a unit" },
};

struct messages messages_usual(enum status status)
{
    return usual[status];
}

static bool fits(const char *wanted, const char *found)
{
    return wanted == NULL || (found != NULL && strncmp(found, wanted, strlen(wanted)) == 0);
}

struct messages messages_special(const struct fault *fault, const char *command)
{
    size_t i;

    for (i = 0; i < sizeof specials / sizeof specials[0]; i++)
        if (specials[i].status == fault->status && fits(specials[i].subject, fault->subject) &&
            fits(specials[i].detail, fault->detail) && fits(specials[i].command, command))
            return specials[i].words;
    return (struct messages){ NULL, NULL };
}

const char *messages_remedy(int error)
{
    size_t i;

    for (i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
        if (remedies[i].error == error)
            return remedies[i].hint;
    return NULL;
}
