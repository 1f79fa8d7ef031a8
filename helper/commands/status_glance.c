/* status_glance.c: a line a profile and host. */
#include <stdio.h>
#include <string.h>

#include "helper/account/api_version.h"
#include "helper/account/check.h"
#include "helper/account/health.h"
#include "helper/commands/status.h"
#include "helper/say/fields.h"
#include "helper/token/rotation/rotation_run.h"

enum { GAP = 2, TOKEN_WIDTH = 21, REST_LEAST = 30 /* columns */ };

/* One host of the profile at hand. */
struct glance_line {
    const char *host;
    enum status status;
    enum cause cause; /* CAUSE_REMEMBERED: the text alone says what is wrong */
    char token[HEALTH_TEXT_SIZE], text[HEALTH_TEXT_SIZE];
};

static void widen_column(int *width, const char *text)
{
    int length = (int)strlen(text);

    *width = length > *width ? length : *width;
}

void glance_measure(struct glance *glance, const struct string_list *names)
{
    struct profile profile = PROFILE;
    size_t i, j;

    for (i = 0; i < names->count; i++) {
        widen_column(&glance->name_width, names->item[i]);
        profile_load(&profile, glance->context->store, names->item[i], NULL);
        for (j = 0; j < profile.host.count; j++)
            widen_column(&glance->host_width, profile.host.item[j]);
        profile_clear(&profile);
    }
}

/* What follows the names: on the same line if there is room, else below. */
static void rest_put(struct glance *glance, int column, const char *token, const char *text)
{
    struct buffer *out = &glance->context->out;
    struct buffer rest = BUFFER(2 * HEALTH_TEXT_SIZE);
    int width = (int)glance->style.width, gap = *token != '\0' ? GAP + TOKEN_WIDTH : 0;
    bool is_one_line = width == 0 || column + GAP + gap + (int)strlen(text) <= width;

    if (is_one_line || width - column >= REST_LEAST) {
        buffer_format(out, "%*s", GAP, "");
        column += GAP;
    } else {
        column = (int)REPORT_MARK(&glance->style);
        buffer_format(out, "\n%*s", column, "");
    }
    if (is_one_line && gap > 0)
        buffer_format(out, "%-*s%*s", TOKEN_WIDTH, token, GAP, "");
    if (!is_one_line && gap > 0)
        buffer_format(&rest, "%s, ", token);
    buffer_text(&rest, text);
    style_wrap(out, buffer_string(&rest), (size_t)column, is_one_line ? 0 : (size_t)width);
    buffer_clear(&rest);
}

void glance_line(struct glance *glance, enum verdict verdict, const char *name,
                 const char *text)
{
    struct buffer *out = &glance->context->out;
    int width = glance->name_width;

    widen_column(&width, name);
    report_mark(out, &glance->style, verdict);
    buffer_format(out, "%-*s", width, name);
    rest_put(glance, (int)REPORT_MARK(&glance->style) + width, "", text);
}

static void host_put(struct glance *glance, const struct glance_line *line)
{
    struct buffer *out = &glance->context->out;
    int names = glance->name_width + GAP + glance->host_width;

    int column = (int)REPORT_MARK(&glance->style), width = (int)glance->style.width;
    bool is_narrow = width > 0 && column + names > width;

    report_mark(out, &glance->style, line->status == STATUS_OK ? VERDICT_OK : VERDICT_FAILED);
    if (is_narrow)
        buffer_format(out, "%s\n%*s%s", glance->context->profile.name, column, "", line->host);
    else
        buffer_format(out, "%-*s%-*s", glance->name_width + GAP, glance->context->profile.name,
                      glance->host_width, line->host);
    rest_put(glance, is_narrow ? width : column + names, line->token, line->text);
}

static void host_add(struct glance *glance, const struct glance_line *line)
{
    json_add(&glance->context->out, glance->json,
             json_pack("{s:s, s:b, s:s, s:s}", "host", line->host, "ok",
                       line->status == STATUS_OK, "token", line->token, "text", line->text));
}

/* The first that is wrong is what the command ends with. */
static void note_wrong(struct glance *glance, const struct glance_line *line)
{
    if (line->status != STATUS_OK && glance->wrong.status == STATUS_OK)
        fault_because(&glance->wrong, line->status, line->cause, line->host, line->text);
}

/* Of a secret that is refused no host is well. */
static enum status host_judge(struct glance_line *line, const struct health *health,
                              struct store *store, struct fault *fault)
{
    struct verification verification = VERIFICATION;
    enum status status =
        verification_load(&verification, store, health->profile->name, line->host, fault);

    health_token_text(line->token, health);
    line->status = health_secret(line->text, health);
    if (line->status == STATUS_OK)
        line->status = health_account(line->text, &verification);
    line->cause = line->status != STATUS_ACCOUNT ? CAUSE_REMEMBERED : CAUSE_NONE;
    verification_clear(&verification);
    return status;
}

/* What came of asking when it isn't what is remembered, as where nothing can be kept. */
static void note_unkept(struct glance *glance, const struct fault *asked,
                        struct glance_line *line)
{
    if (asked->status == STATUS_OK || line->status != STATUS_OK ||
        glance->wrong.status != STATUS_OK)
        return;
    line->status = asked->status;
    line->cause = CAUSE_NONE;
    snprintf(line->text, sizeof line->text, "%s", asked->detail);
}

static void ask_adobe(struct glance *glance, struct fault *fault)
{
    struct context *context = glance->context;
    struct buffer aside = BUFFER(RECORD_MAX);
    struct report report = { .out = &aside, .subject = "", .is_terse = true };
    struct verify verify = VERIFY(&context->profile, &context->options, &report);

    verify.fleet = &context->settings.fleet;
    fault->status = check_profile(&verify, context->store, NULL, fault);
    verify_clear(&verify);
    buffer_clear(&aside);
}

static enum status hosts_put(struct glance *glance, const struct health *health,
                             const struct fault *asked)
{
    struct context *context = glance->context;
    const struct string_list *hosts = &context->profile.host;
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < hosts->count; i++) {
        struct glance_line line = { .host = hosts->item[i] };

        status = host_judge(&line, health, context->store, &context->fault);
        if (i + 1 == hosts->count)
            note_unkept(glance, asked, &line);
        note_wrong(glance, &line);
        if (glance->json != NULL)
            host_add(glance, &line);
        else
            host_put(glance, &line);
    }
    return status;
}

static void notices_put(struct glance *glance)
{
    const struct profile *profile = &glance->context->profile;
    char notice[ROTATION_NOTICE_SIZE], version[API_VERSION_NOTICE_SIZE];

    if (glance->json != NULL)
        return;
    if (rotation_notice(notice, profile, glance->context->settings.rotate_warn))
        glance_line(glance, VERDICT_NONE, profile->name, notice);
    if (api_version_notice(version, profile->api_version, moment_now().wall))
        glance_line(glance, VERDICT_NONE, profile->name, version);
}

enum status glance_profile(struct glance *glance)
{
    struct context *context = glance->context;
    struct health health = HEALTH;
    struct fault asked = { 0 };
    enum status status;

    if (context->options.check)
        ask_adobe(glance, &asked);
    status = health_load(&health, context->store, &context->profile, &context->fault);
    if (status == STATUS_OK)
        status = hosts_put(glance, &health, &asked);
    if (status == STATUS_OK)
        notices_put(glance);
    health_clear(&health);
    return status;
}
