/* passphrase.c: a secret made from a passphrase by Argon2id, as libsodium's "Password
 * hashing" has it. A person is asked, or a descriptor that the caller has opened is read. It
 * protects against everybody who can read the files and can't guess the passphrase. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "protocol/record.h"
#include "protocol/redact.h"
#include "protocol/secret.h"
#include "store/unlock/descriptor.h"
#include "store/unlock/passphrase.h"
#include "store/unlock/person.h"
#include "store/unlock/unlock.h"

enum {
    TRIES = 3,
    TRIES_MAX = 9,
    LENGTH_MIN = 8, /* bytes of a new passphrase: NIST SP 800-63B, 5.1.1.1 */
    KIB = 1024,
};

#define AMPLE_MEMORY (1024L * KIB) /* KiB that must be free for the moderate cost */

static const char *const arguments[] = { "cost", "fd", "tries", NULL };
static const struct person_choice choice = {
    .question = CONVERSATION_PASSPHRASE_NEW,
    .unfit = CONVERSATION_PASSPHRASE_UNFIT,
    .least = LENGTH_MIN,
    .most = UNLOCK_ANSWER_MAX,
};

/* What a slot's parameters say: Argon2id 1.3, its cost and the salt. */
struct recipe {
    const char *kdf, *digits;   /* of the salt; both only while the parameters are read */
    int64_t operations, memory; /* memory in KiB */
    unsigned char salt[crypto_pwhash_SALTBYTES];
};

static const char argon2id[] = "argon2id13";
static const struct record_rule rules[] = {
    RECORD_RULE(recipe, kdf, TEXT),
    RECORD_RULE_AS(recipe, "ops", operations, NUMBER),
    RECORD_RULE_AS(recipe, "mem", memory, NUMBER),
    RECORD_RULE_AS(recipe, "salt", digits, TEXT),
};

/* From the dearest on: where memory is short, the next is taken. */
static const struct {
    const char *name;
    int64_t operations, memory; /* KiB */
} costs[] = {
    { "sensitive", crypto_pwhash_OPSLIMIT_SENSITIVE, crypto_pwhash_MEMLIMIT_SENSITIVE / KIB },
    { "moderate", crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE / KIB },
    { "interactive", crypto_pwhash_OPSLIMIT_INTERACTIVE,
      crypto_pwhash_MEMLIMIT_INTERACTIVE / KIB },
};
enum { SENSITIVE, MODERATE, INTERACTIVE, COSTS };

static size_t cost_find(const char *name)
{
    size_t i = 0;

    while (i < COSTS && strcmp(costs[i].name, name) != 0)
        i++;
    return i;
}

/* 0 = a person is asked. */
static int descriptor_of(const struct unlock_line *line)
{
    return (int)unlock_number(line, "fd", STDERR_FILENO + 1, INT_MAX, 0);
}

static bool passphrase_accepts(const struct unlock_line *line)
{
    const char *cost = unlock_argument(line, "cost");

    return (cost == NULL || cost_find(cost) < COSTS) && descriptor_of(line) >= 0 &&
           unlock_number(line, "tries", 1, TRIES_MAX, TRIES) > 0;
}

static unsigned passphrase_rounds(const struct unlock_line *line)
{
    return descriptor_of(line) > 0
               ? 1
               : (unsigned)unlock_number(line, "tries", 1, TRIES_MAX, TRIES);
}

/* Reads a line, byte by byte, since what follows isn't ours. */
static enum status descriptor_read(int fd, struct buffer *answer)
{
    ssize_t got;
    char byte;

    if (!descriptor_is_given(fd))
        return STATUS_LOCKED;
    while ((got = read(fd, &byte, 1)) != 0) {
        if (got < 0 && errno != EINTR)
            return STATUS_IO; /* unreached: a pipe fails to be read */
        if (got > 0 && byte == '\n')
            break;
        if (got > 0)
            buffer_append(answer, &byte, 1);
    }
    secret_wipe(&byte, 1);
    descriptor_close(fd);
    return buffer_status(answer);
}

static enum unlock_verdict verdict_of(enum status status, struct fault *fault)
{
    return person_verdict(status, "passphrase", fault);
}

static enum status answer_get(const struct unlock_context *context,
                              const struct unlock_line *line)
{
    int fd = descriptor_of(line);
    enum status status;

    if (context->answer->length > 0)
        return STATUS_OK;
    status = fd > 0
                 ? descriptor_read(fd, context->answer)
                 : person_ask(context->conversation, CONVERSATION_PASSPHRASE, context->answer);
    redact_know_words(buffer_string(context->answer));
    return status;
}

static enum status answer_make(const struct unlock_context *context,
                               const struct unlock_line *line)
{
    int fd = descriptor_of(line);
    enum status status;

    if (fd == 0)
        return person_choose(context->conversation, &choice, passphrase_rounds(line),
                             context->answer);
    status = descriptor_read(fd, context->answer);
    return status == STATUS_OK && context->answer->length < LENGTH_MIN ? STATUS_UNSUITABLE
                                                                       : status;
}

static enum status recipe_follow(const struct recipe *recipe, const struct buffer *passphrase,
                                 unsigned char secret[UNLOCK_SECRET_SIZE])
{
    if (crypto_pwhash(secret, UNLOCK_SECRET_SIZE, buffer_string(passphrase), passphrase->length,
                      recipe->salt, (unsigned long long)recipe->operations,
                      (size_t)recipe->memory * KIB, crypto_pwhash_ALG_ARGON2ID13) == 0)
        return STATUS_OK;
    return STATUS_NO_MEMORY;
}

