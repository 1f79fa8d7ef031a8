/* rotate.c: `rotate`, which replaces the client secret at Adobe and here, a step a run. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/say/fields.h"
#include "helper/say/prompt.h"
#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/setup/credential_import.h"
#include "helper/token/exchange.h"
#include "helper/token/fleet/fleet_renewal.h"
#include "helper/token/fleet/fleet_rotation.h"
#include "helper/token/rotation/rotation_run.h"
#include "protocol/identifiers.h"

enum { ROTATE_FORMAT = 1, REVOKE_TIME = 10000 /* milliseconds */ };

/* Each verdict: its word in JSON, what becomes of the run, and why. */
static const struct {
    const char *name;
    enum status status;
    enum cause cause;
} verdicts[ROTATION_VERDICTS] = {
    [ROTATION_FAILED] = { "failed", STATUS_INTERNAL, CAUSE_NONE },
    [ROTATION_NOT_DUE] = { "not-due", STATUS_OK, CAUSE_NONE },
    [ROTATION_FINISHED] = { "rotated", STATUS_OK, CAUSE_NONE },
    [ROTATION_WAITS] = { "waits", STATUS_OK, CAUSE_NONE },
    [ROTATION_IN_USE] = { "in-use", STATUS_OK, CAUSE_NONE },
    [ROTATION_LONG_IN_USE] = { "in-use", STATUS_UNREACHABLE, CAUSE_ROTATION_IN_USE },
    [ROTATION_AWAITS] = { "awaits", STATUS_OK, CAUSE_NONE },
    [ROTATION_LONG_AWAITS] = { "awaits", STATUS_UNREACHABLE, CAUSE_ROTATION_AWAITS },
    [ROTATION_MAY_BE_LOST] = { "may-be-lost", STATUS_OK, CAUSE_NONE },
    [ROTATION_CHOICE] = { "choice", STATUS_UNSUITABLE, CAUSE_ROTATION_CHOICE },
    [ROTATION_OURS] = { "ours", STATUS_UNSUITABLE, CAUSE_ROTATION_OURS },
    [ROTATION_DROPPED] = { "dropped", STATUS_OK, CAUSE_NONE },
    [ROTATION_NOT_TAKEN] = { "not-taken", STATUS_UNREACHABLE, CAUSE_ROTATION_UNTAKEN },
    [ROTATION_VANISHED] = { "vanished", STATUS_UNEXPECTED, CAUSE_ROTATION_GONE },
    [ROTATION_ABORTED] = { "aborted", STATUS_OK, CAUSE_NONE },
    [ROTATION_TOO_LATE] = { "too-late", STATUS_UNSUITABLE, CAUSE_ROTATION_LATE },
    [ROTATION_STRANGE] = { "strange", STATUS_UNEXPECTED, CAUSE_ROTATION_STRANGE },
    [ROTATION_OLD_WORKS] = { "old-works", STATUS_OK, CAUSE_NONE },
};

/* A command at work. */
struct rotate {
    struct context *context;
    struct rotator rotator;
    struct fleet_rotation others;
    struct string_list behind; /* which of the fleet's minters are waited for, */
    struct buffer names;       /* and its bytes */
    struct buffer secret;      /* that a person gave */
    struct token former;       /* --now: what was kept before */
    int64_t older_than;        /* seconds; 0 = any */
};

static enum status option_span(struct context *context, const char *name, const char *text,
                               int64_t *seconds)
{
    if (text == NULL || record_span(text, seconds))
        return STATUS_OK;
    return fault_set(&context->fault, STATUS_USAGE, 0, name, "takes a time, as 25h or 90d");
}

static enum status read_options(struct rotate *rotate)
{
    struct context *context = rotate->context;
    const struct options *options = &context->options;
    struct rotation_run *run = &rotate->rotator.run;
    enum status status =
        option_span(context, "--if-older-than", options->if_older_than, &rotate->older_than);

    run->grace = context->settings.rotate_grace;
    if (status == STATUS_OK)
        status = option_span(context, "--grace", options->grace, &run->grace);
    if (status == STATUS_OK && options->now && options->grace != NULL)
        status = fault_set(&context->fault, STATUS_USAGE, 0, "--now", "is a grace of nothing");
    if (status == STATUS_OK && options->drop != NULL &&
        !identifier_is_valid(IDENTIFIER_UUID, options->drop))
        status = fault_set(&context->fault, STATUS_USAGE, 0, "--drop",
                           "takes a uuid, as --dry-run lists them");
    run->is_leak = options->now;
    run->aborts = options->abort;
    run->drop = options->drop;
    return status;
}

