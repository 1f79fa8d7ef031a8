/* verify_rules.c: what the answers mean, and what to do about them. */
#include "helper/account/verify_rules.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "helper/account/verify_text.h"
#include "helper/say/say.h"
#include "helper/say/times.h"

/* What the network program relayed is foreign text. */
static const char *clean_text(char out[256], const char *text)
{
    fault_sanitise(out, 256, text != NULL && *text != '\0' ? text : "(not told)");
    return out;
}

void verify_rules_token(struct report *report, const struct profile *profile,
                        const struct token *token, size_t secret, bool is_new)
{
    char until[FORMAT_TIME_SIZE], left[FORMAT_TIME_SIZE], by[64] = "";
    int64_t now = moment_now().wall;

    format_time_utc(until, token_expiry(token, moment_now()));
    format_time_relative(left, now + token_left(token, moment_now()), now);
    if (secret < profile->client_secret.count)
        snprintf(by, sizeof by, " by secret %zu of %zu", secret + 1,
                 profile->client_secret.count);
    report_say(report, "token", VERDICT_OK, NULL, "issued%s%s, good until %s (%s)",
               is_new ? "" : " earlier", by, until, left);
}

/* Of the store, the system and the network program the words are elsewhere. */
static void words_of(struct finding *found, const struct profile *profile,
                     const struct fault *fault)
{
    if (verify_text_token(found, profile, fault))
        return;
    say_sentence(found->text, sizeof found->text, fault);
    say_hint_of(found->next, sizeof found->next, fault, profile->name);
}

void verify_rules_no_token(struct report *report, const struct profile *profile,
                           const struct fault *fault)
{
    struct finding found = { "token", VERDICT_FAILED, .status = fault->status };

    words_of(&found, profile, fault);
    report_add(report, &found);
}

/* "", or which of two. */
static void which_secret(char out[32], const struct profile *profile, size_t index)
{
    out[0] = '\0';
    if (profile->client_secret.count > 1)
        snprintf(out, 32, "%zu of %zu ", index + 1, profile->client_secret.count);
}

/* One of two that is refused does no harm while the other works. */
static void secret_failed(struct report *report, const struct profile *profile, size_t index,
                          const struct fault *why, bool other_works)
{
    static const char drop[] =
        "the other one works; setup --from with the Console's JSON drops this one";
    struct finding found = { "secret", other_works ? VERDICT_NONE : VERDICT_FAILED,
                             .status = why->status };
    char which[32], text[sizeof found.text];

    which_secret(which, profile, index);
    words_of(&found, profile, why);
    snprintf(text, sizeof text, "%s", found.text);
    if (why->status == STATUS_REFUSED && why->cause == CAUSE_CLIENT)
        snprintf(found.text, sizeof found.text, "%srefused: %.400s", which, why->detail);
    else
        snprintf(found.text, sizeof found.text, "%s%.400s", which, text);
    if (other_works)
        snprintf(found.next, sizeof found.next, "%s", profile->rotation == NULL ? drop : "");
    report_add(report, &found);
}

void verify_rules_secrets(struct report *report, const struct profile *profile,
                          const struct secret_trial *trial, size_t proved,
                          const struct fault *fault)
{
    size_t count = profile->client_secret.count, i;
    bool works = fault->status == STATUS_OK, is_told = works;
    char which[32];

    for (i = 0; i < count && i < SECRETS_MAX; i++) {
        which_secret(which, profile, i);
        if (trial[i].is_tried && trial[i].fault.status != STATUS_OK) {
            secret_failed(report, profile, i, &trial[i].fault, works);
            is_told = true;
        } else if (trial[i].is_tried || (i == proved && count > 1)) {
            report_say(report, "secret", VERDICT_OK, NULL, "%sworks: Adobe gave a token for it",
                       which);
        }
    }
    if (!is_told)
        report_fault(report, "secret", fault, "");
}

static void check_session(struct report *report, const struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;
    struct finding found = { .name = "session", .verdict = VERDICT_FAILED };

    if (answer->session_user_id != NULL) {
        report_say(report, "session", VERDICT_OK, NULL, "the token is accepted, as user %.64s",
                   answer->session_user_id);
        return;
    }
    found.status = session_status(account);
    verify_text_session(&found, account);
    report_add(report, &found);
}

