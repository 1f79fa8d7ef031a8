/* doctor.c: `doctor` looks at everything that must be right for the rest to work. It goes
 * through all of it, whatever it finds. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
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
#include "helper/token/answer.h"
#include "helper/token/broker_client.h"
#include "helper/token/fleet/fleet_token.h"
#include "protocol/secret.h"
#include "store/audit/audit.h"
#include "store/folder.h"
#include "store/unlock/unlock.h"

enum { DOCTOR_FORMAT = 1, BROKER_GROUPS = 1024 };

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

void doctor_report_fault(struct doctor *doctor, const char *name, struct fault *fault,
                         const char *next)
{
    char hint[sizeof doctor->report.given] = "";

    mending_suggest(&doctor->context->paths, fault);
    say_hint_of(hint, sizeof hint, fault, NULL);
    if (hint[0] == '\0')
        snprintf(hint, sizeof hint, "%s", next);
    report_fault(&doctor->report, name, fault, hint);
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
    doctor_report_fault(doctor, name, fault, "is the folder above it yours?");
}

/* Looks into the folder too. */
static void check_store(struct doctor *doctor)
{
    const struct paths *paths = &doctor->context->paths;

    if (mending_judge_store(paths, &doctor->fault) == STATUS_OK)
        check_path(doctor, "store", paths->store, S_IFDIR, false, FLAW_OTHERS);
    else
        doctor_report_fault(doctor, "store", &doctor->fault, "");
}

/* Whether the fault is that the key in the file of that path opens nothing. */
static bool is_other_key(const struct fault *fault, const char *path)
{
    struct fault named;

    fault_set(&named, STATUS_LOCKED, 0, path, NULL);
    return fault->cause == CAUSE_KEY && strcmp(fault->subject, named.subject) == 0;
}

/* A store that doesn't open for its key's sake, as far as that is a file. */
static bool key_is_wrong(struct doctor *doctor, const char *path)
{
    static const char lost[] =
        "bring it back from where it was moved or saved; without it the store can't be opened: "
        "if it is lost for good, move the store's folder away and run setup again";
    const struct fault *why = &doctor->context->fault;

    if (doctor->store_status != STATUS_LOCKED)
        return false;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        fault_set(&doctor->fault, STATUS_IO, ENOENT, path, NULL);
    else if (is_other_key(why, path))
        fault_because(&doctor->fault, STATUS_LOCKED, CAUSE_KEY, path, NULL);
    else
        return false;
    doctor->has_key_fault = true;
    doctor_report_fault(doctor, "key", &doctor->fault, lost);
    return true;
}

/* Only where a line of the unlock stack reads one. */
static void check_key(struct doctor *doctor)
{
    struct store_options options = context_store_options(doctor->context);
    char path[PATH_MAX];

    if (caches_key_file(path, &options) && !key_is_wrong(doctor, path))
        check_path(doctor, "key", path, S_IFREG, false, FLAW_OTHERS);
}

/* The last one to be found is the configuration. */
static bool lacks_place(const struct doctor *doctor)
{
    return doctor->context->paths.config[0] == '\0';
}