static enum status record_ids(struct context *context, const char *org, const char *credential)
{
    struct profile *profile = &context->profile, next = PROFILE;
    struct store_lock lock = STORE_UNLOCKED;
    char name[sizeof profile->name];
    enum status status = store_lock(context->store, STORE_TOKEN, profile->name, STORE_LOCK_WAIT,
                                    &lock, &context->fault);

    snprintf(name, sizeof name, "%s", profile->name);
    if (status == STATUS_OK)
        status = profile_load(&next, context->store, name, &context->fault);
    if (status == STATUS_OK && !profile_has_same_secrets(&next, profile))
        status =
            fault_because(&context->fault, STATUS_BUSY, CAUSE_ROTATION_CHANGED, name, NULL);
    next.console_org = org;
    next.console_credential = credential;
    if (status == STATUS_OK)
        status = profile_save(&next, context->store, &context->fault);
    profile_clear(&next);
    store_unlock(&lock);
    return status == STATUS_OK ? profile_load(profile, context->store, name, &context->fault)
                               : status;
}

/* First those of the page whose address was given; then, where they are needed and there are
 * none, those that Adobe tells. */
static enum status take_ids(struct rotate *rotate, bool are_needed)
{
    struct context *context = rotate->context;
    const struct profile *profile = &context->profile;
    const char *url = context->options.console_url;
    bool is_known = profile->console_org != NULL && profile->console_credential != NULL;
    char org[ROTATION_ID_SIZE], credential[ROTATION_ID_SIZE];
    enum status status = STATUS_OK;

    if (are_needed ? is_known : url == NULL)
        return STATUS_OK;
    if (url == NULL)
        status = rotator_find_ids(&rotate->rotator, org, credential);
    else if (!rotation_ids_from_page(org, credential, url))
        status = fault_set(&context->fault, STATUS_USAGE, 0, "--console-url",
                           "takes the address of the credential's page: "
                           "https://developer.adobe.com/console/projects/.../credentials/...");
    return status == STATUS_OK ? record_ids(context, org, credential) : status;
}

/* ## By hand */

static bool is_secret(const char *text)
{
    return strlen(text) >= 8 && strlen(text) <= 512 &&
           identifier_is_valid(IDENTIFIER_SECRET, text);
}

/* From the Console's download: the one of its secrets that isn't recorded. */
static enum status take_secret_from_file(struct rotate *rotate)
{
    struct context *context = rotate->context;
    struct buffer bytes = BUFFER(ADOBE_PAYLOAD_MAX);
    struct network_reply reply = NETWORK_REPLY;
    const struct credential_import import = { .label = context->options.from };
    enum status status = import_read(context->options.from, &bytes, &context->fault);
    size_t i;

    if (status == STATUS_OK)
        status = import_bytes(&import, &bytes, &reply, &context->fault);
    for (i = 0; status == STATUS_OK && i < reply.answer.client_secret.count; i++) {
        const char *secret = reply.answer.client_secret.item[i];

        if (rotate->secret.length == 0 && is_secret(secret) &&
            strcmp(reply.answer.client_id, context->profile.client_id) == 0 &&
            !string_list_contain(&context->profile.client_secret, secret))
            buffer_text(&rotate->secret, secret);
    }
    network_reply_clear(&reply);
    buffer_clear(&bytes);
    return status;
}

static enum status ask_for_secret(struct rotate *rotate)
{
    static const struct prompt prompt = { .style = CONVERSATION_SECRET,
                                          .prompt = "New client secret: ",
                                          .right = "  8 to 512 characters without blanks.\n",
                                          .is_right = is_secret };
    struct context *context = rotate->context;

    prompt_tell(&context->conversation,
                "In the Developer Console open the project and its OAuth Server-to-Server\n"
                "credential, choose Add new client secret, and copy what appears.\n\n");
    return prompt_ask(&context->conversation, &prompt, &rotate->secret, &context->fault);
}

static enum status obtain_secret(struct rotate *rotate)
{
    enum status status = rotate->context->options.from != NULL ? take_secret_from_file(rotate)
                                                               : ask_for_secret(rotate);