static bool is_same_user(const struct adobe_answer *answer)
{
    return answer->user_id != NULL && answer->session_user_id != NULL &&
           strcmp(answer->user_id, answer->session_user_id) == 0;
}

static bool is_asked_for(const struct adobe_answer *answer, const char *email)
{
    return email == NULL ||
           (answer->user_email != NULL && strcasecmp(answer->user_email, email) == 0);
}

static enum user_trouble user_trouble(const struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;

    if (account->status != STATUS_OK)
        return answer->error != NULL && strcmp(answer->error, "no-such-user") == 0
                   ? USER_ABSENT
                   : USER_UNKNOWN;
    if (!is_asked_for(answer, account->profile->technical_account_email))
        return USER_UNKNOWN;
    if (!is_same_user(answer))
        return USER_ANOTHER;
    return answer->user_is_active ? USER_FINE : USER_INACTIVE;
}

static void check_user(struct report *report, const struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;
    struct finding found = { .name = "user", .verdict = VERDICT_FAILED };
    enum user_trouble trouble = user_trouble(account);
    char name[256], email[256];
    bool has_name;

    if (answer->session_user_id == NULL)
        return;
    if (trouble == USER_FINE) {
        clean_text(email, answer->user_email);
        has_name = strcmp(clean_text(name, answer->user_name), email) != 0;
        report_say(report, "user", VERDICT_OK, NULL,
                   "%.160s%s%.160s, active; one of %lld technical accounts", email,
                   has_name ? ", " : "", has_name ? name : "", (long long)answer->candidates);
    } else {
        found.status = account->status != STATUS_OK ? account->status : STATUS_ACCOUNT;
        verify_text_user(&found, account, trouble);
        report_add(report, &found);
    }
}

static void check_access(struct report *report, const struct account *account)
{
    const struct adobe_answer *answer = &account->user.answer;
    bool is_admin = answer->user_is_admin || answer->session_is_admin;
    struct finding found = { .name = "access", .verdict = VERDICT_OK };
    char level[256];

    if (account->status != STATUS_OK || answer->user_id == NULL)
        return;
    snprintf(found.text, sizeof found.text, "access level %.120s, %s",
             clean_text(level, answer->access_level),
             is_admin ? "administrator" : "not an administrator");
    if (!is_admin && account->require_admin) {
        found.verdict = VERDICT_FAILED;
        found.status = STATUS_ACCOUNT;
        verify_text_access(&found, account);
    }
    report_add(report, &found);
}

/* One entry of the network program's answer: a name and a verdict that we know, or nothing. */
static void check_family(struct report *report, const struct account *account,
                         const char *entry)
{
    char name[16], verdict[16];
    struct finding found = { .name = name };
    long status = 0;

    if (sscanf(entry, "%15[a-z] %15[a-z] %ld", name, verdict, &status) != 3)
        return;
    found.verdict = strcmp(verdict, "reachable") == 0 ? VERDICT_OK : VERDICT_NONE;
    if (verify_text_family(&found, account, verdict))
        report_add(report, &found);
}

static void check_families(struct report *report, const struct account *account)
{
    const struct string_list *family = &account->families.answer.family;
    size_t i;

    if (account->families_status == STATUS_OK)
        for (i = 0; i < family->count; i++)
            check_family(report, account, family->item[i]);
    else if (account->status == STATUS_OK)
        report_say(report, "families", VERDICT_NONE, NULL,
                   "the families of the API weren't asked: %s",
                   status_name(account->families_status));
}

static void (*const rows[])(struct report *report, const struct account *account) = {
    check_session,
    check_user,
    check_access,
    check_families,
};

enum status verify_rules_account(struct report *report, const struct account *account)
{
    struct fault before = report->fault;
    enum status status;
    size_t i;

    report->fault = (struct fault){ 0 };
    report_about(report, account->host);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        rows[i](report, account);
    status = report->fault.status;
    if (before.status != STATUS_OK)
        report->fault = before;
    return status;
}
