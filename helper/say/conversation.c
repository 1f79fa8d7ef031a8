/* conversation.c: terminals, askpass programs, nobody. */
#include "helper/say/conversation.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "helper/say/report.h"
#include "protocol/secret.h"
#include "protocol/spawn.h"

enum { ASKPASS_DEADLINE = 120000 /* milliseconds */, PROMPT_MAX = 65536 };

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

enum { SIGNALS = sizeof signals / sizeof signals[0] };

static volatile sig_atomic_t interrupted;

static void remember_signal(int number)
{
    interrupted = number;
}

/* What the signals did before, and whether they were let through. */
struct signals {
    struct sigaction before[SIGNALS];
    sigset_t mask;
};

/* Handlers that only note, while we wait in ppoll(2) and nowhere else: no signal is lost
 * between looking and waiting, and the terminal can be restored. */
static void signals_catch(struct signals *signals_before)
{
    struct sigaction note = { .sa_handler = remember_signal };
    sigset_t ours;
    size_t i;

    interrupted = 0;
    sigemptyset(&note.sa_mask);
    sigemptyset(&ours);
    for (i = 0; i < SIGNALS; i++)
        sigaddset(&ours, signals[i]);
    sigprocmask(SIG_BLOCK, &ours, &signals_before->mask);
    for (i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &note, &signals_before->before[i]);
}

/* What was noted happens now, with the terminal as it was. */
static void signals_restore(const struct signals *signals_before)
{
    size_t i;

    sigprocmask(SIG_SETMASK, &signals_before->mask, NULL);
    for (i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &signals_before->before[i], NULL);
    if (interrupted != 0)
        raise(interrupted);
}

/* One line. `mask` is what may interrupt the waiting for it. */
static enum status read_line(int fd, const sigset_t *mask, struct buffer *answer)
{
    struct pollfd wanted = { .fd = fd, .events = POLLIN };
    char c = '\0';

    while (c != '\n') {
        ssize_t got;

        got = ppoll(&wanted, 1, NULL, mask);
        if (got > 0)
            got = read(fd, &c, 1);
        else if (got == 0)
            continue;
        if (interrupted != 0 || got == 0)
            return STATUS_BUSY;
        if (got < 0 && errno != EINTR)
            return STATUS_IO;
        if (got > 0 && c != '\n')
            buffer_append(answer, &c, 1);
    }
    return buffer_status(answer);
}

static enum status show(int fd, const char *prompt)
{
    struct buffer text = BUFFER(PROMPT_MAX);
    enum status status;

    buffer_text(&text, prompt);
    status = style_write(&text, fd);
    buffer_clear(&text);
    return status;
}

/* The echo ends before the prompt shows: nobody can be quicker. */
static enum status ask_quietly(int fd, const char *prompt, const sigset_t *mask,
                               struct buffer *answer)
{
    struct termios before, silent;
    enum status status;

    if (tcgetattr(fd, &before) != 0)
        return STATUS_IO;
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
    silent.c_lflag |= ECHONL;
    if (tcsetattr(fd, TCSAFLUSH, &silent) != 0)
        return STATUS_IO;
    status = show(fd, prompt);
    if (status == STATUS_OK)
        status = read_line(fd, mask, answer);
    tcsetattr(fd, TCSAFLUSH, &before);
    return status;
}

static enum status ask_once(int fd, enum conversation_style style, const char *prompt,
                            struct buffer *answer)
{
    struct signals before;
    enum status status;

    signals_catch(&before);
    if (style == CONVERSATION_SECRET)
        status = ask_quietly(fd, prompt, &before.mask, answer);
    else if ((status = show(fd, prompt)) == STATUS_OK)
        status = read_line(fd, &before.mask, answer);
    signals_restore(&before);
    return status;
}

/* Who comes back from Ctrl-Z is asked again. */
static enum status ask_terminal(int fd, enum conversation_style style, const char *prompt,
                                struct buffer *answer)
{
    enum status status;

    if (style == CONVERSATION_TELL)
        return show(fd, prompt);
    while ((status = ask_once(fd, style, prompt, answer)) == STATUS_BUSY &&
           interrupted == SIGTSTP)
        buffer_clear(answer);
    return status;
}

static enum status ask_program(const char *path, const char *prompt, struct buffer *answer)
{
    char *arguments[] = { (char *)path, (char *)prompt, NULL };
    struct spawn program = { .path = path,
                             .arguments = arguments,
                             .environment = environ,
                             .deadline = ASKPASS_DEADLINE };
    struct buffer nothing = BUFFER(1);
    enum status status = spawn_run(&program, &nothing, answer, NULL);