    if (status == STATUS_OK && rotate->secret.length > 0 &&
        !string_list_contain(&rotate->context->profile.client_secret,
                             buffer_string(&rotate->secret)))
        rotate->rotator.given = buffer_string(&rotate->secret);
    return status;
}

/* ## Words */

static void put_time(struct buffer *out, const char *before, int64_t at)
{
    char utc[FORMAT_TIME_SIZE];

    format_time_utc(utc, at);
    buffer_format(out, "%s%s", before, utc);
}

/* What a verdict is told by: `text`, the profile's name (the secret's, of one that was dropped)
 * where there is `after`, and a time where there is `until` or `used`. */
static const struct {
    enum rotation_verdict verdict;
    const char *text, *after, *until, *used, *end;
} verdict_texts[] = {
    { ROTATION_FINISHED, "rotated: profile ", " has a new secret; the former one is deleted\n",
      NULL, NULL, "" },
    { ROTATION_WAITS, "rotated: profile ", " has a new secret, and it is proved\n",
      "next: the former one is deleted by the first rotate after ", NULL,
      " that finds it unused\n" },
    { ROTATION_IN_USE, "waits: the former secret of profile ",
      " is still used, by another machine or by somebody who shouldn't have it;", NULL,
      " last at ", "\n" },
    { ROTATION_AWAITS,
      "waits: the fleet's other minters are to take the new secret of profile ",
      " before the former one is deleted\n", NULL, NULL, "" },
    { ROTATION_MAY_BE_LOST, "waits: Adobe has a secret that may be one whose answer was lost; ",
      NULL, "after ", NULL, " rotate removes it, if nobody uses it\n" },
    { ROTATION_DROPPED, "deleted: the secret ", "\n", NULL, NULL, "" },
    { ROTATION_ABORTED, "aborted: profile ", " keeps its former secret\n", NULL, NULL, "" },
    { ROTATION_OLD_WORKS,
      "next: in the Developer Console delete the former client secret, the older one of the "
      "two; then rotate --manual, once more\n",
      NULL, NULL, NULL, "" },
};

static void put_verdict_row(struct rotate *rotate, size_t row)
{
    struct buffer *out = &rotate->context->out;
    const struct rotation_run *run = &rotate->rotator.run;

    buffer_text(out, verdict_texts[row].text);
    if (verdict_texts[row].after != NULL)
        buffer_format(out, "%s%s",
                      run->verdict == ROTATION_DROPPED ? run->drop
                                                       : rotate->context->profile.name,
                      verdict_texts[row].after);
    if (verdict_texts[row].until != NULL)
        put_time(out, verdict_texts[row].until, run->until);
    if (verdict_texts[row].used != NULL)
        put_time(out, verdict_texts[row].used, run->used_at);
    buffer_text(out, verdict_texts[row].end);
}

static void put_verdict(struct rotate *rotate)
{
    size_t i;

    for (i = 0; i < sizeof verdict_texts / sizeof verdict_texts[0]; i++)
        if (verdict_texts[i].verdict == rotate->rotator.run.verdict)
            put_verdict_row(rotate, i);
    for (i = 0; i < rotate->behind.count; i++)
        buffer_format(&rotate->context->out, "not yet: minter %s\n", rotate->behind.item[i]);
}

static json_t *list_json(const struct rotator *rotator)
{
    const struct rotation_run *run = &rotator->run;
    json_t *list = json_array();
    size_t i;

    for (i = 0; i < run->count; i++)
        json_array_append_new(list, json_pack("{s:s, s:I, s:I, s:b}", "uuid", run->list[i].uuid,
                                              "created_at", (json_int_t)run->list[i].created_at,
                                              "last_used_at", (json_int_t)run->list[i].used_at,
                                              "in_use_here",
                                              strcmp(run->list[i].uuid, run->ours) == 0));
    return list;
}

static void put_list(struct buffer *out, const struct rotator *rotator)
{
    const struct rotation_run *run = &rotator->run;
    size_t i;

    for (i = 0; i < run->count; i++) {
        const struct rotation_secret *secret = &run->list[i];

        buffer_text(out, secret->uuid);
        put_time(out, "  created ", secret->created_at);
        if (secret->used_at != 0)
            put_time(out, "  last used ", secret->used_at);
        else
            buffer_text(out, "  not used yet");
        buffer_text(out, strcmp(secret->uuid, run->ours) == 0 ? "  in use here\n" : "\n");
    }
}

