/* say.c: words. */
#include "helper/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_quiet;
static int64_t verbosity;

/* In `sentence` %s is the subject; in `hint` it is " --profile NAME" or nothing. */
static const struct {
    const char *sentence, *hint;
} words[STATUS_COUNT] = {
    [STATUS_INTERNAL] = { "%s: an internal check failed; this is a bug", NULL },
    [STATUS_NO_MEMORY] = { "%s: there isn't enough memory", NULL },
    [STATUS_IO] = { "%s", NULL },
    [STATUS_UNSAFE] = { "%s: refused, because other users could have changed or read it",
                        "it must be a plain file or folder of your own with no access for "
                        "others "
                        "(chmod go=), not a link" },
    [STATUS_DAMAGED] = { "%s: damaged, it doesn't hold what was written", NULL },
    [STATUS_NEWER] = { "%s: written by a newer version of workfront-credential",
                       "install that version, or use another --store" },
    [STATUS_UNEXPECTED] = { "%s: an answer that can't be trusted was dropped", NULL },
    [STATUS_BUSY] = { "%s: in use by another process for too long", "try again" },
    [STATUS_USAGE] = { "%s", "workfront-credential help" },
    [STATUS_MALFORMED] = { "%s: not valid", NULL },
    [STATUS_TOO_LONG] = { "%s: too long", NULL },
    [STATUS_UNSUITABLE] = { "%s: can't be used here", NULL },
    [STATUS_NOT_FOUND] = { "%s: nothing is recorded",
                           "workfront-credential setup%s --from FILE --host HOST" },
    [STATUS_NO_STORE] = { "%s: there is no store yet",
                          "workfront-credential setup%s --from FILE --host HOST" },
    [STATUS_LOCKED] = { "%s: the store is locked; nothing here yields its key",
                        "bring back the key file, or what the unlock lines of the "
                        "configuration "
                        "name; if it is lost for good, move the store's folder away and set up "
                        "again" },
    [STATUS_REFUSED] = { "%s: Adobe refused the credential",
                         "download it again from the Developer Console and run "
                         "workfront-credential setup%s --from FILE" },
    [STATUS_UNREACHABLE] = { "%s: Adobe can't be reached",
                             "check the network and https_proxy; nothing was lost" },
    [STATUS_THROTTLED] = { "%s: Adobe asks to wait", "try again later; nothing was lost" },
    [STATUS_ACCOUNT] = { "%s: the token is good, but the account is not", NULL },
    [STATUS_VALIDITY] = { "%s: no token lives that long", "ask for less with --min-validity" },
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

static void __attribute__((format(printf, 2, 0)))
say_line(const char *prefix, const char *format, va_list arguments)
{
    char line[1400];
    int at = snprintf(line, sizeof line - 1, "workfront-credential: %s", prefix);
    int room = (int)sizeof line - 1 - at;
    int length = vsnprintf(line + at, (size_t)room, format, arguments);

    if (length < 0)
        return;
    at += length < room ? length : room - 1;
    tame(line, (size_t)at);
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

/* The sentences and hints come from the table above, never from outside. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static int print_table(char *out, size_t size, const char *format, const char *word)
{
    return snprintf(out, size, format, word);
}

#pragma GCC diagnostic pop

/* What keeps a store locked, where the store's fault says more than a path. */
static const struct {
    const char *subject, *detail, *sentence;
} locks[] = {
    { "passphrase", "key", "passphrase: wrong, the store stays locked" },
    { "passphrase", "asked",
      "passphrase: the store is locked, and there is nobody to ask for the passphrase" },
};

static const char *lock_sentence(const struct fault *fault)
{
    size_t i;

    for (i = 0; fault->status == STATUS_LOCKED && i < sizeof locks / sizeof locks[0]; i++)
        if (strcmp(locks[i].subject, fault->subject) == 0 &&
            strcmp(locks[i].detail, fault->detail) == 0)
            return locks[i].sentence;
    return NULL;
}

void say_sentence(char *out, size_t size, const struct fault *fault)
{
    const char *locked = lock_sentence(fault);
    size_t used;
    int at;

    if (locked != NULL) {
        snprintf(out, size, "%s", locked);
        return;
    }
    at = print_table(out, size, words[fault->status].sentence, fault->subject);
    used = at >= 0 && (size_t)at < size ? (size_t)at : size - 1;
    if (fault->system_error != 0)
        snprintf(out + used, size - used, ": %s", strerror(fault->system_error));
    else if (fault->detail[0] != '\0')
        snprintf(out + used, size - used, fault->status == STATUS_USAGE ? " %s" : ": %s",
                 fault->detail);
}

void say_hint_of(char *out, size_t size, const struct fault *fault, const char *profile)
{
    const char *remedy = fault->status == STATUS_IO ? remedy_of(fault->system_error) : NULL;
    char option[300] = "";

    if (profile != NULL)
        snprintf(option, sizeof option, " --profile %s", profile);
    out[0] = '\0';
    if (remedy != NULL)
        snprintf(out, size, "%s", remedy);
    else if (words[fault->status].hint != NULL)
        print_table(out, size, words[fault->status].hint, option);
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
