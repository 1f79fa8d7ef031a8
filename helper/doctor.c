/* doctor.c: `doctor` looks at everything that must be right for the rest to work. It goes
 * through all of it, whatever it finds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <sodium.h>

#include "helper/adobe.h"
#include "helper/clock.h"
#include "helper/commands.h"
#include "helper/jailed.h"
#include "helper/protection.h"
#include "helper/report.h"
#include "helper/say.h"
#include "helper/token.h"
#include "protocol/secret.h"
#include "store/audit.h"

enum {
    DOCTOR_FORMAT = 1,
    DEADLINE = 15000,     /* milliseconds */
    CLOCK_TOLERANCE = 60, /* seconds */
};

struct doctor {
    struct context *context;
    struct report report;
    enum status store_status; /* of opening the store */
    enum status probe_status;
    struct adobe_reply probe; /* what knocking at IMS brought */
    struct fault fault;       /* of the step at hand */
};

static struct finding found(const char *name, enum verdict verdict, const char *text)
{
    struct finding finding = { .name = name, .verdict = verdict };

    fault_sanitise(finding.text, sizeof finding.text, text);
    return finding;
}

static void add_failure(struct doctor *doctor, const char *name, const char *next)
{
    struct finding finding = { .name = name,
                               .verdict = VERDICT_FAILED,
                               .status = doctor->fault.status };

    say_sentence(finding.text, sizeof finding.text, &doctor->fault);
    snprintf(finding.next, sizeof finding.next, "%s", next);
    report_add(&doctor->report, &finding);
}

static void add(struct doctor *doctor, const struct finding *finding)
{
    report_add(&doctor->report, finding);
}

static void check_programs(struct doctor *doctor)
{
    struct finding finding = found("programs", VERDICT_OK, "");
    char path[PATH_MAX];

    if (paths_program(path, ADOBE_PROGRAM, &doctor->fault) != STATUS_OK ||
        access(path, X_OK) != 0) {
        fault_set(&doctor->fault, STATUS_IO, errno, path, NULL);
        add_failure(doctor, "programs", "install workfront-credential again, whole");
        return;
    }
    snprintf(finding.text, sizeof finding.text, PACKAGE_VERSION ", with %.400s", path);
    add(doctor, &finding);
}

static void check_libraries(struct doctor *doctor)
{
    struct finding finding = found("libraries", VERDICT_OK, "");
    const char *curl = doctor->probe.answer.libraries;
    char foreign[256];

    fault_sanitise(foreign, sizeof foreign, curl != NULL ? curl : "libcurl not known");
    snprintf(finding.text, sizeof finding.text, "libsodium %s, jansson %s, %s",
             sodium_version_string(), jansson_version_str(), foreign);
    add(doctor, &finding);
}

static void check_memory(struct doctor *doctor)
{
    struct finding finding = found("memory", VERDICT_OK, "secrets are locked into RAM");

    if (!secret_is_locked()) {
        finding = found("memory", VERDICT_NONE, "secrets may reach the swap");
        snprintf(finding.next, sizeof finding.next,
                 "allow more locked memory: ulimit -l, or LimitMEMLOCK= in a unit");
    }
    add(doctor, &finding);
}

/* Why a path isn't the user's alone, in words of store/folder.h; NULL when it is. */
static const char *path_flaw(const struct stat *state, mode_t others)
{
    if (S_ISLNK(state->st_mode))
        return "type";
    if (state->st_uid != geteuid())
        return "owner";
    if ((state->st_mode & others) == 0)
        return NULL;
    return others == 077 ? "mode" : "writable";
}

/* Whether it is the user's and nobody else's. What isn't there yet is fine. */
static void check_path(struct doctor *doctor, const char *name, const char *path, mode_t others)
{
    struct finding finding = found(name, VERDICT_OK, path);
    char next[600] = "is the folder above it yours?";
    const char *flaw;
    struct stat state;

    doctor->fault = (struct fault){ 0 };
    if (lstat(path, &state) != 0 && errno == ENOENT) {
        finding.verdict = VERDICT_NONE;
        snprintf(finding.text, sizeof finding.text, "%.480s: not there yet", path);
        add(doctor, &finding);
        return;
    }
    if (errno = 0, lstat(path, &state) != 0) {
        fault_set(&doctor->fault, STATUS_IO, errno, path, NULL);
    } else if ((flaw = path_flaw(&state, others)) != NULL) {
        fault_set(&doctor->fault, STATUS_UNSAFE, 0, path, flaw);
        say_hint_of(next, sizeof next, &doctor->fault, NULL);
    }
    if (doctor->fault.status != STATUS_OK)
        add_failure(doctor, name, next);
    else
        add(doctor, &finding);
}

