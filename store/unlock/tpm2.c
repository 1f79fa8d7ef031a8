/* tpm2.c: a secret that a TPM has sealed, through a program of its own, so that nothing
 * else links the TPM's library. What was sealed are the slot's parameters; only this TPM can
 * open it, and only in this state, or with a PIN, where the line says so. It protects copies of
 * everything that leave the machine; with a PIN, which the TPM lets nobody guess for long, also
 * from who runs as the user while nobody types it. */
#include <string.h>

#include <sodium.h>

#include "protocol/redact.h"
#include "protocol/secret.h"
#include "store/unlock/person.h"
#include "store/unlock/unlock.h"
#include "store/unlock/vault_client.h"

enum {
    DEADLINE = 30000, /* milliseconds: some TPMs need seconds to make a key */
    PCRS = 24,
    TCTI_MAX = 255,
    NAME_MAX_BYTES = 66, /* of a TPM object's name: SHA-512's, and the algorithm's number */
    HANDLE_BYTES = 4,
    PART_MAX_BYTES = 512, /* of what was sealed */
    PIN_TRIES = 3,        /* to type a new one */
};

static const char *const arguments[] = { "auth", "pcrs", "tcti", NULL };
static const char auth_pin[] = "pin";
static const struct person_choice choice = {
    .question = CONVERSATION_PIN_NEW,
    .unfit = CONVERSATION_PIN_UNFIT,
    .least = 4,
    .most = VAULT_PIN_MAX,
};
static const char *const environment[] = { NULL };
static const struct vault vault = { .module = "tpm2",
                                    .program = "workfront-credential-tpm2",
                                    .environment = environment,
                                    .deadline = DEADLINE };

/* The public parameters of a slot: what the program is told, and how it is opened. */
struct blob {
    struct vault_call call;
    const char *auth;
};

static const struct record_rule rules[] = {
    RECORD_RULE_AS(blob, "parent", call.parent, TEXT),
    RECORD_RULE_AS(blob, "handle", call.handle, TEXT),
    RECORD_RULE_AS(blob, "public", call.public_part, TEXT),
    RECORD_RULE_AS(blob, "private", call.private_part, TEXT),
    RECORD_RULE_AS(blob, "pcrs", call.pcrs, TEXT),
    RECORD_RULE(blob, auth, TEXT),
};

/* "7" or "0,2,7": ascending numbers of PCRs. */
static bool is_pcrs(const char *text)
{
    long last = -1;

    for (;; text++) {
        size_t digits = strspn(text, "0123456789");
        long number = digits > 0 && digits < 3 ? strtol(text, NULL, 10) : PCRS;

        if (number <= last || number >= PCRS || (digits == 2 && *text == '0'))
            return false;
        last = number;
        text += digits;
        if (*text != ',')
            return *text == '\0';
    }
}

static bool tpm2_accepts(const struct unlock_line *line)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789:/.,=_+@-";
    const char *pcrs = unlock_argument(line, "pcrs"), *tcti = unlock_argument(line, "tcti");
    const char *auth = unlock_argument(line, "auth");

    return (pcrs == NULL || is_pcrs(pcrs)) && (auth == NULL || strcmp(auth, auth_pin) == 0) &&
           (tcti == NULL ||
            (*tcti != '\0' && strlen(tcti) <= TCTI_MAX && tcti[strspn(tcti, plain)] == '\0'));
}

static bool sealed_is_valid(const struct blob *sealed)
{
    const struct vault_call *call = &sealed->call;

    return vault_is_hex(call->parent, 1, NAME_MAX_BYTES) &&
           vault_is_hex(call->handle, HANDLE_BYTES, HANDLE_BYTES) &&
           vault_is_hex(call->public_part, 1, PART_MAX_BYTES) &&
           vault_is_hex(call->private_part, 1, PART_MAX_BYTES) &&
           (call->pcrs == NULL || is_pcrs(call->pcrs)) &&
           (sealed->auth == NULL || strcmp(sealed->auth, auth_pin) == 0);
}

static void sealed_write(const struct blob *sealed, struct buffer *parameters)
{
    const struct vault_call *call = &sealed->call;

    buffer_format(parameters, "parent=%s handle=%s public=%s private=%s", call->parent,
                  call->handle, call->public_part, call->private_part);
    if (call->pcrs != NULL)
        buffer_format(parameters, " pcrs=%s", call->pcrs);
    if (sealed->auth != NULL)
        buffer_format(parameters, " auth=%s", sealed->auth);
}

static enum unlock_verdict tpm2_ready(const struct unlock_context *context,
                                      const struct unlock_line *line, struct fault *fault)
{
    return person_verdict(unlock_argument(line, "auth") == NULL ||
                                  person_is_there(context->conversation)
                              ? STATUS_OK
                              : STATUS_LOCKED,
                          vault.module, fault);
}

