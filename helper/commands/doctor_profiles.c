/* doctor_profiles.c: whether each profile gets what callers ask for. */
#include <stdio.h>
#include <string.h>

#include "helper/account/api_version.h"
#include "helper/account/check.h"
#include "helper/account/health.h"
#include "helper/commands/doctor.h"
#include "helper/token/answer.h"
#include "helper/token/rotation/rotation_run.h"

static void tell_secret(struct doctor *doctor)
{
    struct context *context = doctor->context;
    char notice[ROTATION_NOTICE_SIZE], next[128];

    if (!rotation_notice(notice, &context->profile, context->settings.rotate_warn))
        return;
    snprintf(next, sizeof next, "workfront-credential rotate --profile %s",
             context->profile.name);
    report_say(&doctor->report, "secret", VERDICT_NONE, next, "%s: %s", context->profile.name,
               notice);
}

static void tell_version(struct doctor *doctor)
{
    const struct profile *profile = &doctor->context->profile;
    char notice[API_VERSION_NOTICE_SIZE], next[128];

    if (!api_version_notice(notice, profile->api_version, moment_now().wall))
        return;
    snprintf(next, sizeof next, "workfront-credential setup --profile %s --api-version %d",
             profile->name, PROFILE_API_VERSION);
    report_say(&doctor->report, "version", VERDICT_NONE, next, "%s: %s", profile->name, notice);
}

/* What was known before, of one that wasn't asked. */
static void tell_known(struct doctor *doctor, const struct health *health)
{
    const struct profile *profile = &doctor->context->profile;
    char token[HEALTH_TEXT_SIZE], trouble[HEALTH_TEXT_SIZE];

    health_token_text(token, health);
    health_secret(trouble, health);
    report_say(&doctor->report, "profile", VERDICT_NONE, NULL, "%s: not asked now; %.100s%s%s",
               profile->name, token, trouble[0] != '\0' ? ", " : "", trouble);
}

static void tell_well(struct doctor *doctor, const struct health *health)
{
    const struct profile *profile = &doctor->context->profile;
    struct verification verification = VERIFICATION;
    char token[HEALTH_TEXT_SIZE], account[HEALTH_TEXT_SIZE];
    size_t i;

    health_token_text(token, health);
    for (i = 0; i < profile->host.count; i++) {
        verification_load(&verification, doctor->context->store, profile->name,
                          profile->host.item[i], NULL);
        health_account(account, &verification);
        report_say(&doctor->report, "profile", VERDICT_OK, NULL, "%s, %s: %.100s, %s",
                   profile->name, profile->host.item[i], token, account);
    }
    verification_clear(&verification);
}

/* Adds what fails; whether that is nothing. */
static bool ask_adobe(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct verify verify = VERIFY(&context->profile, &context->options, &doctor->report);
    bool has_failed = doctor->report.has_failed, is_well;

    verify.fleet = &context->settings.fleet;
    doctor->report.has_failed = false;
    doctor->report.is_terse = true;
    check_profile(&verify, context->store, NULL, &doctor->fault);
    doctor->report.is_terse = false;
    is_well = !doctor->report.has_failed;
    doctor->report.has_failed |= has_failed;
    doctor->report.subject = "";
    verify_clear(&verify);
    return is_well;
}

static void check_loaded(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct health health = HEALTH;
    bool is_asked = doctor->probe_status == STATUS_OK;
    bool is_well = is_asked && ask_adobe(doctor);
    enum status status =
        health_load(&health, context->store, &context->profile, &doctor->fault);

    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        doctor_report_fault(doctor, "profile", &doctor->fault, "");
    else if (!is_asked)
        tell_known(doctor, &health);
    else if (is_well)
        tell_well(doctor, &health);
    health_clear(&health);
    tell_secret(doctor);
    tell_version(doctor);
}

static void check_named(struct doctor *doctor, const char *name)
{
    struct context *context = doctor->context;

    if (profile_load(&context->profile, context->store, name, &doctor->fault) == STATUS_OK)
        check_loaded(doctor);
    else
        doctor_report_fault(doctor, "profile", &doctor->fault,
                            "record it again: setup --profile NAME --from FILE");
}

static void tell_count(struct doctor *doctor, enum status status, size_t count)
{
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        doctor_report_fault(doctor, "profiles", &doctor->fault, "");
    else if (count == 0)
        report_say(&doctor->report, "profiles", VERDICT_NONE, NULL,
                   "none is recorded: run setup");
    else
        report_say(&doctor->report, "profiles", VERDICT_OK, NULL, "%zu recorded", count);
}

void doctor_check_host(struct doctor *doctor)
{
    struct context *context = doctor->context;
    char host[HOST_SIZE];
    enum status status;

    if (doctor->store_status != STATUS_OK || context->broker != NULL ||
        context->options.host.count == 0)
        return;
    status = answer_host_option(context, host);
    if (status == STATUS_OK)
        status = profile_find(&context->profile, context->store, host, context->options.profile,
                              NULL, &context->fault);
    if (status == STATUS_NOT_FOUND && context->settings.fleet.engine != SETTINGS_ENGINE_NO)
        report_say(&doctor->report, "host", VERDICT_NONE, NULL,
                   "%s: no profile yet; the fleet is asked for one", host);
    else if (status != STATUS_OK)
        doctor_report_fault(doctor, "host", &context->fault,
                            "workfront-credential list: which hosts are recorded");
    else
        report_say(&doctor->report, "host", VERDICT_OK, NULL, "%s: profile %s answers", host,
                   context->profile.name);
}

void doctor_check_profiles(struct doctor *doctor)
{
    struct context *context = doctor->context;
    const char *only = context->options.profile;
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    enum status status;
    size_t i;

    if (doctor->store_status != STATUS_OK)
        return;
    status = profile_names(&names, &text, context->store, PROFILE_ALL, &doctor->fault);
    if (only != NULL)
        check_named(doctor, only);
    for (i = 0; only == NULL && i < names.count; i++)
        check_named(doctor, names.item[i]);
    tell_count(doctor, status, names.count);
    buffer_clear(&text);
}