/* A store that is there wants its key; which other modules might open it, its policy says. */
static bool is_key_lost(struct doctor *doctor)
{
    return doctor->store_status == STATUS_LOCKED &&
           access(doctor->context->paths.key, F_OK) != 0 && errno == ENOENT;
}

static void check_key(struct doctor *doctor)
{
    const char *path = doctor->context->paths.key;

    if (!is_key_lost(doctor)) {
        check_path(doctor, "key", path, 077);
        return;
    }
    fault_set(&doctor->fault, STATUS_IO, ENOENT, path, NULL);
    add_failure(doctor, "key",
                "bring it back from where it was moved or saved; without it the store can't "
                "be opened: if it is lost for good, move the store's folder away and run "
                "setup again");
}

static void check_paths(struct doctor *doctor)
{
    const struct paths *paths = &doctor->context->paths;

    check_path(doctor, "store", paths->store, 077);
    check_key(doctor);
    check_path(doctor, "config", paths->config, 022);
}

/* What opened the store, and against whom that protects. */
static void unlock_found(struct finding *finding, struct context *context)
{
    const struct unlock_module *module = unlock_module_find(store_unlocked_by(context->store));
    char by[PROTECTION_SIZE];

    protection_opened_by(by, context);
    snprintf(finding->text, sizeof finding->text, "the store opens, by %s: %s", by,
             module != NULL && module->protects != NULL ? module->protects : "");
}

static void check_unlock(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct finding finding = found("unlock", VERDICT_OK, "");

    doctor->fault = context->fault;
    if (doctor->store_status == STATUS_OK)
        unlock_found(&finding, context);
    else if (doctor->store_status == STATUS_NO_STORE)
        finding = found("unlock", VERDICT_NONE, "there is no store yet: run setup");
    else {
        add_failure(doctor, "unlock",
                    "is what the unlock lines of the configuration name at "
                    "hand?");
        return;
    }
    add(doctor, &finding);
}

/* Whether the log is as it was written, and can be written to. */
static enum status audit_judge(struct doctor *doctor, struct audit_verdict *verdict)
{
    struct store *store = doctor->context->store;
    struct audit_limits limits;
    enum status status = store_audit_verify(store, verdict, &doctor->fault);

    if (status == STATUS_OK && verdict->flaw != AUDIT_WHOLE)
        return fault_set(&doctor->fault, STATUS_DAMAGED, 0, "the audit log", "it isn't whole");
    note_limits(&limits);
    return status == STATUS_OK ? store_audit_rehearse(store, &limits, &doctor->fault) : status;
}

static void check_audit(struct doctor *doctor)
{
    struct finding finding = found("audit", VERDICT_NONE, "nothing is recorded: audit = no");
    struct audit_verdict verdict = { .first = 0 };
    enum status status = STATUS_OK;

    if (doctor->store_status != STATUS_OK)
        return;
    if (doctor->context->settings.audit != SETTINGS_AUDIT_NO) {
        status = audit_judge(doctor, &verdict);
        finding = found("audit", VERDICT_OK, "no record yet");
    }
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        add_failure(doctor, "audit", "workfront-credential audit verify");
        return;
    }
    if (verdict.last > 0)
        snprintf(finding.text, sizeof finding.text,
                 "records %lld to %lld are whole, and more can be added",
                 (long long)verdict.first, (long long)verdict.last);
    add(doctor, &finding);
}

static void check_profile(struct doctor *doctor, const char *name)
{
    struct context *context = doctor->context;

    doctor->fault = (struct fault){ 0 };
    if (profile_load(&context->profile, context->store, name, &doctor->fault) != STATUS_OK)
        add_failure(doctor, "profile", "record it again: setup --profile … --from FILE");
}

static void check_profiles(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct words names = { .count = 0 };
    struct finding finding = found("profiles", VERDICT_OK, "");
    size_t i;

    if (doctor->store_status != STATUS_OK)
        return;
    profile_names(&names, &text, context->store, PROFILE_ALL, NULL);
    for (i = 0; i < names.count; i++)
        check_profile(doctor, names.item[i]);
    snprintf(finding.text, sizeof finding.text, "%zu recorded", names.count);
    add(doctor, &finding);
    buffer_clear(&text);
}

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

static void check_proxy(struct doctor *doctor)
{
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy",
                                         "ALL_PROXY" };
    struct finding finding = found("proxy", VERDICT_OK, "none is set");
    char text[sizeof finding.text];
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value == NULL || *value == '\0')
            continue;
        put_proxy(text, sizeof text, names[i], value);
        finding = found("proxy", VERDICT_OK, text);
        break;
    }
    add(doctor, &finding);
}

