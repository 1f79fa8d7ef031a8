/* erase.c: `erase`, git's word that a credential was refused. Git before 2.46 also says it of
 * good tokens, so our own token only becomes suspect; with no secret named, the cached token
 * goes. The recorded credential always stays. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "helper/commands.h"
#include "helper/token/answer.h"
#include "helper/token/broker_client.h"
#include "helper/token/foreign.h"
#include "helper/token/token.h"

static enum status suspect_token(struct context *context, const struct request *request,
                                 const char *profile)
{
    const char *named = request->credential != NULL ? request->credential : request->password;
    bool has_changed = false;
    enum status status = token_suspect(context->store, profile, named, context->audited.token,
                                       &has_changed, &context->fault);

    if (has_changed)
        context->audited.is_nothing = false;
    return status;
}

static bool is_meant(struct context *context, const struct request *request, const char *name)
{
    struct profile profile = PROFILE;
    bool meant;

    if (context->options.profile != NULL && strcmp(context->options.profile, name) != 0)
        return false;
    if (request->username == NULL || strcmp(request->username, name) == 0)
        return true;
    meant = profile_load(&profile, context->store, name, NULL) == STATUS_OK &&
            strcasecmp(profile.technical_account_email, request->username) == 0;
    profile_clear(&profile);
    return meant;
}

static enum status erase_profile(struct context *context, const struct request *request,
                                 const char *name)
{
    enum status status;

    if (!is_meant(context, request, name))
        return STATUS_OK;
    snprintf(context->audited.profile, sizeof context->audited.profile, "%s", name);
    if (request->credential != NULL || request->password != NULL) {
        status = suspect_token(context, request, name);
    } else {
        status = store_delete(context->store, STORE_TOKEN, name, &context->fault);
        context->audited.is_nothing &= status == STATUS_NOT_FOUND;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status erase_host(struct context *context, const struct request *request,
                              const char *host)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names;
    enum status status = profile_names(&names, &text, context->store, host, &context->fault);
    size_t i;

    for (i = 0; status == STATUS_OK && i < names.count; i++)
        status = erase_profile(context, request, names.item[i]);
    buffer_clear(&text);
    return status;
}

static enum status erase_credential(struct context *context, const struct request *request,
                                    const char *host)
{
    bool changes = false;
    enum status status = context->broker != NULL ? broker_erase(context, host, request)
                                                 : erase_host(context, request, host);

    if (status != STATUS_NOT_FOUND || !context->any_host)
        return status;
    status = context_open(context, false);
    if (status == STATUS_OK)
        status = foreign_erase(context->store, host, request, &changes, &context->fault);
    context->audited.is_foreign = true;
    context->audited.is_nothing = status == STATUS_OK && !changes;
    return status;
}

enum status command_erase(struct context *context)
{
    struct buffer text = BUFFER(RECORD_MAX);
    struct request request = { 0 };
    char host[HOST_SIZE];
    enum status status = request_take(context, &request, &text, host);

    if (status == STATUS_OK)
        status = broker_or_store(context);
    snprintf(context->audited.host, sizeof context->audited.host, "%s", host);
    context->audited.is_nothing = true;
    if (status == STATUS_OK)
        status = erase_credential(context, &request, host);
    buffer_clear(&text);
    return status;
}
