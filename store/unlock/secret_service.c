/* secret_service.c: a secret in the desktop's keyring (freedesktop.org, Secret Service
 * API 0.2), through a program of its own, so that nothing else links GLib. It protects while
 * the person isn't logged in: the keyring is sealed with the login's passphrase. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "protocol/secret.h"
#include "store/unlock/person.h"
#include "store/unlock/unlock.h"
#include "store/unlock/vault_client.h"

enum {
    ITEM_SIZE = 16,
    TIMEOUT = 2,           /* seconds, where nobody is asked */
    DISCARD_TIMEOUT = 10,  /* where no line says how many */
    PERSON_TIMEOUT_S = 62, /* where the keyring may ask for its passphrase */
    TIMEOUT_MAX = 600,
};

static const char *const arguments[] = { "timeout", NULL };
static const char *const environment[] = { "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR",
                                           NULL };

/* Seconds; 0 = the line says nothing; −1 = what it says isn't within bounds. */
static int64_t timeout_of(const struct unlock_line *line)
{
    return unlock_number(line, "timeout", 1, TIMEOUT_MAX, 0);
}

static bool secret_service_accepts(const struct unlock_line *line)
{
    return timeout_of(line) >= 0;
}

/* Whether there is a bus to ask: the one that the environment names, or the user's own. */
static bool has_bus(void)
{
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *folder = getenv("XDG_RUNTIME_DIR");
    char path[PATH_MAX];

    if (address != NULL && *address != '\0')
        return true;
    if (folder == NULL || *folder != '/' ||
        (size_t)snprintf(path, sizeof path, "%s/bus", folder) >= sizeof path)
        return false;
    return access(path, F_OK) == 0;
}

static enum unlock_verdict secret_service_ready(const struct unlock_context *context,
                                                const struct unlock_line *line,
                                                struct fault *fault)
{
    (void)context, (void)line;
    if (has_bus())
        return UNLOCK_YES;
    fault_because(fault, STATUS_LOCKED, CAUSE_NO_BUS, "secret-service", NULL);
    return UNLOCK_NOT_MINE;
}

/* Asks the program; `call` may ask a person when there is one. */
static enum unlock_verdict keyring_ask(const struct unlock_context *context,
                                       const struct unlock_line *line, struct vault_call *call,
                                       unsigned char *secret, struct fault *fault)
{
    int64_t seconds = line != NULL ? timeout_of(line) : 0;
    struct vault vault = { .module = "secret-service",
                           .program = "workfront-credential-secret-service",
                           .environment = environment };
    struct vault_reply reply = VAULT_REPLY;
    enum unlock_verdict verdict = secret_service_ready(context, line, fault);

    if (verdict != UNLOCK_YES)
        return verdict;
    call->ask = person_is_there(context->conversation);
    if (line == NULL && !call->ask)
        seconds = DISCARD_TIMEOUT;
    call->timeout = seconds;
    vault.deadline = (seconds > 0 ? seconds : call->ask ? PERSON_TIMEOUT_S : TIMEOUT) * 1000;
    verdict = vault_ask(&vault, context, call, &reply, fault);
    if (verdict == UNLOCK_YES && secret != NULL && !vault_secret(&vault, &reply, secret, fault))
        verdict = UNLOCK_NO;
    vault_reply_clear(&reply);
    return verdict;
}

/* The item's id is all that the parameters say. */
static bool item_read(const char *parameters, char item[2 * ITEM_SIZE + 1])
{
    static const struct record_rule rule = { "item", 0, RECORD_TEXT, true, IDENTIFIER_NONE };
    struct buffer text = BUFFER(UNLOCK_PARAMETERS_MAX);
    const char *found = NULL;
    bool is_good = unlock_parameters_read(&text, parameters, &rule, 1, &found) &&
                   vault_is_hex(found, ITEM_SIZE, ITEM_SIZE);

    if (is_good)
        memcpy(item, found, 2 * ITEM_SIZE + 1);
    buffer_clear(&text);
    return is_good;
}

static enum unlock_verdict secret_service_reveal(const struct unlock_context *context,
                                                 const struct unlock_line *line,
                                                 const char *parameters,
                                                 unsigned char secret[UNLOCK_SECRET_SIZE],
                                                 struct fault *fault)
{
    char item[2 * ITEM_SIZE + 1];
    struct vault_call call = { .call = "lookup", .item = item };

    if (item_read(parameters, item))
        return keyring_ask(context, line, &call, secret, fault);
    fault_set(fault, STATUS_DAMAGED, 0, "secret-service", NULL);
    return UNLOCK_NO;
}

static enum unlock_verdict secret_service_enroll(const struct unlock_context *context,
                                                 const struct unlock_line *line,
                                                 struct buffer *parameters,
                                                 unsigned char secret[UNLOCK_SECRET_SIZE],
                                                 struct fault *fault)
{
    char item[2 * ITEM_SIZE + 1], *hex = secret_alloc(2 * UNLOCK_SECRET_SIZE + 1);
    struct vault_call call = { .call = "store", .item = item, .secret = hex };
    unsigned char id[ITEM_SIZE];
    enum unlock_verdict verdict;

    if (hex == NULL) {
        /* unreached: memory is short */
        fault_set(fault, STATUS_NO_MEMORY, 0, "secret-service", NULL);
        return UNLOCK_NO;
    }
    randombytes_buf(id, sizeof id);
    sodium_bin2hex(item, sizeof item, id, sizeof id);
    randombytes_buf(secret, UNLOCK_SECRET_SIZE);
    sodium_bin2hex(hex, 2 * UNLOCK_SECRET_SIZE + 1, secret, UNLOCK_SECRET_SIZE);
    verdict = keyring_ask(context, line, &call, NULL, fault);
    secret_free(hex);
    if (verdict == UNLOCK_YES)
        buffer_format(parameters, "item=%s", item);
    else
        secret_wipe(secret, UNLOCK_SECRET_SIZE);
    return verdict;
}

static enum unlock_verdict secret_service_discard(const struct unlock_context *context,
                                                  const char *parameters, struct fault *fault)
{
    char item[2 * ITEM_SIZE + 1];
    struct vault_call call = { .call = "clear", .item = item };

    if (item_read(parameters, item))
        return keyring_ask(context, NULL, &call, NULL, fault);
    return UNLOCK_NOT_MINE;
}

const struct unlock_module unlock_secret_service = {
    .name = "secret-service",
    .arguments = arguments,
#ifndef HAVE_LIBSECRET
    .lacks = CAUSE_WITHOUT_LIBSECRET,
#endif
    .accepts = secret_service_accepts,
    .ready = secret_service_ready,
    .reveal = secret_service_reveal,
    .enroll = secret_service_enroll,
    .discard = secret_service_discard,
};
