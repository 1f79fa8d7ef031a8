/* transfer.c: profiles that move. */
#include "helper/setup/transfer.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/paths.h"
#include "helper/token/instance.h"
#include "protocol/family.h"
#include "protocol/redact.h"
#include "protocol/spawn.h"
#include "store/export.h"
#include "store/unlock/person.h"

enum { AGE_DEADLINE = 60000 /* milliseconds */, TRIES = 3, LEAST = 8, API_VERSION_MOST = 99 };

static const char plain_beginning[] = "workfront-credential-profile=1\n";
static const char age_armor[] = "-----BEGIN AGE ENCRYPTED FILE-----";
static const char age_binary[] = "age-encryption.org/";

static const struct person_choice choice = {
    .question = CONVERSATION_EXPORT,
    .unfit = CONVERSATION_PASSPHRASE_UNFIT,
    .least = LEAST,
    .most = UNLOCK_ANSWER_MAX,
};

static const struct record_rule rules[] = {
    RECORD_RULE_OF(transfer, endpoint, URL),
    RECORD_RULE_LIST_OF(transfer, "host[]", host, HOST),
    RECORD_RULE_LIST_OF(transfer, "family[]", family, TEXT),
    RECORD_RULE_OF(transfer, fusion, TEXT),
    RECORD_RULE(transfer, api_version, NUMBER),
};

void transfer_write(struct buffer *out, const struct profile *profile)
{
    const struct transfer transfer = { .endpoint = profile->endpoint,
                                       .fusion = profile->fusion,
                                       .host = profile->host,
                                       .family = profile->family,
                                       .api_version = profile->api_version };
    struct buffer scope = BUFFER(EXPORT_MAX);
    struct adobe_answer answer = {
        .status = status_name(STATUS_OK),
        .shape = "credential",
        .name = profile->console_name,
        .console_org = profile->console_org,
        .console_credential = profile->console_credential,
        .client_id = profile->client_id,
        .client_secret = profile->client_secret,
        .org_id = profile->org_id,
        .technical_account_id = profile->technical_account_id,
        .technical_account_email = profile->technical_account_email,
    };

    buffer_text(&scope, profile->scope);
    if (profile->rotate_scope != NULL && profile->rotate_scope[0] != '\0')
        buffer_format(&scope, ",%s", profile->rotate_scope);
    answer.scope = buffer_string(&scope);
    buffer_text(out, plain_beginning);
    adobe_answer_write(out, &answer);
    record_write(out, rules, RECORD_RULES_COUNT(rules), &transfer);
    record_end(out);
    buffer_clear(&scope);
}

static bool begins_with(const struct buffer *bytes, const char *with)
{
    return strncmp(buffer_string(bytes), with, strlen(with)) == 0;
}

static bool is_of_age(const struct buffer *bytes)
{
    return begins_with(bytes, age_armor) || begins_with(bytes, age_binary);
}

bool transfer_begins(const struct buffer *bytes)
{
    return export_begins(bytes) || begins_with(bytes, plain_beginning) || is_of_age(bytes);
}

/* Why no passphrase was had. */
static enum status passphrase_fault(enum status status, struct fault *fault)
{
    if (status == STATUS_LOCKED)
        return fault_because(fault, status, CAUSE_NOBODY, "passphrase", NULL);
    if (status == STATUS_BUSY)
        return fault_set(fault, STATUS_IO, 0, "left; nothing was written", NULL);
    return fault_set(fault, status, 0, "passphrase", NULL);
}

enum status transfer_seal(struct buffer *out, const struct buffer *text,
                          const struct conversation *conversation, struct fault *fault)
{
    struct buffer passphrase = BUFFER(UNLOCK_ANSWER_MAX);
    enum status status = person_choose(conversation, &choice, TRIES, &passphrase);

    redact_know_words(buffer_string(&passphrase));
    if (status != STATUS_OK) {
        status = passphrase_fault(status, fault);
    } else {
        status = export_seal(out, text, &passphrase);
        if (status != STATUS_OK)
            fault_set(fault, status, 0, "export", NULL);
    }
    buffer_clear(&passphrase);
    return status;
}

static enum status age_run(char *const *arguments, char *path, const struct buffer *input,
                           struct buffer *output, struct fault *fault)
{
    const struct spawn age = { .path = path,
                               .arguments = arguments,
                               .environment = environ,
                               .deadline = AGE_DEADLINE,
                               .is_group = true };

    if (!paths_search(path, "age"))
        return fault_set(fault, STATUS_USAGE, 0, "--age",
                         "needs the program age, which isn't here. Its package is called age: "
                         "sudo apt install age");
    return spawn_run(&age, input, output, fault);
}

enum status transfer_to_age(struct buffer *out, const struct buffer *text,
                            const char *recipient, struct fault *fault)
{
    char path[PATH_MAX], armor[] = "-a", option[] = "-r", to[2048];
    char *const arguments[] = { path, armor, option, to, NULL };

    if ((strncmp(recipient, "age1", 4) != 0 && strncmp(recipient, "ssh-", 4) != 0) ||
        strlen(recipient) >= sizeof to)
        return fault_set(fault, STATUS_USAGE, 0, "--age",
                         "takes a recipient of age: what begins with age1 or ssh-");
    snprintf(to, sizeof to, "%s", recipient);
    return age_run(arguments, path, text, out, fault);
}

