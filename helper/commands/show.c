/* show.c: `show`, all that is recorded of a profile but its secrets. */
#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/json.h"

enum { SHOW_FORMAT = 1 };

static void show_text(struct buffer *out, const struct profile *profile)
{
    buffer_format(out, "profile %s\n", profile->name);
    fields_words(out, "hosts", &profile->host);
    fields_text(out, "client id", profile->client_id);
    fields_number(out, "client secrets", (int64_t)profile->client_secret.count);
    fields_time(out, "secret recorded", profile->secret_at);
    fields_text(out, "scopes", profile->scope);
    fields_text(out, "organization", profile->org_id);
    fields_text(out, "technical account", profile->technical_account_email);
    fields_text(out, "  its id", profile->technical_account_id);
    fields_text(out, "in the Console", profile->console_name);
    fields_text(out, "token endpoint", profile->endpoint);
    fields_number(out, "API version", profile->api_version);
    fields_time(out, "recorded", profile->created_at);
}

static json_t *show_json(const struct profile *profile)
{
    return json_pack(
        "{s:s, s:o, s:s, s:I, s:I, s:s, s:s?, s:s, s:s?, s:s?, s:s, s:I, s:I}", "name",
        profile->name, "hosts", json_words(&profile->host), "client_id", profile->client_id,
        "client_secrets", (json_int_t)profile->client_secret.count, "secret_recorded_at",
        (json_int_t)profile->secret_at, "scope", profile->scope, "org_id", profile->org_id,
        "technical_account_email", profile->technical_account_email, "technical_account_id",
        profile->technical_account_id, "console_name", profile->console_name, "endpoint",
        profile->endpoint, "api_version", (json_int_t)profile->api_version, "recorded_at",
        (json_int_t)profile->created_at);
}

enum status command_show(struct context *context)
{
    enum status status = context_open(context, false);

    if (status == STATUS_OK)
        status = profile_find(&context->profile, context->store, NULL, context->options.profile,
                              NULL, &context->fault);
    if (status != STATUS_OK)
        return status;
    if (context->options.json)
        json_print(&context->out, SHOW_FORMAT, "profile", show_json(&context->profile));
    else
        show_text(&context->out, &context->profile);
    return STATUS_OK;
}