/* Asks for the PIN, and for a new one twice. */
static enum unlock_verdict pin_ask(const struct unlock_context *context, bool is_new,
                                   char hex[2 * VAULT_PIN_MAX + 1], struct fault *fault)
{
    struct buffer pin = BUFFER(UNLOCK_ANSWER_MAX);
    enum status status = is_new ? person_choose(context->conversation, &choice, PIN_TRIES, &pin)
                                : person_ask(context->conversation, CONVERSATION_PIN, &pin);

    redact_know_words(buffer_string(&pin));
    if (status == STATUS_OK && (pin.length == 0 || pin.length > VAULT_PIN_MAX))
        status = STATUS_UNSUITABLE;
    if (status == STATUS_OK)
        sodium_bin2hex(hex, 2 * VAULT_PIN_MAX + 1, (const unsigned char *)pin.data, pin.length);
    buffer_clear(&pin);
    return person_verdict(status, vault.module, fault);
}

/* Runs the program, after asking for the PIN where there is one. A wrong one isn't asked for
 * again: the TPM counts them. */
static enum unlock_verdict tpm_ask(const struct unlock_context *context, bool has_pin,
                                   struct vault_call *call, struct vault_reply *reply,
                                   struct fault *fault)
{
    char *pin = secret_alloc(2 * VAULT_PIN_MAX + 1);
    enum unlock_verdict verdict = UNLOCK_YES;

    if (pin == NULL)
        return person_verdict(STATUS_NO_MEMORY, vault.module, fault);
    if (has_pin)
        verdict = pin_ask(context, call->secret != NULL, pin, fault);
    call->pin = has_pin ? pin : NULL;
    if (verdict == UNLOCK_YES)
        verdict = vault_ask(&vault, context, call, reply, fault);
    secret_free(pin);
    return verdict;
}

static enum unlock_verdict tpm2_reveal(const struct unlock_context *context,
                                       const struct unlock_line *line, const char *parameters,
                                       unsigned char secret[UNLOCK_SECRET_SIZE],
                                       struct fault *fault)
{
    struct buffer text = BUFFER(UNLOCK_PARAMETERS_MAX);
    struct vault_reply reply = VAULT_REPLY;
    enum unlock_verdict verdict = UNLOCK_NO;
    struct blob sealed = { .call = { .call = "unseal" } };

    sealed.call.tcti = unlock_argument(line, "tcti");
    if (unlock_parameters_read(&text, parameters, RECORD_RULES(rules), &sealed) &&
        sealed_is_valid(&sealed))
        verdict = tpm_ask(context, sealed.auth != NULL, &sealed.call, &reply, fault);
    else
        fault_set(fault, STATUS_DAMAGED, 0, "tpm2", NULL);
    if (verdict == UNLOCK_YES && !vault_secret(&vault, &reply, secret, fault))
        verdict = UNLOCK_NO;
    vault_reply_clear(&reply);
    buffer_clear(&text);
    return verdict;
}

static enum unlock_verdict secret_seal(const struct unlock_context *context,
                                       const struct unlock_line *line, struct vault_call *call,
                                       struct buffer *parameters, struct fault *fault)
{
    const char *auth = unlock_argument(line, "auth");
    struct vault_reply reply = VAULT_REPLY;
    const struct vault_answer *answer = &reply.answer;
    enum unlock_verdict verdict;
    struct blob sealed;

    call->tcti = unlock_argument(line, "tcti");
    call->pcrs = unlock_argument(line, "pcrs");
    verdict = tpm_ask(context, auth != NULL, call, &reply, fault);
    sealed = (struct blob){ .call = { .parent = answer->parent,
                                      .handle = answer->handle,
                                      .public_part = answer->public_part,
                                      .private_part = answer->private_part,
                                      .pcrs = call->pcrs },
                            .auth = auth };
    if (verdict == UNLOCK_YES && !sealed_is_valid(&sealed)) {
        fault_because(fault, STATUS_LOCKED, CAUSE_ANSWER_UNUSABLE, "tpm2", NULL);
        verdict = UNLOCK_NO;
    }
    if (verdict == UNLOCK_YES)
        sealed_write(&sealed, parameters);
    vault_reply_clear(&reply);
    return verdict;
}

static enum unlock_verdict tpm2_enroll(const struct unlock_context *context,
                                       const struct unlock_line *line,
                                       struct buffer *parameters,
                                       unsigned char secret[UNLOCK_SECRET_SIZE],
                                       struct fault *fault)
{
    char *hex = secret_alloc(2 * UNLOCK_SECRET_SIZE + 1);
    struct vault_call call = { .call = "seal", .secret = hex };
    enum unlock_verdict verdict;

    if (hex == NULL) {
        /* unreached: memory is short */
        fault_set(fault, STATUS_NO_MEMORY, 0, "tpm2", NULL);
        return UNLOCK_NO;
    }
    randombytes_buf(secret, UNLOCK_SECRET_SIZE);
    sodium_bin2hex(hex, 2 * UNLOCK_SECRET_SIZE + 1, secret, UNLOCK_SECRET_SIZE);
    verdict = secret_seal(context, line, &call, parameters, fault);
    secret_free(hex);
    if (verdict != UNLOCK_YES)
        secret_wipe(secret, UNLOCK_SECRET_SIZE);
    return verdict;
}

const struct unlock_module unlock_tpm2 = {
    .name = "tpm2",
    .arguments = arguments,
#ifndef HAVE_TPM2
    .lacks = CAUSE_WITHOUT_TPM2,
#endif
    .accepts = tpm2_accepts,
    .ready = tpm2_ready,
    .reveal = tpm2_reveal,
    .enroll = tpm2_enroll,
};
