/* say.c: words. */
#include "helper/say.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/style.h"
#include "helper/template.h"
#include "protocol/lap.h"
#include "protocol/quote.h"

enum { LINE_SIZE = 1400, INDENT = 2 };

static bool is_quiet;
static int64_t verbosity;
static const char *called_command, *called_store;

/* In `sentence` {subject} is what the fault is about, and {detail} its detail. In `hint`
 * {options} is " --profile NAME --store DIR" as far as they were given, {store} the latter
 * alone, {command} " COMMAND", and {path} the subject as a shell takes it. */
struct words {
    const char *sentence, *hint;
};

static const struct words words[STATUS_COUNT] = {
    [STATUS_INTERNAL] = { "{subject}: an internal check failed; this is a bug", NULL },
    [STATUS_NO_MEMORY] = { "{subject}: there isn't enough memory", NULL },
    [STATUS_IO] = { "{subject}", NULL },
    [STATUS_UNSAFE] = { "{subject}: refused, as it isn't safe", NULL },
    [STATUS_DAMAGED] = { "{subject}: damaged, it doesn't hold what was written", NULL },
    [STATUS_NEWER] = { "{subject}: written by a newer version of workfront-credential",
                       "install that version, or use another --store" },
    [STATUS_UNEXPECTED] = { "{subject}: an answer that can't be trusted was dropped", NULL },
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
    struct words words;
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
    { STATUS_LOCKED,
      "stack",
      "never",
      NULL,
      { "the unlock lines open no store, whatever their modules say", NULL } },
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
      { NULL, "put it back as it was, from a copy; if there is none, move the store's folder "
              "away and set up again" } },
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
        "SSL_CERT_FILE must name a file of certificates that can be read; unset it for "
        "the system's own; nothing was lost" } },
    { STATUS_UNREACHABLE,
      NULL,
      "tls-certificate",
      NULL,
      { "{subject}: it isn't trusted: {detail}",
        "has a proxy in between a certificate authority of its own? SSL_CERT_FILE must name "
        "it; is the clock right? Nothing was lost" } },
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

static const char *remedy_of(int error)
{
    size_t i;

    for (i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
        if (remedies[i].error == error)
            return remedies[i].hint;
    return NULL;
}

void say_setup(bool quiet, int64_t verbose)
{
    is_quiet = quiet;
    verbosity = verbose;
}

void say_called(const char *command, const char *store)
{
    called_command = command;
    called_store = store;
}

bool say_is_verbose(void)
{
    return verbosity >= 1;
}

/* In one write(2), unless that takes less than the line or is interrupted. */
static void write_line(const char *line, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(STDERR_FILENO, line, length);

        if (wrote < 0 && errno != EINTR)
            return;
        if (wrote > 0) {
            line += wrote;
            length -= (size_t)wrote;
        }
    }
}

/* Whatever came into a line, it moves no terminal and stays one line. */
static void tame(char *line, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++)
        if ((unsigned char)line[i] < ' ' || line[i] == '\x7f')
            line[i] = '?';
}

/* On a terminal in lines of its width, else whole. */
static void write_wrapped(const char *line)
{
    struct buffer out = BUFFER(2 * LINE_SIZE);
    size_t width = style_for(STDERR_FILENO).width;

    style_wrap(&out, line, INDENT, width);
    if (buffer_status(&out) == STATUS_OK)
        write_line(out.data, out.length);
    buffer_clear(&out);
}

static void __attribute__((format(printf, 2, 0)))
say_line(const char *prefix, const char *format, va_list arguments)
{
    char line[LINE_SIZE];
    int at = snprintf(line, sizeof line - 1, "workfront-credential: %s", prefix);
    int room = (int)sizeof line - 1 - at;
    int length = vsnprintf(line + at, (size_t)room, format, arguments);

    if (length < 0)
        return;
    at += length < room ? length : room - 1;
    tame(line, (size_t)at);
    if (isatty(STDERR_FILENO) != 0) {
        write_wrapped(line);
        return;
    }
    line[at++] = '\n';
    write_line(line, (size_t)at);
}

#define SAY(prefix)                                                                            \
    do {                                                                                       \
        va_list arguments;                                                                     \
        va_start(arguments, format);                                                           \
        say_line(prefix, format, arguments);                                                   \
        va_end(arguments);                                                                     \
    } while (0)

void say_error(const char *format, ...)
{
    SAY("error: ");
}

void say_warning(const char *format, ...)
{
    if (!is_quiet)
        SAY("warning: ");
}

void say_hint(const char *format, ...)
{
    if (!is_quiet)
        SAY("hint: ");
}

void say_progress(const char *format, ...)
{
    if (!is_quiet)
        SAY("");
}

void say_detail(const char *format, ...)
{
    if (verbosity >= 1)
        SAY("");
}

void say_trace(const char *format, ...)
{
    if (verbosity >= 2)
        SAY("");
}

static bool fits(const char *wanted, const char *found)
{
    return wanted == NULL || (found != NULL && strncmp(found, wanted, strlen(wanted)) == 0);
}