static void check_paths(struct doctor *doctor)
{
    const struct paths *paths = &doctor->context->paths;

    if (lacks_place(doctor)) {
        doctor_report_fault(doctor, paths->store[0] == '\0' ? "store" : "config",
                            &doctor->context->fault, "");
        return;
    }
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

    if (lacks_place(doctor))
        return;
    if (doctor->store_status == STATUS_NO_STORE) {
        report_say(&doctor->report, "unlock", VERDICT_NONE, NULL, "there is no store%s",
                   doctor->context->broker != NULL ? "; a broker is asked" : " yet: run setup");
    } else if (doctor->store_status != STATUS_OK) {
        doctor_report_fault(
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
    return status == STATUS_OK ? store_audit_can_append(store, &limits, &doctor->fault)
                               : status;
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
        doctor_report_fault(doctor, "audit", &doctor->fault,
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

/* What the policy gives to whoever runs this, by the broker's standard socket. */
static void broker_line(char text[160], const struct broker_rules *rules)
{
    static gid_t groups[BROKER_GROUPS];
    int count = getgroups(BROKER_GROUPS, groups);
    const struct broker_caller caller = { .uid = geteuid(),
                                          .gid = getegid(),
                                          .group = groups,
                                          .groups = count > 0 ? (size_t)count : 0,
                                          .socket = BROKER_MAIN };
    const struct broker_rule *rule = broker_rules_decide(rules, &caller, NULL, -1).rule;

    if (rule == NULL)
        snprintf(text, 160, "none is for uid %lu", (unsigned long)caller.uid);
    else
        snprintf(text, 160, "line %u %s uid %lu%s%.80s", rule->line,
                 rule->is_allowed ? "gives" : "denies", (unsigned long)caller.uid,
                 rule->is_allowed ? " the profile " : "",
                 rule->is_allowed ? rule->profile : "");
}

/* As `token` asks it, for what `token` would get, where one is asked at all. */
static void check_asked_broker(struct doctor *doctor)
{
    struct context *context = doctor->context;
    struct token token = TOKEN;
    struct credential credential = { .token = NULL };
    char host[HOST_SIZE];
    enum status status;

    if (context->broker == NULL)
        return;
    status = answer_host_option(context, host);
    if (status == STATUS_OK)
        status = broker_obtain(context, text_or_null(host), NULL, &token, &credential);
    if (status == STATUS_OK)
        report_say(&doctor->report, "broker", VERDICT_OK, NULL, "%s gives a token for %s",
                   context->broker, credential.host);
    else
        doctor_report_fault(doctor, "broker", &context->fault,
                            "name another broker with --broker, or none");
    token_clear(&token);
}

/* Where no broker has a policy there is nothing to tell. */
static void check_broker(struct doctor *doctor)
{
    static struct broker_rules rules; /* large, and empty in the file */
    char line[160];

    if (access(broker_file_path, F_OK) != 0)
        return;
    rules.text = (struct buffer)BUFFER(BROKER_RULES_MAX);
    if (broker_file_read(&rules, broker_file_path, &doctor->fault) == STATUS_OK) {
        broker_line(line, &rules);
        report_say(&doctor->report, "broker", VERDICT_OK, NULL,
                   "%s: %zu lines allow or deny; %s", broker_file_path, rules.rules, line);
    } else if (doctor->fault.system_error == EACCES) {
        report_say(&doctor->report, "broker", VERDICT_NONE,
                   "ask as root, or as who runs the broker: workfront-credential doctor",
                   "%s can't be read by you", broker_file_path);
    } else {
        report_fault(&doctor->report, "broker", &doctor->fault,
                     "the broker goes on with the policy of before, if it runs");
    }
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

static void (*const checks[])(struct doctor *doctor) = {
    check_programs,     check_paths,        check_unlock,       check_audit,
    check_broker,       check_memory,       doctor_check_proxy, doctor_check_authorities,
    doctor_knock,       doctor_check_adobe, doctor_check_clock, doctor_check_jail,
    check_asked_broker, check_libraries,    doctor_check_host,  doctor_check_profiles,
    check_fleet,        doctor_check_git,
};

enum status command_doctor(struct context *context)
{
    struct doctor doctor = { .context = context,
                             .report = { .out = &context->out,
                                         .style = style_for(STDOUT_FILENO),
                                         .subject = "",
                                         .is_brief = true },
                             .probe = NETWORK_REPLY };
    enum status status;
    size_t i;

    context->prints_always = true;
    if (context->options.json)
        doctor.report.json = json_array();
    doctor.store_status = context_open(context, false);
    if (context->is_configured)
        context->broker = broker_instead(context, doctor.store_status);
    for (i = 0; i < sizeof checks / sizeof checks[0]; i++)
        checks[i](&doctor);
    status = doctor.report.has_failed ? STATUS_IO : STATUS_OK;
    context->is_reported = doctor.report.has_failed;
    report_end(&doctor.report, DOCTOR_FORMAT, "doctor",
               json_pack("{s:b}", "healthy", status == STATUS_OK));
    network_reply_clear(&doctor.probe);
    context->fault = (struct fault){ 0 };
    if (status == STATUS_OK)
        return status;
    return fault_set(&context->fault, STATUS_IO, 0, "not everything is as it should be", NULL);
}