static enum status age_decrypt(struct buffer *out, const struct buffer *bytes,
                               const char *identity, struct fault *fault)
{
    char path[PATH_MAX], decrypt[] = "-d", option[] = "-i", from[PATH_MAX];
    char *const arguments[] = { path, decrypt, option, from, NULL };

    if (access(identity, R_OK) != 0)
        return fault_set(fault, STATUS_USAGE, 0, "--age",
                         "takes the file of an identity of age here, which can be read");
    snprintf(from, sizeof from, "%s", identity);
    return age_run(arguments, path, bytes, out, fault);
}

/* Asks until the passphrase is right; an askpass program as often as a person. */
static enum status open_export(struct buffer *plain, const struct buffer *bytes,
                               const char *label, const struct conversation *conversation,
                               struct fault *fault)
{
    struct buffer text = BUFFER(EXPORT_FILE_MAX), passphrase = BUFFER(UNLOCK_ANSWER_MAX);
    struct export export;
    enum status status;
    int i;

    buffer_append(&text, bytes->data, bytes->length);
    status = buffer_status(&text);
    if (status == STATUS_OK)
        status = export_read(&export, &text, fault);
    else
        fault_set(fault, status, 0, label, NULL);
    for (i = 0; status == STATUS_OK && i < TRIES; i++) {
        status = person_ask(conversation, CONVERSATION_IMPORT, &passphrase);
        redact_know_words(buffer_string(&passphrase));
        if (status != STATUS_OK) {
            status = passphrase_fault(status, fault);
            break;
        }
        status = export_open(plain, &export, &passphrase);
        if (status == STATUS_OK)
            break;
        fault_because(fault, status, status == STATUS_LOCKED ? CAUSE_EXPORT_LOCKED : CAUSE_NONE,
                      label, NULL);
        if (status == STATUS_LOCKED && i + 1 < TRIES)
            status = STATUS_OK;
    }
    if (status == STATUS_OK)
        *fault = (struct fault){ 0 };
    buffer_clear(&passphrase);
    buffer_clear(&text);
    return status;
}

static enum status open_bytes(struct buffer *plain, const struct buffer *bytes,
                              const char *identity, const char *label,
                              const struct conversation *conversation, struct fault *fault)
{
    if (identity != NULL)
        return age_decrypt(plain, bytes, identity, fault);
    if (is_of_age(bytes))
        return fault_set(fault, STATUS_USAGE, 0, "--age IDENTITY",
                         "is needed, which import takes: the file is encrypted by age");
    if (export_begins(bytes))
        return open_export(plain, bytes, label, conversation, fault);
    buffer_append(plain, bytes->data, bytes->length);
    return buffer_status(plain);
}

/* What nobody but us writes can still be another's. */
static bool is_right(const struct transfer *transfer)
{
    char host[HOST_SIZE];
    size_t i;

    for (i = 0; i < transfer->host.count; i++)
        if (!instance_host(host, transfer->host.item[i]) ||
            strcmp(host, transfer->host.item[i]) != 0 || family_is_gateway(host))
            return false;
    for (i = 0; i < transfer->family.count; i++)
        if (family_find(transfer->family.item[i], strlen(transfer->family.item[i])) == NULL)
            return false;
    return transfer->host.count > 0 && transfer->api_version >= 1 &&
           transfer->api_version <= API_VERSION_MOST && transfer->endpoint != NULL &&
           host_of_url(host, transfer->endpoint, NULL) &&
           (transfer->fusion == NULL || family_fusion_is_good(transfer->fusion));
}

static enum status plain_read(struct transfer *transfer, struct network_reply *reply,
                              struct fault *fault)
{
    struct record_reader reader = record_reader(&reply->text);
    struct fault why = { 0 };
    enum status status;

    if (!begins_with(&reply->text, plain_beginning))
        return fault_set(fault, STATUS_MALFORMED, 0, "what was sealed", NULL);
    status = adobe_answer_read(&reply->answer, &reader, &why);
    if (status == STATUS_OK)
        status = record_read(&reader, rules, RECORD_RULES_COUNT(rules), transfer, &why);
    if (status == STATUS_OK &&
        (!is_right(transfer) || reply->answer.client_id == NULL ||
         reply->answer.client_secret.count == 0 ||
         reply->answer.client_secret.count > ADOBE_SECRETS_MAX || reply->answer.scope == NULL))
        status = fault_set(&why, STATUS_MALFORMED, 0, "what was sealed", NULL);
    *fault = why;
    redact_know_list(&reply->answer.client_secret);
    return status;
}

enum status transfer_open(struct transfer *transfer, struct network_reply *reply,
                          const struct buffer *bytes, const char *identity, const char *label,
                          const struct conversation *conversation, struct fault *fault)
{
    enum status status;

    network_reply_clear(reply);
    *transfer = (struct transfer){ .api_version = 0 };
    status = open_bytes(&reply->text, bytes, identity, label, conversation, fault);
    if (status == STATUS_TOO_LONG)
        return fault_set(fault, status, 0, label, NULL);
    return status == STATUS_OK ? plain_read(transfer, reply, fault) : status;
}
