/* audit_log.c: the events, and where a record of one goes. */
#include "helper/audit_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "helper/say/say.h"
#include "protocol/redact.h"
#include "store/audit/audit.h"

enum { DATAGRAM_MAX = 8192 };

static int datagram_make(char out[DATAGRAM_MAX], bool is_warning, const char *text)
{
    int priority = LOG_AUTHPRIV | (is_warning ? LOG_WARNING : LOG_INFO);

    return snprintf(out, DATAGRAM_MAX, "<%d>" PACKAGE_NAME "[%d]: %s", priority, (int)getpid(),
                    text);
}

/* Sends one line of printable text as "workfront-credential[PID]: TEXT", facility authpriv, as
 * a warning or for information, without waiting for anybody. False with errno when nobody took
 * it. Not syslog(3), which can wait and never tells. The form is RFC 3164's without the time,
 * in whose place who listens puts that of its arrival (section 4.3.2): in which zone ours would
 * be is the C library's guess. */
static bool syslog_send(bool is_warning, const char *text)
{
    const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
    char datagram[DATAGRAM_MAX];
    int length = datagram_make(datagram, is_warning, text), error;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool sent;

    if (fd < 0)
        return false;
    if (length >= DATAGRAM_MAX)
        length = DATAGRAM_MAX - 1;
    sent = sendto(fd, datagram, (size_t)length, MSG_NOSIGNAL, (const struct sockaddr *)&address,
                  sizeof address) == length;
    error = errno;
    close(fd);
    errno = error;
    return sent;
}

static struct {
    const struct settings *settings;
    const char *directory, *command;
    bool has_warned;
} notes;

static const struct {
    const char *name;
    bool is_durable; /* the record waits for the disk, as what it tells of does */
    bool is_warning; /* to syslog */
} events[] = {
    [AUDIT_EVENT_NOTHING] = { NULL, false, false },
    [AUDIT_EVENT_SETUP] = { "setup", true, false },
    [AUDIT_EVENT_FETCH] = { "fetch", false, false },
    [AUDIT_EVENT_HAND_OUT] = { "hand-out", false, false },
    [AUDIT_EVENT_REFUSAL] = { "refusal", false, true },
    [AUDIT_EVENT_KEEP] = { "keep", true, false },
    [AUDIT_EVENT_ERASE] = { "erase", false, false },
    [AUDIT_EVENT_REMOVE] = { "remove", true, false },
    [AUDIT_EVENT_REVOKE] = { "revoke", true, false },
    [AUDIT_EVENT_EXPORT] = { "export", true, true },
    [AUDIT_EVENT_KEY] = { "key", true, false },
    [AUDIT_EVENT_ROTATE] = { "rotate", true, false },
    [AUDIT_EVENT_REKEY] = { "rekey", true, false },
    [AUDIT_EVENT_FLEET] = { "fleet", true, false },
    [AUDIT_EVENT_POLICY] = { "policy", true, false },
    [AUDIT_EVENT_UNLOCK] = { "unlock", false, true },
    [AUDIT_EVENT_ACKNOWLEDGE] = { AUDIT_ACKNOWLEDGE, true, true },
};

void audit_log_setup(const struct settings *settings, const char *directory,
                     const char *command)
{
    notes.settings = settings;
    notes.directory = directory;
    notes.command = command;
}

static enum settings_audit audit_mode(void)
{
    return notes.settings != NULL ? notes.settings->audit : SETTINGS_AUDIT_NO;
}

bool audit_log_takes_hand_outs(void)
{
    return audit_mode() >= SETTINGS_AUDIT_HAND_OUTS;
}

void audit_log_limits(struct audit_limits *limits)
{
    limits->size = notes.settings->audit_size;
    limits->keep = notes.settings->audit_keep;
    limits->durable = audit_mode() == SETTINGS_AUDIT_REQUIRED;
}

/* Fingerprints of a token and of a host, which has "~" before it. */
struct prints {
    char token[STORE_FINGERPRINT_SIZE], host[1 + STORE_FINGERPRINT_SIZE];
};

static struct audit_record record_of(struct store *store, const struct audit_note *note,
                                     struct prints *prints)
{
    const struct caller *caller = caller_find();

    if (store != NULL && note->secret != NULL)
        store_fingerprint(store, note->secret, strlen(note->secret), prints->token);
    if (store != NULL && note->is_foreign && note->host != NULL) {
        prints->host[0] = '~';
        store_fingerprint(store, note->host, strlen(note->host), prints->host + 1);
    }
    return (struct audit_record){
        .at = time(NULL),
        .event = events[note->event].name,
        .outcome = status_name(note->outcome),
        .command = text_or_null(notes.command),
        .profile = text_or_null(note->profile),
        .host = text_or_null(note->is_foreign ? prints->host : note->host),
        .token = text_or_null(note->print != NULL ? note->print : prints->token),
        .detail = text_or_null(note->detail),
        .pid = caller->pid,
        .uid = caller->uid,
        .executable = text_or_null(caller->executable),
        .terminal = text_or_null(caller->terminal),
        .begins = note->event == AUDIT_EVENT_ACKNOWLEDGE,
    };
}

static void to_syslog(const struct audit_note *note, const struct audit_record *record,
                      struct buffer *line)
{
    bool is_warning = events[note->event].is_warning || note->outcome != STATUS_OK;

    if (!notes.settings->audit_syslog)
        return;
    if (line->length == 0) {
        audit_record_put(line, record);
        buffer_text(line, "-");
    }
    if (!syslog_send(is_warning, buffer_string(line)) && !notes.has_warned) {
        notes.has_warned = true;
        say_warning("the audit record could not be sent to syslog: %s", strerror(errno));
    }
}