    if (status == STATUS_OK && answer->length > 0 && answer->data[answer->length - 1] == '\n')
        answer->data[--answer->length] = '\0';
    return status == STATUS_OK || status == STATUS_TOO_LONG ? status : STATUS_BUSY;
}

static const char *askpass(void)
{
    const char *path = getenv("WORKFRONT_CREDENTIAL_ASKPASS");

    if (path == NULL || *path == '\0')
        path = getenv("SSH_ASKPASS");
    return path != NULL && *path == '/' ? path : NULL;
}

static enum status ask_nobody(void *context, enum conversation_style style, const char *prompt,
                              struct buffer *answer)
{
    (void)context;
    (void)prompt;
    (void)answer;
    return style == CONVERSATION_TELL ? STATUS_OK : STATUS_LOCKED;
}

static enum status ask_somebody(void *context, enum conversation_style style,
                                const char *prompt, struct buffer *answer)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    const char *path = askpass();
    enum status status;

    if (style == CONVERSATION_REACH) {
        if (fd >= 0)
            close(fd);
        return fd >= 0 || path != NULL ? STATUS_OK : STATUS_LOCKED;
    }
    if (fd < 0 && path != NULL && style != CONVERSATION_TELL)
        return ask_program(path, prompt, answer);
    if (fd < 0)
        return ask_nobody(context, style, prompt, answer);
    status = ask_terminal(fd, style, prompt, answer);
    close(fd);
    return status;
}

bool conversation_is_seen(void)
{
    int fd = isatty(STDIN_FILENO) ? open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY) : -1;

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

bool conversation_is_possible(bool non_interactive)
{
    return !non_interactive && (conversation_is_seen() || askpass() != NULL);
}

void conversation_setup(struct conversation *conversation, bool non_interactive)
{
    conversation->ask = non_interactive ? ask_nobody : ask_somebody;
    conversation->context = NULL;
}

enum { TRIES = 5 };

static const char blanks[] = " \t\r\n";

void prompt_tell(const struct conversation *conversation, const char *text)
{
    conversation->ask(conversation->context, CONVERSATION_TELL, text, NULL);
}

/* Blanks around a pasted answer don't count. Wiped where they, or the answer, stood before. */
static void trim(struct buffer *answer)
{
    size_t lead = strspn(buffer_string(answer), blanks);

    while (answer->length > lead && strchr(blanks, answer->data[answer->length - 1]) != NULL)
        answer->data[--answer->length] = '\0';
    if (lead == 0)
        return;
    memmove(answer->data, answer->data + lead, answer->length - lead);
    secret_wipe(answer->data + answer->length - lead, lead);
    answer->length -= lead;
}

static bool is_right(const struct prompt *inquiry, const struct buffer *answer)
{
    if (answer->length == 0)
        return inquiry->is_optional;
    if (strlen(buffer_string(answer)) != answer->length)
        return false;
    return inquiry->is_right == NULL || inquiry->is_right(buffer_string(answer));
}

static enum status failed(enum status status, struct fault *fault)
{
    if (status == STATUS_LOCKED)
        return fault_set(fault, STATUS_USAGE, 0, "--from FILE and --host HOST",
                         "are needed, as there is no terminal to ask on");
    if (status == STATUS_BUSY)
        return fault_set(fault, STATUS_IO, 0, "ended before its end; nothing was saved", NULL);
    return fault_set(fault, status, status == STATUS_IO ? errno : 0, "the terminal", NULL);
}

enum status prompt_ask(const struct conversation *conversation, const struct prompt *inquiry,
                       struct buffer *answer, struct fault *fault)
{
    int i;

    for (i = 0; i < TRIES; i++) {
        enum status status;

        buffer_clear(answer);
        status =
            conversation->ask(conversation->context, inquiry->style, inquiry->prompt, answer);
        if (status != STATUS_OK && status != STATUS_TOO_LONG)
            return failed(status, fault);
        trim(answer);
        if (status == STATUS_OK && is_right(inquiry, answer))
            return STATUS_OK;
        prompt_tell(conversation, inquiry->right);
    }
    return fault_set(fault, STATUS_USAGE, 0, "setup",
                     "got no usable answer five times; nothing was saved");
}