static void check_authorities(struct doctor *doctor)
{
    static const char *const names[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR" };
    struct finding finding = found("ca", VERDICT_OK, "the system's certificate authorities");
    char subject[256];
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value == NULL || *value == '\0')
            continue;
        snprintf(subject, sizeof subject, "%s=%.200s", names[i], value);
        if (access(value, R_OK) != 0) {
            fault_set(&doctor->fault, STATUS_IO, errno, subject, NULL);
            add_failure(doctor, "ca", "unset it, or name a file of certificates");
            return;
        }
        finding = found("ca", VERDICT_OK, subject);
        break;
    }
    add(doctor, &finding);
}

static void check_adobe(struct doctor *doctor)
{
    struct finding finding = found("adobe", VERDICT_OK, "");

    char next[600];

    if (doctor->probe_status != STATUS_OK) {
        say_hint_of(next, sizeof next, &doctor->fault, NULL);
        add_failure(doctor, "adobe", next);
        return;
    }
    snprintf(finding.text, sizeof finding.text, "IMS answers (HTTP %lld)",
             (long long)doctor->probe.answer.http_status);
    add(doctor, &finding);
}

static void check_clock(struct doctor *doctor)
{
    int64_t theirs = doctor->probe.answer.server_time, now = moment_now().wall;
    int64_t ahead = now - theirs;
    struct finding finding = found("clock", VERDICT_OK, "agrees with Adobe's");

    if (doctor->probe_status != STATUS_OK || theirs == 0) {
        finding = found("clock", VERDICT_NONE, "can't be compared with Adobe's");
    } else if (ahead > CLOCK_TOLERANCE || ahead < -CLOCK_TOLERANCE) {
        snprintf(finding.text, sizeof finding.text, "%lld s %s Adobe's",
                 (long long)(ahead > 0 ? ahead : -ahead), ahead > 0 ? "ahead of" : "behind");
        snprintf(finding.next, sizeof finding.next, "set it: timedatectl set-ntp true");
        finding.verdict = VERDICT_FAILED;
        finding.status = STATUS_IO;
    }
    add(doctor, &finding);
}

/* Which parts of the jail hold, and which don't. */
static void check_jail(struct doctor *doctor)
{
    char parts[JAILED_SIZE];
    struct finding finding = found("jail", VERDICT_NONE, "not known");
    struct buffer held = BUFFER(JAILED_SIZE), lacking = BUFFER(JAILED_SIZE);

    fault_sanitise(parts, sizeof parts, doctor->probe.answer.jail);
    if (parts[0] != '\0') {
        jailed_parts(&held, parts, false);
        jailed_parts(&lacking, parts, true);
        snprintf(finding.text, sizeof finding.text, "in check: %.480s", buffer_string(&held));
        finding.verdict = VERDICT_OK;
    }
    if (lacking.length > 0) {
        finding.verdict = VERDICT_NONE;
        snprintf(finding.next, sizeof finding.next,
                 "not in check: %.400s, as this kernel or this build has no means for it, or "
                 "(writes) what is said here goes into a file",
                 buffer_string(&lacking));
    }
    add(doctor, &finding);
    buffer_clear(&held);
    buffer_clear(&lacking);
}

static void knock(struct doctor *doctor)
{
    struct adobe_call call = { .call = "probe",
                               .deadline = DEADLINE,
                               .endpoint = PROFILE_IMS_URL };
    struct context *context = doctor->context;

    if (doctor->store_status == STATUS_OK &&
        profile_find(&context->profile, context->store, NULL, context->options.profile, NULL,
                     NULL) == STATUS_OK)
        call.endpoint = context->profile.endpoint;
    doctor->probe_status = adobe_ask(&call, NULL, &doctor->probe, &doctor->fault);
    doctor->report.subject = "";
}

static void (*const checks[])(struct doctor *doctor) = {
    check_programs, check_paths,       check_unlock,   check_audit, check_memory,
    check_proxy,    check_authorities, knock,          check_adobe, check_clock,
    check_jail,     check_libraries,   check_profiles,
};

enum status command_doctor(struct context *context)
{
    struct doctor doctor = {
        .context = context,
        .report = { .out = &context->out, .style = style_for(STDOUT_FILENO), .subject = "" },
        .probe = ADOBE_REPLY
    };
    enum status status;
    size_t i;

    context->prints_always = true;
    if (context->options.json)
        doctor.report.json = json_array();
    doctor.store_status = context_open(context, false);
    for (i = 0; i < sizeof checks / sizeof checks[0]; i++)
        checks[i](&doctor);
    status = doctor.report.fault.status;
    report_end(&doctor.report, DOCTOR_FORMAT, "doctor",
               json_pack("{s:b}", "healthy", status == STATUS_OK));
    adobe_reply_clear(&doctor.probe);
    context->fault = (struct fault){ 0 };
    if (status == STATUS_OK)
        return status;
    return fault_set(&context->fault, STATUS_IO, 0, "not everything is as it should be", NULL);
}