/* What to make of a record that couldn't be written. */
static enum status append_failed(enum status status, const struct fault *why,
                                 struct fault *fault)
{
    char sentence[400];

    if (status == STATUS_OK)
        return status;
    say_sentence(sentence, sizeof sentence, why);
    if (audit_mode() == SETTINGS_AUDIT_REQUIRED) {
        char detail[sizeof why->detail];

        snprintf(detail, sizeof detail,
                 "%s; with audit = required nothing is done that can't be recorded", sentence);
        return fault_set(fault, STATUS_IO, 0, "the audit log", detail);
    }
    if (!notes.has_warned)
        say_warning("the audit log: %s; what was just done isn't in it", sentence);
    notes.has_warned = true;
    return STATUS_OK;
}

static void warn_of_cut(bool is_cut)
{
    if (!is_cut || notes.has_warned)
        return;
    notes.has_warned = true;
    say_warning("the audit log is shorter than it was; "
                "workfront-credential audit verify says where");
}

enum status audit_log_take(struct store *store, const struct audit_note *note,
                           struct fault *fault)
{
    struct buffer line = BUFFER(AUDIT_LINE_MAX);
    struct prints prints = { .token = "" };
    struct audit_limits limits;
    struct audit_record record;
    struct fault why = { 0 };
    enum status status;
    bool is_cut = false;

    if (audit_mode() == SETTINGS_AUDIT_NO ||
        (note->event == AUDIT_EVENT_HAND_OUT && !audit_log_takes_hand_outs()))
        return STATUS_OK;
    audit_log_limits(&limits);
    limits.durable = limits.durable || events[note->event].is_durable;
    record = record_of(store, note, &prints);
    status = store != NULL
                 ? store_audit_append(store, &record, &limits, &line, &is_cut, &why)
                 : store_audit_append_locked(notes.directory, &record, &limits, &line, &why);
    if (store == NULL && status == STATUS_NOT_FOUND)
        status =
            STATUS_OK; /* where there is no store there is no log that could lack anything */
    to_syslog(note, &record, &line);
    warn_of_cut(is_cut);
    buffer_clear(&line);
    return append_failed(status, &why, fault);
}

enum status audit_log_can_append(struct store *store, struct fault *fault)
{
    struct audit_limits limits;
    struct fault why = { 0 };

    if (audit_mode() != SETTINGS_AUDIT_REQUIRED)
        return STATUS_OK;
    audit_log_limits(&limits);
    return append_failed(store_audit_can_append(store, &limits, &why), &why, fault);
}

enum { PTS_FIRST = 136, PTS_LAST = 143, TTY = 4, SERIAL = 64 };

static void executable_find(struct caller *caller)
{
    char path[64];
    ssize_t length;

    snprintf(path, sizeof path, "/proc/%lld/exe", (long long)caller->pid);
    length = readlink(path, caller->executable, sizeof caller->executable - 1);
    length = length > 0 ? (ssize_t)redact_withhold(caller->executable, (size_t)length) : 0;
    caller->executable[length] = '\0';
}

static bool stat_read(const struct caller *caller, char *text, size_t size)
{
    char path[64];
    ssize_t length;
    int fd;

    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)caller->pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    length = read(fd, text, size - 1);
    close(fd);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* The number of a terminal as stat has it, in the words of ps(1). */
static void terminal_name(struct caller *caller, unsigned number)
{
    unsigned major = number >> 8 & 0xfff, minor = (number & 0xff) | (number >> 12 & 0xfff00);
    const size_t size = sizeof caller->terminal;

    if (number == 0)
        return;
    if (major >= PTS_FIRST && major <= PTS_LAST)
        snprintf(caller->terminal, size, "pts/%u", minor + 256 * (major - PTS_FIRST));
    else if (major == TTY && minor < SERIAL)
        snprintf(caller->terminal, size, "tty%u", minor);
    else if (major == TTY)
        snprintf(caller->terminal, size, "ttyS%u", minor - SERIAL);
    else
        snprintf(caller->terminal, size, "%u:%u", major, minor);
}

/* "PID (name) state ppid pgrp session tty …"; the name may hold anything. The executable of
 * another user's process can't be read: then the name must do. */
static void stat_take(struct caller *caller)
{
    char text[512], *open, *close;
    int terminal;

    if (!stat_read(caller, text, sizeof text))
        return;
    open = strchr(text, '(');
    close = strrchr(text, ')');
    if (open == NULL || close == NULL || close < open)
        return;
    if (sscanf(close + 1, " %*c %*d %*d %*d %d", &terminal) == 1)
        terminal_name(caller, (unsigned)terminal);
    close[1] = '\0';
    if (caller->executable[0] == '\0')
        snprintf(caller->executable, sizeof caller->executable, "%s", open);
}

static struct caller asking;

bool audit_log_stand_for(const char *text)
{
    struct caller caller = { .pid = 0 };
    long long uid, pid;
    char socket[33];

    if (text == NULL ||
        sscanf(text, "uid=%10lld,pid=%10lld,socket=%32[a-z0-9-]", &uid, &pid, socket) != 3)
        return false;
    caller.uid = uid;
    caller.pid = pid;
    snprintf(caller.executable, sizeof caller.executable, "(broker %s)", socket);
    asking = caller;
    return true;
}

/* Who has ended is no parent any more: then what was read may be another's. */
const struct caller *caller_find(void)
{
    struct caller *caller = &asking;

    if (caller->executable[0] != '\0' || caller->pid != 0)
        return caller;
    caller->pid = getppid();
    caller->uid = getuid();
    executable_find(caller);
    stat_take(caller);
    if (getppid() != caller->pid)
        caller->executable[0] = caller->terminal[0] = '\0';
    return caller;
}
