/* say.c: what is told, and how. */
#include "helper/say/say.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/say/messages.h"
#include "helper/say/report.h"
#include "helper/say/waiting.h"
#include "protocol/clock.h"
#include "protocol/dialects/quote.h"

enum { LINE_SIZE = 1400, INDENT = 2 };

static bool is_quiet;
static int64_t verbosity;
static const char *called_command, *called_store;

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

bool say_is_quiet(void)
{
    return is_quiet;
}

/* On a terminal in lines of its width, else whole. */
static void write_wrapped(const char *line)
{
    struct buffer out = BUFFER(2 * LINE_SIZE);

    style_wrap(&out, line, INDENT, style_for(STDERR_FILENO).width);
    buffer_write(&out, STDERR_FILENO);
    buffer_clear(&out);
}

static void __attribute__((format(printf, 2, 0)))
say_line(const char *prefix, const char *format, va_list arguments)
{
    char line[LINE_SIZE], *lf;
    int at = snprintf(line, sizeof line - 1, "workfront-credential: %s", prefix);
    int room = (int)sizeof line - 1 - at;
    int length = vsnprintf(line + at, (size_t)room, format, arguments);

    if (length < 0)
        return;
    waiting_wipe();
    at +=
        (int)style_clean(line + at, (size_t)(length < room ? length : room - 1), STDERR_FILENO);
    line[at] = '\0';
    while ((lf = strchr(line, '\n')) != NULL)
        *lf = '?';
    if (isatty(STDERR_FILENO) != 0) {
        write_wrapped(line);
        return;
    }
    line[at++] = '\n';
    write_all(STDERR_FILENO, line, (size_t)at);
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

void say_warning_because(const char *what, const struct fault *fault)
{
    char sentence[SAY_REASON_SIZE];

    say_sentence(sentence, sizeof sentence, fault);
    say_warning("%s: %s", what, sentence);
}

void say_detail_because(const char *what, const struct fault *fault)
{
    char sentence[SAY_REASON_SIZE];

    say_sentence(sentence, sizeof sentence, fault);
    say_detail("%s: %s", what, sentence);
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

/* Whether the text needs a detail that isn't there: one at its end, after a colon, it can do
 * without. */
static bool lacks_detail(const char *text, const struct fault *fault)
{
    const char *place = strstr(text, "{detail}");

    return fault->detail[0] == '\0' && place != NULL &&
           (place - text < 2 || strcmp(place - 2, ": {detail}") != 0);
}

/* What the fault adds to its status: the reason of its cause, or what the system or a peer
 * said.
 */
static void say_why(char *out, size_t size, const struct fault *fault)
{
    const struct filling detail = { "detail", fault->detail };
    const char *reason = message_for_cause(fault->cause)->reason;

    if (reason[0] != '\0' && !lacks_detail(reason, fault))
        template_fill(out, size, reason, &detail, 1);
    else
        snprintf(out, size, "%s",
                 fault->system_error != 0 ? strerror(fault->system_error) : fault->detail);
}

void say_sentence(char *out, size_t size, const struct fault *fault)
{
    const char *sentence = message_for_cause(fault->cause)->sentence;
    const struct filling fillings[] = { { "subject", fault->subject },
                                        { "detail", fault->detail } };
    bool is_whole = sentence[0] != '\0' && !lacks_detail(sentence, fault);
    char more[SAY_REASON_SIZE];
    size_t used;

    template_fill(out, size, is_whole ? sentence : message_for_status(fault->status)->sentence,
                  fillings, sizeof fillings / sizeof fillings[0]);
    used = strlen(out);
    say_why(more, sizeof more, fault);
    if (!is_whole && more[0] != '\0')
        snprintf(out + used, size - used, fault->status == STATUS_USAGE ? " %s" : ": %s", more);
}

void say_reason(char out[SAY_REASON_SIZE], const struct fault *fault)
{
    char why[SAY_REASON_SIZE - sizeof fault->subject - 2];

    say_why(why, sizeof why, fault);
    if (fault->status != STATUS_LOCKED)
        say_sentence(out, SAY_REASON_SIZE, fault);
    else if (why[0] == '\0')
        snprintf(out, SAY_REASON_SIZE, "it has nothing");
    else if (message_for_cause(fault->cause)->sentence[0] != '\0')
        snprintf(out, SAY_REASON_SIZE, "%s", why);
    else
        snprintf(out, SAY_REASON_SIZE, "%s: %s", fault->subject, why);
}

/* Most paths need no quotes. */
void say_path(struct buffer *out, const char *path)
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
    say_path(out, called_store);
}

/* A subject that was cut or cleaned may be the path of something else. */
static bool is_whole_path(const struct fault *fault)
{
    return strlen(fault->subject) < sizeof fault->subject - 1 &&
           strchr(fault->subject, '?') == NULL;
}

/* Words that stand in a hint, and the buffers that they lie in. */
enum { OPTIONS, STORE, COMMAND, PATH, DETAIL, FILLINGS };

void say_hint_of(char *out, size_t size, const struct fault *fault, const char *profile)
{
    static const char *const names[FILLINGS] = { "options", "store", "command", "path",
                                                 "detail" };
    const struct message *why = message_for_cause(fault->cause);
    const char *hint = why->hint, *of_system = message_for_errno(fault->system_error);
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
    say_path(&text[PATH], fault->subject);
    buffer_text(&text[DETAIL], fault->detail);
    for (i = 0; i < FILLINGS; i++)
        fillings[i] = (struct filling){ names[i], buffer_string(&text[i]) };
    if (fault->detail[0] == '\0' && strstr(hint, "{detail}") != NULL)
        hint = "";
    if (hint[0] == '\0' && fault->status == STATUS_IO && of_system != NULL)
        hint = of_system;
    if (hint[0] == '\0')
        hint = message_for_status(fault->status)->hint;
    if (strstr(hint, "{path}") != NULL && !is_whole_path(fault))
        hint = "give it a shorter and plainer path";
    template_fill(out, size, why->has_no_hint ? "" : hint, fillings, FILLINGS);
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

void say_timing(void)
{
    struct buffer text = BUFFER(4096);

    timing_lap("the rest");
    timing_tell(&text, PACKAGE_NAME);
    buffer_write(&text, STDERR_FILENO);
    buffer_clear(&text);
}
