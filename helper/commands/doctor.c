/* doctor.c: `doctor` looks at everything that must be right for the rest to work. It goes
 * through all of it, whatever it finds. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <sodium.h>

#include "helper/commands.h"
#include "helper/commands/doctor.h"
#include "helper/say/protection.h"
#include "helper/say/say.h"
#include "protocol/secret.h"
#include "store/audit/audit.h"
#include "store/folder.h"

enum { DOCTOR_FORMAT = 1 };

struct finding doctor_found(const char *name, enum verdict verdict, const char *text)
{
    struct finding finding = { .name = name, .verdict = verdict };

    fault_sanitise(finding.text, sizeof finding.text, text);
    return finding;
}

void doctor_fail(struct doctor *doctor, const char *name, const char *next)
{
    struct finding finding = { .name = name,
                               .verdict = VERDICT_FAILED,
                               .status = doctor->fault.status };

    say_sentence(finding.text, sizeof finding.text, &doctor->fault);
    snprintf(finding.next, sizeof finding.next, "%s", next);
    report_add(&doctor->report, &finding);
}

void doctor_add(struct doctor *doctor, const struct finding *finding)
{
    report_add(&doctor->report, finding);
}

static void check_programs(struct doctor *doctor)
{
    struct finding finding = doctor_found("programs", VERDICT_OK, "");
    char path[PATH_MAX];

    if (paths_program(path, ADOBE_PROGRAM, &doctor->fault) != STATUS_OK ||
        access(path, X_OK) != 0) {
        fault_set(&doctor->fault, STATUS_IO, errno, path, NULL);
        doctor_fail(doctor, "programs", "install workfront-credential again, whole");
        return;
    }
    snprintf(finding.text, sizeof finding.text, PACKAGE_VERSION ", with %.400s", path);
    doctor_add(doctor, &finding);
}

static void check_libraries(struct doctor *doctor)
{
    struct finding finding = doctor_found("libraries", VERDICT_OK, "");
    const char *curl = doctor->probe.answer.libraries;
    char foreign[256];

    fault_sanitise(foreign, sizeof foreign, curl != NULL ? curl : "libcurl not known");
    snprintf(finding.text, sizeof finding.text, "libsodium %s, jansson %s, %s",
             sodium_version_string(), jansson_version_str(), foreign);
    doctor_add(doctor, &finding);
}

static void check_memory(struct doctor *doctor)
{
    struct finding finding = doctor_found("memory", VERDICT_OK, "secrets are locked into RAM");

    if (!secret_is_locked()) {
        finding = doctor_found("memory", VERDICT_NONE, "secrets may reach the swap");
        snprintf(finding.next, sizeof finding.next,
                 "allow more locked memory: ulimit -l, or LimitMEMLOCK= in a unit");
    }
    doctor_add(doctor, &finding);
}

/* Whether nobody else can have touched it. What isn't there yet is fine. */
static void check_path(struct doctor *doctor, const char *name, const char *path, mode_t type,
                       bool root_will_do, mode_t forbidden)
{
    struct finding finding = doctor_found(name, VERDICT_OK, path);
    char next[600] = "is the folder above it yours?";
    struct stat found;
    int error = lstat(path, &found) == 0 ? 0 : errno;
    enum cause flaw = error == 0 ? flaw_of(&found, type, root_will_do, forbidden) : CAUSE_NONE;

    doctor->fault = (struct fault){ 0 };
    if (error == ENOENT) {
        finding.verdict = VERDICT_NONE;
        snprintf(finding.text, sizeof finding.text, "%.480s: not there yet", path);
    } else if (error != 0) {
        fault_set(&doctor->fault, STATUS_IO, error, path, NULL);
    } else if (flaw != CAUSE_NONE) {
        fault_because(&doctor->fault, STATUS_UNSAFE, flaw, path, NULL);
        say_hint_of(next, sizeof next, &doctor->fault, NULL);
    }
    if (doctor->fault.status != STATUS_OK)
        doctor_fail(doctor, name, next);
    else
        doctor_add(doctor, &finding);
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
        check_path(doctor, "key", path, S_IFREG, false, FLAW_OTHERS);
        return;
    }
    fault_set(&doctor->fault, STATUS_IO, ENOENT, path, NULL);
    doctor_fail(doctor, "key",
                "bring it back from where it was moved or saved; without it the store can't "
                "be opened: if it is lost for good, move the store's folder away and run "
                "setup again");
}

