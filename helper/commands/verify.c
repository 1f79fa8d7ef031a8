/* verify.c: `verify`, the account step again. */
#include <unistd.h>

#include "helper/account/check.h"
#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/token/answer.h"
#include "helper/token/rotation/rotation_run.h"

enum { VERIFY_FORMAT = 1 };

static void tell_secret(struct context *context, struct report *report)
{
    char notice[ROTATION_NOTICE_SIZE];

    if (context->profile.client_id != NULL &&
        rotation_notice(notice, &context->profile, context->settings.rotate_warn))
        report_say(report, "secret", VERDICT_NONE, NULL, "%s", notice);
}

enum status command_verify(struct context *context)
{
    struct report report = { .out = &context->out, .style = style_for(STDOUT_FILENO) };
    struct verify verify = VERIFY(&context->profile, &context->options, &report);
    char host[HOST_SIZE];
    enum status status = answer_host_option(context, host);

    verify.fleet = &context->settings.fleet;
    context->prints_always = true;
    if (context->options.json)
        report.json = json_array();
    if (status == STATUS_OK)
        status = context_find_profile(context, host);
    if (status == STATUS_OK)
        status = check_profile(&verify, context->store, text_or_null(host), &context->fault);
    tell_secret(context, &report);
    context->is_reported = report.has_failed;
    report_end(&report, VERIFY_FORMAT, "verify",
               json_pack("{s:s, s:b, s:o*}", "profile", context->profile.name, "proved",
                         status == STATUS_OK, "error",
                         context->options.json && status != STATUS_OK
                             ? json_fault_object(&context->fault, context->profile.name)
                             : NULL));
    verify_clear(&verify);
    return status;
}
