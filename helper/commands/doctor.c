/* doctor.c: `doctor` looks at everything that must be right for the rest to work. It goes
 * through all of it, whatever it finds. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>
#include <sodium.h>

#include "helper/broker_file.h"
#include "helper/commands.h"
#include "helper/commands/doctor.h"
#include "helper/mending.h"
#include "helper/say/protection.h"
#include "helper/say/say.h"
#include "helper/token/fleet_token.h"
#include "helper/token/rotation_run.h"
#include "protocol/secret.h"
#include "store/audit/audit.h"
#include "store/folder.h"

enum { DOCTOR_FORMAT = 1 };

static void check_programs(struct doctor *doctor)
{
    char path[PATH_MAX];

    if (paths_program(path, ADOBE_PROGRAM, &doctor->fault) == STATUS_OK &&
        access(path, X_OK) == 0) {
        report_say(&doctor->report, "programs", VERDICT_OK, NULL, PACKAGE_VERSION ", with %s",
                   path);
        return;
    }
    fault_set(&doctor->fault, STATUS_IO, errno, path, NULL);
    report_fault(&doctor->report, "programs", &doctor->fault,
                 "install workfront-credential again, whole");
}

static void check_libraries(struct doctor *doctor)
{
    const char *curl = doctor->probe.answer.libraries;

    report_say(&doctor->report, "libraries", VERDICT_OK, NULL, "libsodium %s, jansson %s, %s",
               sodium_version_string(), jansson_version_str(),
               curl != NULL ? curl : "libcurl not known");
}

static void check_memory(struct doctor *doctor)
{
    if (secret_is_locked())
        report_say(&doctor->report, "memory", VERDICT_OK, NULL, "secrets are locked into RAM");
    else
        report_say(&doctor->report, "memory", VERDICT_NONE,
                   "allow more locked memory: ulimit -l, or LimitMEMLOCK= in a unit",
                   "secrets may reach the swap");
}

/* With the hint of an owner or mode that is wrong, or of a system call that failed, else with
 * `next`. */
static void report_fault_hinted(struct doctor *doctor, const char *name, struct fault *fault,
                                const char *next)
{
    char hint[600] = "";

    mending_suggest(&doctor->context->paths, fault);
    if (fault->status == STATUS_UNSAFE || fault->status == STATUS_IO)
        say_hint_of(hint, sizeof hint, fault, NULL);
    report_fault(&doctor->report, name, fault, hint[0] != '\0' ? hint : next);
}

/* Whether nobody else can have touched it. What isn't there yet is fine. */
static void check_path(struct doctor *doctor, const char *name, const char *path, mode_t type,
                       bool root_will_do, mode_t forbidden)
{
    struct fault *fault = &doctor->fault;
    struct stat found;
    int error = lstat(path, &found) == 0 ? 0 : errno;
    enum cause flaw = error == 0 ? flaw_of(&found, type, root_will_do, forbidden) : CAUSE_NONE;

    if (error == ENOENT) {
        report_say(&doctor->report, name, VERDICT_NONE, NULL, "%s: not there yet", path);
        return;
    }
    if (error == 0 && flaw == CAUSE_NONE) {
        report_say(&doctor->report, name, VERDICT_OK, NULL, "%s", path);
        return;
    }
    if (error != 0)
        fault_set(fault, STATUS_IO, error, path, NULL);
    else
        fault_because(fault, STATUS_UNSAFE, flaw, path, NULL);
    report_fault_hinted(doctor, name, fault, "is the folder above it yours?");
}

/* Looks into the folder too. */
static void check_store(struct doctor *doctor)
{
    const struct paths *paths = &doctor->context->paths;

    if (mending_judge_store(paths, &doctor->fault) == STATUS_OK)
        check_path(doctor, "store", paths->store, S_IFDIR, false, FLAW_OTHERS);
    else
        report_fault_hinted(doctor, "store", &doctor->fault, "");
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
    report_fault(&doctor->report, "key", &doctor->fault,
                 "bring it back from where it was moved or saved; without it the store can't "
                 "be opened: if it is lost for good, move the store's folder away and run "
                 "setup again");
}

static void check_paths(struct doctor *doctor)
{
    const struct paths *paths = &doctor->context->paths;

    check_store(doctor);
    check_key(doctor);
    check_path(doctor, "config", paths->config, S_IFREG, true, FLAW_OTHERS_WRITE);
}

