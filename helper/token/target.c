/* target.c: families as what a token is for. */
#include "helper/token/target.h"

#include <string.h>

#include "helper/command.h"
#include "helper/token/answer.h"
#include "helper/token/stored.h"

static const struct record_rule rules[] = {
    RECORD_RULE(target, customer_id, TEXT),
    RECORD_RULE(target, user_id, TEXT),
    RECORD_RULE_AS(target, "family[]", found, LIST),
};

static const struct stored_form form = STORED_FORM(STATE, rules);

void target_clear(struct target *target)
{
    buffer_clear(&target->text);
    *target = (struct target)TARGET;
}

enum status target_of_url(struct context *context, char host[HOST_SIZE], const char *rest)
{
    context->target.family = family_of_url(host, rest);
    if (!family_is_gateway(host))
        return STATUS_OK;
    if (context->target.family == NULL)
        return fault_because(&context->fault, STATUS_NOT_FOUND, CAUSE_GATEWAY, host, NULL);
    return answer_host_option(context, host);
}

enum status target_take(struct context *context, char host[HOST_SIZE], const char *word)
{
    size_t end;

    context->target.family = family_find(word, strlen(word));
    if (context->target.family != NULL)
        return answer_host_option(context, host);
    if (host_of_url(host, word, &end))
        return target_of_url(context, host, word + end);
    return fault_set(&context->fault, STATUS_USAGE, 0, "--for",
                     ANSWER_TAKES_FAMILY ", or an https URL");
}

/* "NAME reachable …" or "NAME empty …". */
static bool is_found(const struct target *target)
{
    size_t length = strlen(target->family->name), i;

    for (i = 0; i < target->found.count; i++) {
        const char *entry = target->found.item[i];

        if (strncmp(entry, target->family->name, length) == 0 && entry[length] == ' ')
            return strncmp(entry + length + 1, "reachable ", 10) == 0 ||
                   strncmp(entry + length + 1, "empty ", 6) == 0;
    }
    return false;
}

static enum cause closed_because(const struct target *target, const struct profile *profile)
{
    if (profile->family.count > 0)
        return string_list_contain(&profile->family, target->family->name)
                   ? CAUSE_NONE
                   : CAUSE_FAMILY_NOT_CHOSEN;
    return target->family->host == NULL || is_found(target) ? CAUSE_NONE : CAUSE_FAMILY_CLOSED;
}

static const char *missing_header(const struct credential *credential)
{
    const struct family_caller caller = credential_caller(credential);
    struct family_headers headers;

    family_headers_fill(&headers, credential->family, &caller);
    return headers.lacks;
}

/* What verification learnt; nothing, or a damaged record, is that nothing is known. */
static enum status load_target(struct context *context, const char *host)
{
    struct target *target = &context->target;
    char name[PROFILE_HOST_NAME_SIZE];
    enum status status;

    profile_host_name(name, context->profile.name, host);
    status =
        stored_load(target, &target->text, &form, context->store, name, NULL, &context->fault);
    return status == STATUS_NOT_FOUND || status == STATUS_DAMAGED ? STATUS_OK : status;
}

enum status target_fill(struct context *context, struct credential *credential)
{
    const struct target *target = &context->target;
    const char *name = target->family != NULL ? target->family->name : NULL, *missing;
    enum status status;
    enum cause why;

    if (name == NULL)
        return STATUS_OK;
    status = context->broker == NULL ? load_target(context, credential->host) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    why = context->broker == NULL ? closed_because(target, &context->profile) : CAUSE_NONE;
    if (why != CAUSE_NONE)
        return fault_because(&context->fault, STATUS_NOT_FOUND, why, name, NULL);
    credential->family = target->family;
    credential->customer_id = target->customer_id;
    credential->user_id = target->user_id;
    credential->fusion = context->profile.fusion;
    missing = missing_header(credential);
    if (missing == NULL)
        return STATUS_OK;
    why = (target->family->headers & FAMILY_REGION) != 0 ? CAUSE_FAMILY_FUSION
                                                         : CAUSE_FAMILY_UNKNOWN;
    return fault_because(&context->fault, STATUS_NOT_FOUND, why, name, missing);
}