static void check_paths(struct doctor *doctor)
{
    const struct paths *paths = &doctor->context->paths;

    check_path(doctor, "store", paths->store, S_IFDIR, false, FLAW_OTHERS);
    check_key(doctor);
    check_path(doctor, "config", paths->config, S_IFREG, true, FLAW_OTHERS_WRITE);
}

/* What opened the store, and against whom that protects. */
static void unlock_found(struct finding *finding, struct context *context)
{
    const struct unlock_module *module = unlock_module_find(store_unlocked_by(context->store));
    struct store_options options = context_store_options(context);
    char by[PROTECTION_SIZE];

    protection_opened_by(by, context->store, &options);
    snprintf(finding->text, sizeof finding->text, "the store opens, by %s: %s", by,
             protection_of(module));
}

static void check_unlock(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct finding finding = doctor_found("unlock", VERDICT_OK, "");

    doctor->fault = context->fault;
    if (doctor->store_status == STATUS_OK)
        unlock_found(&finding, context);
    else if (doctor->store_status == STATUS_NO_STORE)
        finding = doctor_found("unlock", VERDICT_NONE, "there is no store yet: run setup");
    else {
        doctor_fail(doctor, "unlock",
                    "is what the unlock lines of the configuration name at "
                    "hand?");
        return;
    }
    doctor_add(doctor, &finding);
}

/* Whether the log is as it was written, and can be written to. */
static enum status audit_judge(struct doctor *doctor, struct audit_verdict *verdict)
{
    struct store *store = doctor->context->store;
    struct audit_limits limits;
    enum status status = store_audit_verify(store, verdict, &doctor->fault);

    if (status == STATUS_OK && verdict->flaw != AUDIT_WHOLE)
        return fault_set(&doctor->fault, STATUS_DAMAGED, 0, "the audit log", "it isn't whole");
    audit_log_limits(&limits);
    return status == STATUS_OK ? store_audit_rehearse(store, &limits, &doctor->fault) : status;
}

static void check_audit(struct doctor *doctor)
{
    struct finding finding =
        doctor_found("audit", VERDICT_NONE, "nothing is recorded: audit = no");
    struct audit_verdict verdict = { .first = 0 };
    enum status status = STATUS_OK;

    if (doctor->store_status != STATUS_OK)
        return;
    if (doctor->context->settings.audit != SETTINGS_AUDIT_NO) {
        status = audit_judge(doctor, &verdict);
        finding = doctor_found("audit", VERDICT_OK, "no record yet");
    }
    if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
        doctor_fail(doctor, "audit",
                    "workfront-credential audit verify; then, if you know why: "
                    "workfront-credential audit acknowledge");
        return;
    }
    if (verdict.last > 0)
        snprintf(finding.text, sizeof finding.text,
                 "records %lld to %lld are whole, and more can be added",
                 (long long)verdict.first, (long long)verdict.last);
    doctor_add(doctor, &finding);
}

static void check_profile(struct doctor *doctor, const char *name)
{
    struct context *context = doctor->context;

    doctor->fault = (struct fault){ 0 };
    if (profile_load(&context->profile, context->store, name, &doctor->fault) != STATUS_OK)
        doctor_fail(doctor, "profile", "record it again: setup --profile … --from FILE");
}

static void check_profiles(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    struct finding finding = doctor_found("profiles", VERDICT_OK, "");
    size_t i;

    if (doctor->store_status != STATUS_OK)
        return;
    profile_names(&names, &text, context->store, PROFILE_ALL, NULL);
    for (i = 0; i < names.count; i++)
        check_profile(doctor, names.item[i]);
    snprintf(finding.text, sizeof finding.text, "%zu recorded", names.count);
    doctor_add(doctor, &finding);
    buffer_clear(&text);
}

static void (*const checks[])(struct doctor *doctor) = {
    check_programs,
    check_paths,
    check_unlock,
    check_audit,
    check_memory,
    doctor_check_proxy,
    doctor_check_authorities,
    doctor_knock,
    doctor_check_adobe,
    doctor_check_clock,
    doctor_check_jail,
    check_libraries,
    check_profiles,
    doctor_check_git,
};

enum status command_doctor(struct context *context)
{
    struct doctor doctor = {
        .context = context,
        .report = { .out = &context->out, .style = style_for(STDOUT_FILENO), .subject = "" },
        .probe = NETWORK_REPLY
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
    network_reply_clear(&doctor.probe);
    context->fault = (struct fault){ 0 };
    if (status == STATUS_OK)
        return status;
    return fault_set(&context->fault, STATUS_IO, 0, "not everything is as it should be", NULL);
}