/* What opened the store, and against whom that protects. */
static void check_unlock(struct doctor *doctor)
{
    const struct store *store = doctor->context->store;
    struct store_options options = context_store_options(doctor->context);
    char by[PROTECTION_SIZE];

    if (doctor->store_status == STATUS_NO_STORE) {
        report_say(&doctor->report, "unlock", VERDICT_NONE, NULL,
                   "there is no store yet: run setup");
    } else if (doctor->store_status != STATUS_OK) {
        report_fault_hinted(
            doctor, "unlock", &doctor->context->fault,
            "see that what the unlock lines of the configuration name is there");
    } else {
        protection_opened_by(by, store, &options);
        report_say(&doctor->report, "unlock", VERDICT_OK, NULL, "the store opens, by %s: %s",
                   by, protection_of(unlock_module_find(store_unlocked_by(store))));
    }
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
    struct audit_verdict verdict = { .first = 0 };
    bool is_off = doctor->context->settings.audit == SETTINGS_AUDIT_NO;
    enum status status;

    if (doctor->store_status != STATUS_OK)
        return;
    status = is_off ? STATUS_OK : audit_judge(doctor, &verdict);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        report_fault_hinted(doctor, "audit", &doctor->fault,
                            "workfront-credential audit verify; then, if you know why: "
                            "workfront-credential audit acknowledge");
    else if (is_off)
        report_say(&doctor->report, "audit", VERDICT_NONE, NULL,
                   "nothing is recorded: audit = no");
    else if (verdict.last == 0)
        report_say(&doctor->report, "audit", VERDICT_OK, NULL, "no record yet");
    else
        report_say(&doctor->report, "audit", VERDICT_OK, NULL,
                   "records %lld to %lld are whole, and more can be added",
                   (long long)verdict.first, (long long)verdict.last);
}

/* Where no broker has a policy there is nothing to tell. */
static void check_broker(struct doctor *doctor)
{
    static struct broker_rules rules = { .text = BUFFER(BROKER_RULES_MAX) };

    if (access(broker_file_path, F_OK) != 0)
        return;
    if (broker_file_read(&rules, broker_file_path, &doctor->fault) == STATUS_OK)
        report_say(&doctor->report, "broker", VERDICT_OK, NULL, "%s: %zu lines allow or deny",
                   broker_file_path, rules.rules);
    else
        report_fault(&doctor->report, "broker", &doctor->fault,
                     "the broker goes on with the policy of before, if it runs");
    broker_rules_clear(&rules);
}

/* A fleet's cache is asked; one that is empty is nothing for a minter, which fills it. */
static void check_engine(struct doctor *doctor, struct fleet *fleet)
{
    static const char renew[] = "on a minter: workfront-credential fleet renew";
    struct fleet_note note = FLEET_NOTE;
    int64_t claimed = 0;

    if (fleet_token_look(fleet, &note, &claimed, &doctor->fault) != STATUS_OK)
        report_fault(&doctor->report, "fleet", &doctor->fault, "");
    else if (note.access_token == NULL)
        report_say(&doctor->report, "fleet", VERDICT_NONE, renew,
                   "%s answers, and holds no token that can be used", fleet_place(fleet));
    else
        report_say(&doctor->report, "fleet", VERDICT_OK, NULL,
                   "%s holds a token, generation %lld", fleet_place(fleet),
                   (long long)note.generation);
    if (fleet->state.newest_epoch > fleet->key->epoch)
        report_say(&doctor->report, "fleet", VERDICT_FAILED, "fleet join with the new key",
                   "the key here is of a former epoch");
    fleet_note_clear(&note);
}

/* Where the configuration names no cache there is nothing to tell. */
static void check_fleet(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct fleet fleet = FLEET;

    if (doctor->store_status != STATUS_OK ||
        context->settings.fleet.engine == SETTINGS_ENGINE_NO)
        return;
    if (fleet_open(&fleet, context->store, &context->settings.fleet, &doctor->fault) ==
        STATUS_OK) {
        fleet.is_asked_for = true;
        check_engine(doctor, &fleet);
    } else {
        report_fault(&doctor->report, "fleet", &doctor->fault, "fleet join, or fleet = no");
    }
    fleet_clear(&fleet);
}

static void check_secret(struct doctor *doctor)
{
    struct context *context = doctor->context;
    char notice[ROTATION_NOTICE_SIZE], next[128];

    if (!rotation_notice(notice, &context->profile, context->settings.rotate_warn))
        return;
    snprintf(next, sizeof next, "workfront-credential rotate --profile %s",
             context->profile.name);
    report_say(&doctor->report, "secret", VERDICT_NONE, next, "%s", notice);
}

static void check_profile(struct doctor *doctor, const char *name)
{
    struct context *context = doctor->context;

    if (profile_load(&context->profile, context->store, name, &doctor->fault) != STATUS_OK)
        report_fault(&doctor->report, "profile", &doctor->fault,
                     "record it again: setup --profile … --from FILE");
    else
        check_secret(doctor);
}

static void check_profiles(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names = { .count = 0 };
    size_t i;

    if (doctor->store_status != STATUS_OK)
        return;
    profile_names(&names, &text, context->store, PROFILE_ALL, NULL);
    for (i = 0; i < names.count; i++)
        check_profile(doctor, names.item[i]);
    report_say(&doctor->report, "profiles", VERDICT_OK, NULL, "%zu recorded", names.count);
    buffer_clear(&text);
}

static void (*const checks[])(struct doctor *doctor) = {
    check_programs,  check_paths,        check_unlock,       check_audit,
    check_broker,    check_memory,       doctor_check_proxy, doctor_check_authorities,
    doctor_knock,    doctor_check_adobe, doctor_check_clock, doctor_check_jail,
    check_libraries, check_profiles,     check_fleet,        doctor_check_git,
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