/* What the run came to, as the fault that main() tells. */
static enum status verdict_fault(struct rotate *rotate, enum status status)
{
    struct context *context = rotate->context;
    const struct rotation_run *run = &rotate->rotator.run;
    char used[FORMAT_TIME_SIZE];
    const char *detail = run->verdict == ROTATION_LONG_IN_USE ? used : NULL;

    if (run->verdict == ROTATION_LONG_AWAITS)
        detail = rotate->behind.count > 0 ? rotate->behind.item[0] : "the cache fails";
    if (status != STATUS_OK || verdicts[run->verdict].status == STATUS_OK)
        return status;
    format_time_utc(used, run->used_at);
    return fault_because(
        &context->fault, verdicts[run->verdict].status, verdicts[run->verdict].cause,
        run->verdict == ROTATION_OURS ? run->drop : context->profile.name, detail);
}

static void put_result(struct rotate *rotate)
{
    struct context *context = rotate->context;
    const struct rotator *rotator = &rotate->rotator;
    const char *state = rotation_state_name(rotator->rotation.state);

    context->prints_always = context->options.json;
    if (context->options.json)
        json_print(&context->out, ROTATE_FORMAT, "rotate",
                   json_pack("{s:s, s:s, s:s?, s:I, s:I, s:o, s:o}", "profile",
                             context->profile.name, "result",
                             verdicts[rotator->run.verdict].name, "state", state, "until",
                             (json_int_t)rotator->run.until, "last_used_at",
                             (json_int_t)rotator->run.used_at, "secrets", list_json(rotator),
                             "awaited", json_words(&rotate->behind)));
    else if (context->options.dry_run)
        put_list(&context->out, rotator);
    else if (!context->options.quiet)
        put_verdict(rotate);
}

/* ## The run */

/* For a leak: what is kept may have leaked, too, unless it was asked for with a secret that
 * came first already. */
static void load_former(struct rotate *rotate)
{
    const struct profile *profile = &rotate->context->profile;

    if (token_load(&rotate->former, rotate->context->store, profile->name, NULL) == STATUS_OK &&
        rotate->rotator.rotation.state >= ROTATION_PROVED &&
        rotate->former.issued_at >= profile->secret_at)
        token_clear(&rotate->former);
}

/* Others of a fleet get another one in its place, before they publish it again. */
static void replace_in_fleet(struct rotate *rotate)
{
    const struct context *context = rotate->context;
    struct fleet *fleet = &rotate->others.fleet;
    const struct renewal renewal = { .store = context->store, .profile = &context->profile };
    struct fault fault = { 0 };
    enum fleet_renewed renewed;

    if (!rotate->others.is_shared)
        return;
    fleet_token_bury(fleet, rotate->former.access_token);
    if (fleet_token_withdraw(fleet, &fault) != STATUS_OK)
        say_warning_because("the fleet's cache may still hold the token", &fault);
    fleet_renew(fleet, &renewal, &renewed, &fault);
}

/* With the lock of the token, as nobody shall get it from here any more. */
static void revoke_former(struct rotate *rotate)
{
    struct context *context = rotate->context;
    const char *name = context->profile.name, *former = rotate->former.access_token;
    struct exchange exchange = { .profile = &context->profile };
    struct store_lock lock = STORE_UNLOCKED;
    struct token kept = TOKEN;
    struct fault fault = { 0 };
    enum status status =
        store_lock(context->store, STORE_TOKEN, name, STORE_LOCK_WAIT, &lock, &fault);
    bool is_locked = status == STATUS_OK;

    exchange.end = clock_milliseconds() + REVOKE_TIME;
    if (is_locked)
        status = exchange_revoke(&exchange, former, &fault);
    if (status != STATUS_OK)
        say_warning("the token that was kept before couldn't be revoked");
    if (is_locked && token_load(&kept, context->store, name, NULL) == STATUS_OK &&
        strcmp(kept.access_token, former) == 0)
        store_delete(context->store, STORE_TOKEN, name, NULL);
    token_clear(&kept);
    store_unlock(&lock);
    replace_in_fleet(rotate);
}

/* Whatever became of the rest, once the new secret comes first. */
static void end_leak(struct rotate *rotate)
{
    if (rotate->rotator.run.verdict != ROTATION_FINISHED &&
        rotation_state_from_name(rotate->context->profile.rotation) < ROTATION_PROVED)
        return;
    if (rotate->former.access_token != NULL)
        revoke_former(rotate);
    say_warning("tokens that were handed out elsewhere may work for up to 24 hours more");
}

