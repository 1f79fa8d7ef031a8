/* vault.c: the records between an unlock module and a keeper's program. */
#include "protocol/vault.h"

#include "protocol/record.h"

#define TEXT(type, key, member)                                                                \
    {                                                                                          \
        key, offsetof(struct type, member), RECORD_TEXT, true                                  \
    }

static const struct record_rule call_rules[] = {
    TEXT(vault_call, "call", call),
    TEXT(vault_call, "item", item),
    TEXT(vault_call, "secret", secret),
    TEXT(vault_call, "tcti", tcti),
    TEXT(vault_call, "pcrs", pcrs),
    TEXT(vault_call, "parent", parent),
    TEXT(vault_call, "handle", handle),
    TEXT(vault_call, "public", public_part),
    TEXT(vault_call, "private", private_part),
    { "ask", offsetof(struct vault_call, ask), RECORD_FLAG, true },
};

static const struct record_rule answer_rules[] = {
    TEXT(vault_answer, "verdict", verdict),      TEXT(vault_answer, "detail", detail),
    TEXT(vault_answer, "secret", secret),        TEXT(vault_answer, "parent", parent),
    TEXT(vault_answer, "handle", handle),        TEXT(vault_answer, "public", public_part),
    TEXT(vault_answer, "private", private_part),
};

/* One record, and nothing behind it. */
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
    enum status status = record_alone(text, call_rules, RECORD_RULES_COUNT(call_rules), call);

    return status == STATUS_OK && call->call == NULL ? STATUS_MALFORMED : status;
}

enum status vault_answer_read(struct vault_answer *answer, struct buffer *text)
{
    enum status status =
        record_alone(text, answer_rules, RECORD_RULES_COUNT(answer_rules), answer);

    return status == STATUS_OK && answer->verdict == NULL ? STATUS_MALFORMED : status;
}

void vault_call_write(struct buffer *out, const struct vault_call *call)
{
    record_write(out, call_rules, RECORD_RULES_COUNT(call_rules), call);
    record_end(out);
}

void vault_answer_write(struct buffer *out, const struct vault_answer *answer)
{
    record_write(out, answer_rules, RECORD_RULES_COUNT(answer_rules), answer);
    record_end(out);
}

bool vault_is_hex(const char *text, size_t least, size_t most)
{
    size_t length = text != NULL ? strspn(text, "0123456789abcdef") : 0;

    return text != NULL && text[length] == '\0' && length % 2 == 0 && length / 2 >= least &&
           length / 2 <= most;
}
