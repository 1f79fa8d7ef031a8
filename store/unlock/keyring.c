/* keyring.c: the kernel's keyring as a cache, see keyrings(7). What is kept lives in the
 * kernel's memory, ends by itself, and is gone when the machine restarts. The system calls are
 * made directly: keyctl(2) says that the C library has none. Where they are blocked, as in many
 * containers, nothing is kept and nothing is lost. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <linux/keyctl.h>

#include "protocol/record.h"
#include "protocol/secret.h"
#include "store/unlock/unlock.h"

enum {
    TIMEOUT = 8 * 3600, /* seconds */
    TIMEOUT_MAX = 7 * 86400,

    /* All for who possesses the key; for the user's other sessions view, read and search. */
    PERMISSIONS = 0x3f0b0000,
};

static const char *const arguments[] = { "keyring", "timeout", NULL };
static const char key_type[] = "user";

static const struct {
    const char *name;
    enum unlock_place place;
    long id;
} keyrings[] = {
    { "user", UNLOCK_PLACE_USER, KEY_SPEC_USER_KEYRING },
    { "session", UNLOCK_PLACE_SESSION, KEY_SPEC_SESSION_KEYRING },
};
enum { KEYRINGS = sizeof keyrings / sizeof keyrings[0] };

/* What a key holds. */
struct payload {
    unsigned char secret[UNLOCK_SECRET_SIZE];
    int64_t until; /* Unix seconds, which the kernel's timeout counts too */
};

/* Seconds; −1 when the line's value isn't a span, or not within bounds. */
static int64_t timeout_of(const struct unlock_line *line)
{
    const char *text = unlock_argument(line, "timeout");
    int64_t seconds;

    if (text == NULL)
        return TIMEOUT;
    return record_span(text, &seconds) && seconds > 0 && seconds <= TIMEOUT_MAX ? seconds : -1;
}

/* The index of the line's keyring, KEYRINGS when it names none that is known. */
static size_t keyring_of(const struct unlock_line *line)
{
    const char *name = unlock_argument(line, "keyring");
    size_t i = 0;

    while (name != NULL && i < KEYRINGS && strcmp(keyrings[i].name, name) != 0)
        i++;
    return i;
}

static bool keyring_accepts(const struct unlock_line *line)
{
    return timeout_of(line) > 0 && keyring_of(line) < KEYRINGS;
}

static enum unlock_place keyring_place(const struct unlock_line *line)
{
    return keyrings[keyring_of(line)].place;
}

static bool is_absent(int error)
{
    return error == ENOKEY || error == EKEYEXPIRED || error == EKEYREVOKED;
}

static enum unlock_verdict verdict_of_errno(int error, struct fault *fault)
{
    if (is_absent(error)) {
        fault_set(fault, STATUS_LOCKED, 0, "keyring", NULL);
        return UNLOCK_NOT_MINE;
    }
    fault_set(fault, STATUS_IO, error, "keyring", NULL);
    return UNLOCK_NO;
}

/* The key's number, or −1 and errno. */
static long key_find(long keyring, const char *name)
{
    return syscall(SYS_keyctl, KEYCTL_SEARCH, keyring, key_type, name, 0);
}

static enum unlock_verdict keyring_ready(const struct unlock_context *context,
                                         const struct unlock_line *line, struct fault *fault)
{
    long keyring = keyrings[keyring_of(line)].id;

    (void)context;
    return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, keyring, 1) >= 0
               ? UNLOCK_YES
               : verdict_of_errno(errno, fault);
}

/* Whether it is what key_keep() made, and not over: a key that we couldn't give a timeout, or
 * that another program made, counts as none. */
static bool payload_is_good(const struct payload *payload)
{
    int64_t now = (int64_t)time(NULL);

    return payload->until > now && payload->until <= now + TIMEOUT_MAX;
}

static enum unlock_verdict keyring_recall(const struct unlock_line *line, const char *name,
                                          unsigned char secret[UNLOCK_SECRET_SIZE],
                                          int64_t *until, struct fault *fault)
{
    struct payload *payload = secret_alloc(sizeof *payload);
    long key = key_find(keyrings[keyring_of(line)].id, name), length = -1;
    enum unlock_verdict verdict = UNLOCK_NOT_MINE;

    if (key >= 0 && payload != NULL)
        length = syscall(SYS_keyctl, KEYCTL_READ, key, payload, sizeof *payload);
    if (length < 0) {
        verdict = verdict_of_errno(errno, fault);
    } else if (length == sizeof *payload && payload_is_good(payload)) {
        memcpy(secret, payload->secret, UNLOCK_SECRET_SIZE);
        *until = payload->until;
        verdict = UNLOCK_YES;
    }
    secret_free(payload);
    return verdict;
}

/* A key is made in our own process's keyring, which nobody else sees, and linked to where it
 * belongs when it has its permissions and its timeout; that displaces a former one. */
static bool key_publish(long keyring, const char *name, const struct payload *payload,
                        int64_t timeout)
{
    long key = syscall(SYS_add_key, key_type, name, payload, sizeof *payload,
                       KEY_SPEC_PROCESS_KEYRING);

    return key >= 0 && syscall(SYS_keyctl, KEYCTL_SETPERM, key, PERMISSIONS) == 0 &&
           syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, (unsigned)timeout) == 0 &&
           syscall(SYS_keyctl, KEYCTL_LINK, key, keyring) == 0;
}

static enum unlock_verdict key_keep(const struct unlock_line *line, const char *name,
                                    const unsigned char secret[UNLOCK_SECRET_SIZE],
                                    struct fault *fault)
{
    struct payload *payload = secret_alloc(sizeof *payload);
    int64_t timeout = timeout_of(line);
    bool kept = false;

    if (payload != NULL) {
        memcpy(payload->secret, secret, sizeof payload->secret);
        payload->until = (int64_t)time(NULL) + timeout;
        kept = key_publish(keyrings[keyring_of(line)].id, name, payload, timeout);
    }
    if (!kept)
        /* unreached: the kernel has no room for a key */
        fault_set(fault, STATUS_IO, errno, "keyring", NULL);
    secret_free(payload);
    return kept ? UNLOCK_YES : UNLOCK_NO;
}

/* Makes an end of it wherever it is linked to, or at least here. */
static bool key_forget(long keyring, long key)
{
    return syscall(SYS_keyctl, KEYCTL_INVALIDATE, key) == 0 ||
           /* unreached: a kernel before Linux 3.5 */
           syscall(SYS_keyctl, KEYCTL_UNLINK, key, keyring) == 0;
}

static enum unlock_verdict keyring_forget(const char *name, struct fault *fault)
{
    enum unlock_verdict verdict = UNLOCK_NOT_MINE;
    size_t i;

    for (i = 0; i < KEYRINGS; i++) {
        long key = key_find(keyrings[i].id, name);

        if (key >= 0 && key_forget(keyrings[i].id, key))
            verdict = UNLOCK_YES;
        else if (verdict_of_errno(errno, fault) == UNLOCK_NO)
            return UNLOCK_NO;
    }
    return verdict;
}

static const struct unlock_cache cache = {
    .recall = keyring_recall,
    .keep = key_keep,
    .forget = keyring_forget,
    .place = keyring_place,
};

const struct unlock_module unlock_keyring = {
    .name = "keyring",
    .arguments = arguments,
    .accepts = keyring_accepts,
    .ready = keyring_ready,
    .cache = &cache,
};