/* The fleet's other minters are given what is proved, whatever became of the rest. */
static enum status run_with_others(struct rotate *rotate)
{
    struct context *context = rotate->context;
    struct fleet_rotation *others = &rotate->others;
    enum status status =
        fleet_rotation_begin(others, context->store, &context->settings.fleet,
                             &context->profile, &context->options.without, &context->fault);

    if (status != STATUS_OK)
        return status;
    rotate->rotator.run.is_awaited = fleet_rotation_awaits(others, &context->profile);
    if (rotate->rotator.run.is_leak)
        load_former(rotate);
    status = rotator_run(&rotate->rotator);
    fleet_rotation_end(others, &context->profile);
    if (rotate->rotator.run.is_leak)
        end_leak(rotate);
    if (others->is_shared && rotate->rotator.rotation.state >= ROTATION_PROVED)
        fleet_rotation_behind(&rotate->behind, &rotate->names, &others->fleet, &others->minters,
                              &context->profile);
    return status;
}

static enum status rotate_profile(struct rotate *rotate)
{
    struct context *context = rotate->context;
    struct rotator *rotator = &rotate->rotator;
    struct profile *profile = &context->profile;
    bool is_idle = rotator->rotation.state == ROTATION_IDLE;
    enum status status = STATUS_OK;

    rotator->run.is_manual = context->options.manual || context->settings.rotate_manual;
    rotator->run.is_due =
        moment_now().wall - profile->secret_at >= rotate->older_than && !rotator->run.aborts;
    if (is_idle && !rotator->run.is_due && rotator->run.drop == NULL &&
        !context->options.dry_run && context->options.without.count == 0) {
        rotator->run.verdict = ROTATION_NOT_DUE;
        return STATUS_OK;
    }
    status = take_ids(rotate, !(is_idle ? rotator->run.is_manual && rotator->run.drop == NULL
                                        : rotator->rotation.is_manual));
    if (status != STATUS_OK)
        return status;
    if (context->options.dry_run) {
        rotator->run.verdict = ROTATION_NOT_DUE;
        return rotator_list(rotator);
    }
    if (is_idle && rotator->run.is_manual && rotator->run.drop == NULL)
        status = obtain_secret(rotate);
    if (status == STATUS_OK)
        status = run_with_others(rotate);
    if (rotator->has_told_secret)
        say_warning("the new secret could not be kept; the next run removes it");
    return status;
}

static enum status rotate_locked(struct rotate *rotate)
{
    struct context *context = rotate->context;
    char name[PROFILE_NAME_MAX + 1];
    enum status status;

    snprintf(name, sizeof name, "%s", context->profile.name);
    status = profile_load(&context->profile, context->store, name, &context->fault);
    if (status == STATUS_OK)
        status = take_ids(rotate, false);
    if (status == STATUS_OK)
        status = rotator_load(&rotate->rotator);
    if (status == STATUS_OK)
        status = rotate_profile(rotate);
    status = verdict_fault(rotate, status);
    put_result(rotate);
    return status;
}

enum status command_rotate(struct context *context)
{
    struct rotate rotate = { .context = context,
                             .rotator = ROTATOR(context),
                             .others = FLEET_ROTATION,
                             .names = BUFFER(STORE_RECORD_MAX),
                             .secret = BUFFER(INQUIRY_MAX),
                             .former = TOKEN };
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = context_open(context, false);

    context->audited.is_nothing = true; /* each step is recorded by itself */
    if (status == STATUS_OK)
        status = read_options(&rotate);
    if (status == STATUS_OK)
        status = context_find_own_profile(context, NULL);
    if (status == STATUS_OK)
        status = store_lock(context->store, STORE_PROFILE, context->profile.name, 0, &lock,
                            &context->fault);
    if (status == STATUS_BUSY)
        status = fault_because(&context->fault, status, CAUSE_ROTATION_BUSY,
                               context->profile.name, NULL);
    if (status == STATUS_OK)
        status = rotate_locked(&rotate);
    store_unlock(&lock);
    rotator_clear(&rotate.rotator);
    fleet_rotation_clear(&rotate.others);
    buffer_clear(&rotate.names);
    token_clear(&rotate.former);
    buffer_clear(&rotate.secret);
    return status;
}
