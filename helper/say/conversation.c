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

#include "helper/say/paste.h"
#include "helper/say/report.h"
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

/* `mask` is what may interrupt the waiting. */
static enum status read_byte(int fd, const sigset_t *mask, char *byte)
{
    struct pollfd wanted = { .fd = fd, .events = POLLIN };
    ssize_t got;

    do {
        got = ppoll(&wanted, 1, NULL, mask);
        if (got > 0)
            got = read(fd, byte, 1);
        if (interrupted != 0 || got == 0)
            return STATUS_BUSY;
    } while (got < 0 && errno == EINTR);
    return got < 0 ? STATUS_IO : STATUS_OK;
}

static enum status show_prompt(int fd, const char *prompt)
{
    struct buffer text = BUFFER(PROMPT_MAX);
    enum status status;

    buffer_text(&text, prompt);
    status = style_write(&text, fd);
    buffer_clear(&text);
    return status;
}

static enum status read_line(int fd, const sigset_t *mask, struct buffer *answer)
{
    enum status status;
    char byte = 0;

    while ((status = read_byte(fd, mask, &byte)) == STATUS_OK && byte != '\n')
        buffer_append(answer, &byte, 1);
    return status == STATUS_OK ? buffer_status(answer) : status;
}

static enum status read_paste(int fd, bool is_secret, const sigset_t *mask,
                              struct buffer *answer)
{
    struct buffer echo = BUFFER(16384);
    struct paste paste = { .is_secret = is_secret };
    enum paste_state state = PASTE_GOES_ON;
    enum status status = STATUS_OK;
    char byte = 0;

    while (status == STATUS_OK && state == PASTE_GOES_ON) {
        status = read_byte(fd, mask, &byte);
        if (status == STATUS_OK)
            state = paste_take(&paste, byte, answer, &echo);
        buffer_write(&echo, fd);
        buffer_clear(&echo);
    }
    if (state == PASTE_LEFT)
        return STATUS_BUSY;
    return status == STATUS_OK ? buffer_status(answer) : status;
}

/* Without the terminal's echo, which ends before the prompt shows: nobody can be quicker. What
 * may be a paste is read by the byte; what comes after it has no question. */
static enum status ask_quietly(int fd, enum conversation_style style, const char *prompt,
                               const sigset_t *mask, struct buffer *answer)
{
    bool is_paste = style != CONVERSATION_SECRET;
    struct termios before, silent;
    enum status status;

    if (tcgetattr(fd, &before) != 0)
        return STATUS_IO;
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | (is_paste ? ICANON : 0));
    silent.c_lflag |= is_paste ? 0 : ECHONL;
    silent.c_cc[VMIN] = is_paste ? 1 : before.c_cc[VMIN];
    silent.c_cc[VTIME] = is_paste ? 0 : before.c_cc[VTIME];
    if (tcsetattr(fd, TCSAFLUSH, &silent) != 0)
        return STATUS_IO;
    status = show_prompt(fd, prompt);
    if (status == STATUS_OK)
        status = is_paste ? read_paste(fd, style == CONVERSATION_HIDDEN, mask, answer)
                          : read_line(fd, mask, answer);
    tcsetattr(fd, TCSAFLUSH, &before);
    return status;
}

static enum status ask_once(int fd, enum conversation_style style, const char *prompt,
                            struct buffer *answer)
{
    struct signals before;
    enum status status;

    signals_catch(&before);
    status = ask_quietly(fd, style, prompt, &before.mask, answer);
    signals_restore(&before);
    return status;
}

/* Who comes back from Ctrl-Z is asked again. */
static enum status ask_terminal(int fd, enum conversation_style style, const char *prompt,
                                struct buffer *answer)
{
    enum status status;

    if (style == CONVERSATION_TELL)
        return show_prompt(fd, prompt);
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

static const char *askpass_path(void)
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
    const char *path = askpass_path();
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

void conversation_end(void)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

    if (fd < 0)
        return;
    tcflush(fd, TCIFLUSH);
    close(fd);
}

bool conversation_is_possible(bool non_interactive)
{
    return !non_interactive && (conversation_is_seen() || askpass_path() != NULL);
}

static const char *const text[CONVERSATION_TEXTS] = {
    [CONVERSATION_PASSPHRASE] = "Passphrase of the Workfront credential store: ",
    [CONVERSATION_PASSPHRASE_NEW] = "New passphrase of the Workfront credential store: ",
    [CONVERSATION_PASSPHRASE_UNFIT] = "It must have 8 bytes at least.\n",
    [CONVERSATION_PASSPHRASE_WRONG] = "That is another one.\n",
    [CONVERSATION_PIN] = "PIN of the Workfront credential store: ",
    [CONVERSATION_PIN_NEW] = "New PIN of the Workfront credential store: ",
    [CONVERSATION_PIN_UNFIT] = "It must have 4 to 32 bytes.\n",
    [CONVERSATION_EXPORT] = "Passphrase to seal the file with: ",
    [CONVERSATION_IMPORT] = "Passphrase that the file was sealed with: ",
    [CONVERSATION_AGAIN] = "The same again: ",
    [CONVERSATION_DIFFER] = "The two differ.\n",
};

void conversation_setup(struct conversation *conversation, bool non_interactive)
{
    conversation->ask = non_interactive ? ask_nobody : ask_somebody;
    conversation->context = NULL;
    conversation->text = text;
}
