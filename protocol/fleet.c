/* fleet.c: the records between the helper and the program of a fleet's cache. */
#include "protocol/fleet.h"

#include <string.h>

static const struct record_rule call_rules[] = {
    RECORD_RULE(fleet_call, version, NUMBER),
    RECORD_RULE(fleet_call, call, TEXT),
    RECORD_RULE(fleet_call, deadline, NUMBER),
    RECORD_RULE(fleet_call, engine, TEXT),
    RECORD_RULE_AS(fleet_call, "endpoint[]", endpoint, LIST),
    RECORD_RULE(fleet_call, user, TEXT),
    RECORD_RULE(fleet_call, password, TEXT),
    RECORD_RULE(fleet_call, name, TEXT),
    RECORD_RULE(fleet_call, seen, NUMBER),
    RECORD_RULE(fleet_call, generation, NUMBER),
    RECORD_RULE(fleet_call, value, TEXT),
    RECORD_RULE(fleet_call, ttl, NUMBER),
    RECORD_RULE(fleet_call, lock, TEXT),
    RECORD_RULE(fleet_call, holder, TEXT),
};

static const struct record_rule answer_rules[] = {
    RECORD_RULE(fleet_answer, version, NUMBER),
    RECORD_RULE_OF(fleet_answer, status, TEXT),
    RECORD_RULE_OF(fleet_answer, field, TEXT),
    RECORD_RULE_OF(fleet_answer, error, TEXT),
    RECORD_RULE_OF(fleet_answer, error_description, TEXT),
    RECORD_RULE(fleet_answer, generation, NUMBER),
    RECORD_RULE(fleet_answer, value, TEXT),
    RECORD_RULE_OF(fleet_answer, lock, TEXT),
    RECORD_RULE(fleet_answer, late, FLAG),
};

/* What a call needs, as bits in the order of call_flaw(). */
enum { NAME = 1, GENERATION = 2, VALUE = 4, TTL = 8, LOCK = 16, HOLDER = 32 };

static const struct {
    const char *name;
    unsigned needs;
} calls[] = {
    { FLEET_READ, NAME },
    { FLEET_ACQUIRE, NAME | TTL | LOCK | HOLDER },
    { FLEET_PUBLISH, NAME | GENERATION | VALUE | TTL },
    { FLEET_RELEASE, LOCK | HOLDER },
    { FLEET_WRITE, NAME },
};

bool fleet_name_is_valid(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:{}_-";
    size_t length = strspn(text, letters);

    return length > 0 && length <= FLEET_NAME_MAX && text[length] == '\0';
}

bool fleet_value_is_valid(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";
    size_t length = strspn(text, letters), padding = strspn(text + length, "=");

    return length > 0 && padding <= 2 && text[length + padding] == '\0' &&
           (length + padding) % 4 == 0 && length + padding <= FLEET_VALUE_MAX;
}

static bool is_within(int64_t number, int64_t least, int64_t most)
{
    return number >= least && number <= most;
}

/* The first member that is missing though it is needed, or unusable; NULL = none. */
static const char *call_flaw(const struct fleet_call *call, unsigned needs)
{
    const struct {
        const char *name;
        bool is_there, is_good;
    } members[] = {
        { "name", call->name != NULL, call->name != NULL && fleet_name_is_valid(call->name) },
        { "generation", call->generation != 0,
          is_within(call->generation, 1, FLEET_GENERATION_MAX) },
        { "value", call->value != NULL,
          call->value != NULL && fleet_value_is_valid(call->value) },
        { "ttl", call->ttl != 0, is_within(call->ttl, 1, FLEET_TTL_MAX) },
        { "lock", call->lock != NULL, call->lock != NULL && fleet_name_is_valid(call->lock) },
        { "holder", call->holder != NULL,
          call->holder != NULL && fleet_name_is_valid(call->holder) },
        { "seen", true, is_within(call->seen, FLEET_ANY, FLEET_GENERATION_MAX) },
    };
    size_t i;

    for (i = 0; i < sizeof members / sizeof members[0]; i++)
        if (members[i].is_there ? !members[i].is_good : (needs & 1u << i) != 0)
            return members[i].name;
    return NULL;
}

static enum status refuse_member(struct fault *fault, const char *member)
{
    return member == NULL ? STATUS_OK : fault_set(fault, STATUS_MALFORMED, 0, member, NULL);
}

/* A value that is to be written needs its generation and time, a lock its holder. */
static unsigned needs_of(const struct fleet_call *call, unsigned needs)
{
    if (call->value != NULL)
        needs |= GENERATION | TTL;
    return call->lock != NULL ? needs | HOLDER : needs;
}

enum status fleet_call_read(struct fleet_call *call, struct buffer *text, struct fault *fault)
{
    struct record_reader reader = record_reader(text);
    enum status status = record_read(&reader, RECORD_RULES(call_rules), call, fault);
    size_t i = 0;
    char *rest;

    if (status != STATUS_OK)
        return status;
    if (call->version != FLEET_VERSION)
        return refuse_member(fault, "version");
    if (record_rest(&reader, &rest) > 0)
        return refuse_member(fault, "rest");
    if (!is_within(call->deadline, 1, FLEET_DEADLINE_MAX))
        return refuse_member(fault, "deadline");
    while (i < sizeof calls / sizeof calls[0] &&
           (call->call == NULL || strcmp(calls[i].name, call->call) != 0))
        i++;
    if (i == sizeof calls / sizeof calls[0])
        return refuse_member(fault, "call");
    return refuse_member(fault, call_flaw(call, needs_of(call, calls[i].needs)));
}

static const char *answer_flaw(const struct fleet_answer *answer)
{
    if (answer->version != FLEET_VERSION)
        return "version";
    if (answer->status == NULL)
        return "status";
    if (!is_within(answer->generation, 0, FLEET_GENERATION_MAX) ||
        (answer->generation == 0) != (answer->value == NULL))
        return "generation";
    if (answer->value != NULL && !fleet_value_is_valid(answer->value))
        return "value";
    if (answer->lock != NULL && strcmp(answer->lock, "taken") != 0 &&
        strcmp(answer->lock, "held") != 0)
        return "lock";
    return NULL;
}

enum status fleet_answer_read(struct fleet_answer *answer, struct buffer *text,
                              struct fault *fault)
{
    struct record_reader reader = record_reader(text);
    enum status status = record_read(&reader, RECORD_RULES(answer_rules), answer, fault);

    return status == STATUS_OK ? refuse_member(fault, answer_flaw(answer)) : status;
}

void fleet_call_write(struct buffer *out, const struct fleet_call *call)
{
    record_write_whole(out, RECORD_RULES(call_rules), call, FLEET_VERSION);
}

void fleet_answer_write(struct buffer *out, const struct fleet_answer *answer)
{
    record_write_whole(out, RECORD_RULES(answer_rules), answer, FLEET_VERSION);
}
