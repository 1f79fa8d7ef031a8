/* vault.c: the records between an unlock module and a keeper's program. */
#include "protocol/vault.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/record.h"

enum { TPM_PORT = 2321 };

static const struct record_rule call_rules[] = {
    RECORD_RULE(vault_call, call, TEXT),
    RECORD_RULE(vault_call, item, TEXT),
    RECORD_RULE(vault_call, secret, TEXT),
    RECORD_RULE(vault_call, tcti, TEXT),
    RECORD_RULE(vault_call, pin, TEXT),
    RECORD_RULE(vault_call, pcrs, TEXT),
    RECORD_RULE(vault_call, parent, TEXT),
    RECORD_RULE(vault_call, handle, TEXT),
    RECORD_RULE_AS(vault_call, "public", public_part, TEXT),
    RECORD_RULE_AS(vault_call, "private", private_part, TEXT),
    RECORD_RULE(vault_call, ask, FLAG),
    RECORD_RULE(vault_call, timeout, NUMBER),
};

static const struct record_rule answer_rules[] = {
    RECORD_RULE(vault_answer, verdict, TEXT),
    RECORD_RULE(vault_answer, detail, TEXT),
    RECORD_RULE(vault_answer, secret, TEXT),
    RECORD_RULE(vault_answer, parent, TEXT),
    RECORD_RULE(vault_answer, handle, TEXT),
    RECORD_RULE_AS(vault_answer, "public", public_part, TEXT),
    RECORD_RULE_AS(vault_answer, "private", private_part, TEXT),
};

/* One record, and nothing after it. */
static enum status record_alone(struct buffer *text, const struct record_rule *rules,
                                size_t count, void *target)
{
    struct record_reader reader = record_reader(text);
    enum status status = record_read(&reader, rules, count, target, NULL);
    char *rest;

    if (status == STATUS_OK && record_rest(&reader, &rest) > 0)
        status = STATUS_MALFORMED;
    return status;
}

enum status vault_call_read(struct vault_call *call, struct buffer *text)
{
    enum status status = record_alone(text, RECORD_RULES(call_rules), call);

    return status == STATUS_OK && call->call == NULL ? STATUS_MALFORMED : status;
}

enum status vault_answer_read(struct vault_answer *answer, struct buffer *text)
{
    enum status status = record_alone(text, RECORD_RULES(answer_rules), answer);

    return status == STATUS_OK && answer->verdict == NULL ? STATUS_MALFORMED : status;
}

void vault_call_write(struct buffer *out, const struct vault_call *call)
{
    record_write_whole(out, RECORD_RULES(call_rules), call, 0);
}

void vault_answer_write(struct buffer *out, const struct vault_answer *answer)
{
    record_write_whole(out, RECORD_RULES(answer_rules), answer, 0);
}

struct vault_reach vault_reach(const char *tcti)
{
    const char *words = tcti != NULL ? tcti : "", *port = strstr(words, "port=");
    long number = port != NULL ? strtol(port + 5, NULL, 10) : TPM_PORT;
    struct vault_reach reach = { .count = 0 };

    if (strstr(words, "tabrmd") != NULL || strstr(words, "path=") != NULL)
        reach.is_unix = true;
    else if ((strstr(words, "swtpm") != NULL || strstr(words, "mssim") != NULL) && number > 0 &&
             number < UINT16_MAX)
        reach = (struct vault_reach){
            .ports = { (uint16_t)number, (uint16_t)(number + 1) },
            .count = 2,
        };
    return reach;
}

bool vault_is_hex(const char *text, size_t least, size_t most)
{
    size_t length = text != NULL ? strspn(text, "0123456789abcdef") : 0;

    return text != NULL && text[length] == '\0' && length % 2 == 0 && length / 2 >= least &&
           length / 2 <= most;
}