static struct words words_for(const struct fault *fault)
{
    size_t i;

    for (i = 0; i < sizeof specials / sizeof specials[0]; i++)
        if (specials[i].status == fault->status && fits(specials[i].subject, fault->subject) &&
            fits(specials[i].detail, fault->detail) &&
            fits(specials[i].command, called_command))
            return specials[i].words;
    return (struct words){ NULL, NULL };
}

void say_sentence(char *out, size_t size, const struct fault *fault)
{
    const struct filling fillings[] = { { "subject", fault->subject },
                                        { "detail", fault->detail } };
    struct words special = words_for(fault);
    size_t used;

    template_fill(out, size,
                  special.sentence != NULL ? special.sentence : words[fault->status].sentence,
                  fillings, sizeof fillings / sizeof fillings[0]);
    if (special.sentence != NULL)
        return;
    used = strlen(out);
    if (fault->system_error != 0)
        snprintf(out + used, size - used, ": %s", strerror(fault->system_error));
    else if (fault->detail[0] != '\0')
        snprintf(out + used, size - used, fault->status == STATUS_USAGE ? " %s" : ": %s",
                 fault->detail);
}

void say_reason(char out[SAY_REASON_SIZE], const struct fault *fault)
{
    static const struct {
        const char *detail, *words;
    } reasons[] = {
        { "asked", "there is nobody to ask" },
        { "key", "what it yields opens nothing" },
        { "slot", "it has no slot" },
        { "", "it has nothing" },
    };
    size_t i;

    if (fault->status != STATUS_LOCKED) {
        say_sentence(out, SAY_REASON_SIZE, fault);
        return;
    }
    for (i = 0; fault->system_error == 0 && i < sizeof reasons / sizeof reasons[0]; i++) {
        if (strcmp(reasons[i].detail, fault->detail) != 0)
            continue;
        snprintf(out, SAY_REASON_SIZE, "%s", reasons[i].words);
        return;
    }
    snprintf(out, SAY_REASON_SIZE, "%s: %s", fault->subject,
             fault->system_error != 0 ? strerror(fault->system_error) : fault->detail);
}

/* As it can be typed; most paths need no quotes. */
static void put_path(struct buffer *out, const char *path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789/._-+,@:";

    if (strspn(path, plain) == strlen(path))
        buffer_text(out, path);
    else
        quote(out, &quoting_sh, path);
}

void say_store_option(struct buffer *out)
{
    if (called_store == NULL)
        return;
    buffer_text(out, " --store ");
    put_path(out, called_store);
}

/* A subject that was cut or cleaned may be the path of something else. */
static bool is_whole_path(const struct fault *fault)
{
    return strlen(fault->subject) < sizeof fault->subject - 1 &&
           strchr(fault->subject, '?') == NULL;
}

/* Words that stand in a hint, and the buffers that they lie in. */
enum { OPTIONS, STORE, COMMAND, PATH, FILLINGS };

void say_hint_of(char *out, size_t size, const struct fault *fault, const char *profile)
{
    static const char *const names[FILLINGS] = { "options", "store", "command", "path" };
    const char *hint = words_for(fault).hint;
    struct buffer text[FILLINGS];
    struct filling fillings[FILLINGS];
    size_t i;

    for (i = 0; i < FILLINGS; i++)
        text[i] = (struct buffer)BUFFER(PATH_MAX);
    if (profile != NULL)
        buffer_format(&text[OPTIONS], " --profile %s", profile);
    say_store_option(&text[OPTIONS]);
    say_store_option(&text[STORE]);
    if (called_command != NULL)
        buffer_format(&text[COMMAND], " %s", called_command);
    put_path(&text[PATH], fault->subject);
    for (i = 0; i < FILLINGS; i++)
        fillings[i] = (struct filling){ names[i], buffer_string(&text[i]) };
    if (hint == NULL && fault->status == STATUS_IO)
        hint = remedy_of(fault->system_error);
    if (hint == NULL)
        hint = words[fault->status].hint;
    if (hint != NULL && strstr(hint, "{path}") != NULL && !is_whole_path(fault))
        hint = "give it a shorter and plainer path";
    template_fill(out, size, hint != NULL ? hint : "", fillings, FILLINGS);
    for (i = 0; i < FILLINGS; i++)
        buffer_clear(&text[i]);
}

void say_fault(const struct fault *fault, const char *profile)
{
    char sentence[1024], hint[600];

    if (fault->status == STATUS_OK || (unsigned)fault->status >= STATUS_COUNT)
        return;
    say_sentence(sentence, sizeof sentence, fault);
    say_error("%s", sentence);
    say_hint_of(hint, sizeof hint, fault, profile);
    if (hint[0] != '\0')
        say_hint("%s", hint);
}

void say_laps(void)
{
    struct buffer text = BUFFER(4096);

    lap("the rest");
    lap_tell(&text, PACKAGE_NAME);
    buffer_write(&text, STDERR_FILENO);
    buffer_clear(&text);
}
