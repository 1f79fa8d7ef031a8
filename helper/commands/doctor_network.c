/* doctor_network.c: what `doctor` looks at on the way to Adobe. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands/doctor.h"
#include "helper/say/messages.h"
#include "helper/say/say.h"
#include "helper/token/moment.h"
#include "helper/token/network.h"
#include "protocol/proxy.h"

enum {
    DEADLINE = 15000,     /* milliseconds */
    CLOCK_TOLERANCE = 60, /* seconds */
};

/* Of a proxy's address what says where it is: no user, password, path or query. */
static void put_proxy(char *out, size_t size, const char *name, const char *value)
{
    const char *scheme = strstr(value, "://");
    const char *host = scheme != NULL ? scheme + 3 : value;
    size_t length = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', length);
    const char *shown = at != NULL ? at + 1 : host;

    snprintf(out, size, "%s is %.*s%s%.*s", name, (int)(host - value), value,
             at != NULL ? "(user and password)@" : "", (int)(length - (size_t)(shown - host)),
             shown);
}

void doctor_check_proxy(struct doctor *doctor)
{
    char text[512] = "none is set";
    const char *value = NULL, *name = proxy_variable(&value);

    if (name != NULL && !proxy_is_good(value)) {
        fault_because(&doctor->fault, STATUS_UNREACHABLE, CAUSE_PROXY_URL, "Adobe", name);
        report_fault(&doctor->report, "proxy", &doctor->fault, MESSAGES_PROXY_FORM);
        return;
    }
    if (name != NULL)
        put_proxy(text, sizeof text, name, value);
    report_say(&doctor->report, "proxy", VERDICT_OK, NULL, "%s", text);
}

void doctor_check_authorities(struct doctor *doctor)
{
    static const char *const names[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR" };
    char subject[256] = "the system's certificate authorities";
    const char *value = NULL;
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0] && (value == NULL || *value == '\0'); i++) {
        value = getenv(names[i]);
        if (value != NULL && *value != '\0')
            snprintf(subject, sizeof subject, "%s=%.200s", names[i], value);
    }
    if (value != NULL && *value != '\0' && access(value, R_OK) != 0) {
        fault_set(&doctor->fault, STATUS_IO, errno, subject, NULL);
        report_fault(&doctor->report, "ca", &doctor->fault,
                     "unset it, or name a file of certificates");
        return;
    }
    report_say(&doctor->report, "ca", VERDICT_OK, NULL, "%s", subject);
}

void doctor_check_adobe(struct doctor *doctor)
{
    char next[600];

    if (doctor->probe_status == STATUS_OK) {
        report_say(&doctor->report, "adobe", VERDICT_OK, NULL, "IMS answers (HTTP %lld)",
                   (long long)doctor->probe.answer.http_status);
        return;
    }
    say_hint_of(next, sizeof next, &doctor->fault, NULL);
    report_fault(&doctor->report, "adobe", &doctor->fault, next);
}

void doctor_check_clock(struct doctor *doctor)
{
    int64_t theirs = doctor->probe.answer.server_time, ahead = moment_now().wall - theirs;

    if (doctor->probe_status != STATUS_OK || theirs == 0)
        report_say(&doctor->report, "clock", VERDICT_NONE, NULL,
                   "can't be compared with Adobe's");
    else if (ahead >= -CLOCK_TOLERANCE && ahead <= CLOCK_TOLERANCE)
        report_say(&doctor->report, "clock", VERDICT_OK, NULL, "agrees with Adobe's");
    else
        report_say(&doctor->report, "clock", VERDICT_FAILED, "set it: timedatectl set-ntp true",
                   "%lld s %s Adobe's", (long long)(ahead > 0 ? ahead : -ahead),
                   ahead > 0 ? "ahead of" : "behind");
}

/* Which parts of the jail hold, and which don't. */
void doctor_check_jail(struct doctor *doctor)
{
    char parts[JAILED_SIZE], next[700] = "";
    struct buffer held = BUFFER(JAILED_SIZE), lacking = BUFFER(JAILED_SIZE);

    jail_status_ask(parts);
    jail_status_parts(&held, parts, false);
    jail_status_parts(&lacking, parts, true);
    if (lacking.length > 0)
        snprintf(next, sizeof next,
                 "not in check: %.400s, as this kernel or this build has no means for it",
                 buffer_string(&lacking));
    report_say(&doctor->report, "jail",
               held.length > 0 && lacking.length == 0 ? VERDICT_OK : VERDICT_NONE, next, "%s%s",
               parts[0] != '\0' ? "in check: " : "not known", buffer_string(&held));
    buffer_clear(&held);
    buffer_clear(&lacking);
}

void doctor_knock(struct doctor *doctor)
{
    struct adobe_call call = { .call = "probe",
                               .deadline = DEADLINE,
                               .endpoint = PROFILE_IMS_URL };
    struct context *context = doctor->context;

    if (doctor->store_status == STATUS_OK &&
        profile_find(&context->profile, context->store, NULL, context->options.profile, NULL,
                     NULL) == STATUS_OK)
        call.endpoint = context->profile.endpoint;
    doctor->probe_status = network_ask(&call, NULL, &doctor->probe, &doctor->fault);
    doctor->report.subject = "";
}