/* It runs before anything of the slot is authenticated, so what costs more than the dearest
 * that we write is damage. */
static bool recipe_read(struct recipe *recipe, const char *parameters)
{
    struct buffer text = BUFFER(UNLOCK_PARAMETERS_MAX);
    bool is_good;

    *recipe = (struct recipe){ .kdf = NULL };
    is_good = unlock_parameters_read(&text, parameters, RECORD_RULES(rules), recipe) &&
              recipe->kdf != NULL && strcmp(recipe->kdf, argon2id) == 0 &&
              recipe->operations >= (int64_t)crypto_pwhash_OPSLIMIT_MIN &&
              recipe->operations <= costs[SENSITIVE].operations &&
              recipe->memory >= (int64_t)crypto_pwhash_MEMLIMIT_MIN / KIB &&
              recipe->memory <= costs[SENSITIVE].memory &&
              hex_decode(recipe->digits, recipe->salt, sizeof recipe->salt);
    buffer_clear(&text);
    return is_good;
}

static void recipe_write(const struct recipe *recipe, struct buffer *parameters)
{
    char salt[2 * sizeof recipe->salt + 1];

    sodium_bin2hex(salt, sizeof salt, recipe->salt, sizeof recipe->salt);
    buffer_format(parameters, "kdf=%s ops=%lld mem=%lld salt=%s", argon2id,
                  (long long)recipe->operations, (long long)recipe->memory, salt);
}

/* What proc(5) says could be had without swapping, in KiB; 0 when it can't be read. */
static long memory_available(void)
{
    FILE *file = fopen("/proc/meminfo", "re");
    long available = 0;
    char line[128];

    while (file != NULL && available == 0 && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "MemAvailable: %ld kB", &available) != 1)
            available = 0;
    if (file != NULL)
        fclose(file);
    return available;
}

/* The cost to begin with; one that the line names is the only one. */
static size_t cost_choose(const struct unlock_line *line, size_t *last)
{
    const char *name = unlock_argument(line, "cost");

    *last = name != NULL ? cost_find(name) : INTERACTIVE;
    if (name != NULL)
        return *last;
    return memory_available() >= AMPLE_MEMORY ? MODERATE : INTERACTIVE;
}

static enum status secret_make(const struct unlock_line *line, const struct buffer *passphrase,
                               struct buffer *parameters,
                               unsigned char secret[UNLOCK_SECRET_SIZE])
{
    enum status status = STATUS_NO_MEMORY;
    struct recipe recipe;
    size_t last, cost;

    randombytes_buf(recipe.salt, sizeof recipe.salt);
    for (cost = cost_choose(line, &last); status != STATUS_OK && cost <= last; cost++) {
        recipe.operations = costs[cost].operations;
        recipe.memory = costs[cost].memory;
        status = recipe_follow(&recipe, passphrase, secret);
    }
    if (status == STATUS_OK)
        recipe_write(&recipe, parameters);
    return status;
}

enum status passphrase_secret_make(const struct buffer *passphrase, struct buffer *parameters,
                                   unsigned char secret[UNLOCK_SECRET_SIZE])
{
    static const struct unlock_line line = { .arguments = 0 };

    return secret_make(&line, passphrase, parameters, secret);
}

enum status passphrase_secret_again(const struct buffer *passphrase, const char *parameters,
                                    unsigned char secret[UNLOCK_SECRET_SIZE])
{
    struct recipe recipe;

    return recipe_read(&recipe, parameters) ? recipe_follow(&recipe, passphrase, secret)
                                            : STATUS_DAMAGED;
}

static enum unlock_verdict passphrase_ready(const struct unlock_context *context,
                                            const struct unlock_line *line, struct fault *fault)
{
    int fd = descriptor_of(line);
    bool given = fd > 0 ? descriptor_is_given(fd) : person_is_there(context->conversation);

    return verdict_of(given ? STATUS_OK : STATUS_LOCKED, fault);
}

static enum unlock_verdict passphrase_reveal(const struct unlock_context *context,
                                             const struct unlock_line *line,
                                             const char *parameters,
                                             unsigned char secret[UNLOCK_SECRET_SIZE],
                                             struct fault *fault)
{
    struct recipe recipe;
    enum status status;

    if (!recipe_read(&recipe, parameters))
        return verdict_of(STATUS_DAMAGED, fault);
    status = answer_get(context, line);
    if (status == STATUS_OK)
        status = recipe_follow(&recipe, context->answer, secret);
    return verdict_of(status, fault);
}

static enum unlock_verdict passphrase_enroll(const struct unlock_context *context,
                                             const struct unlock_line *line,
                                             struct buffer *parameters,
                                             unsigned char secret[UNLOCK_SECRET_SIZE],
                                             struct fault *fault)
{
    enum status status = answer_make(context, line);

    redact_know_words(buffer_string(context->answer));
    if (status == STATUS_OK)
        status = secret_make(line, context->answer, parameters, secret);
    return verdict_of(status, fault);
}

const struct unlock_module unlock_passphrase = {
    .name = "passphrase",
    .arguments = arguments,
    .accepts = passphrase_accepts,
    .descriptor = descriptor_of,
    .ready = passphrase_ready,
    .rounds = passphrase_rounds,
    .reveal = passphrase_reveal,
    .enroll = passphrase_enroll,
};
