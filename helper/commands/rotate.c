/* rotate.c: `rotate`, which replaces the client secret at Adobe and here, a step a run. */
#include <stdio.h>
#include <string.h>

#include "helper/commands.h"
#include "helper/rotate/rotate.h"
#include "helper/say/prompt.h"
#include "helper/say/say.h"
#include "helper/token/exchange.h"
#include "helper/token/fleet/fleet_renewal.h"
#include "protocol/clock.h"
#include "protocol/identifiers.h"

enum { REVOKE_TIME = 10000 /* milliseconds */ };

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
    if (status == STATUS_OK && options->from != NULL && !options->manual &&
        !context->settings.rotate_manual)
        status = fault_set(&context->fault, STATUS_USAGE, 0, "--from", "goes with --manual");
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

/* Others of a fleet get another one in its place, before they publish it again. What this store
 * has seen of the fleet may have changed since the rotation began. */
static void replace_in_fleet(const struct context *context, const char *former)
{
    const struct renewal renewal = { .store = context->store, .profile = &context->profile };
    struct fleet fleet = FLEET;
    struct fault fault = { 0 };
    enum fleet_renewed renewed;

    if (fleet_open_for(&fleet, context->store, &context->settings.fleet, context->profile.name,
                       NULL) == STATUS_OK &&
        fleet.mints) {
        fleet_token_bury(&fleet, former);
        if (fleet_token_withdraw(&fleet, &fault) != STATUS_OK)
            say_warning_because("the fleet's cache may still hold the token", &fault);
        fleet_renew(&fleet, &renewal, &renewed, &fault);
    }
    fleet_clear(&fleet);
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
    replace_in_fleet(context, former);
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
    rotate->is_by_hand = is_idle ? rotator->run.is_manual && rotator->run.drop == NULL
                                 : rotator->rotation.is_manual;
    status = take_ids(rotate, !rotate->is_by_hand);
    if (status != STATUS_OK)
        return status;
    if (context->options.dry_run) {
        rotator->run.verdict = ROTATION_NOT_DUE;
        return rotator_list(rotator);
    }
    if (rotate->is_by_hand && is_idle)
        status = rotate_take_secret(rotate);
    else if (rotate->is_by_hand && rotator->rotation.state == ROTATION_ADDED)
        status = rotate_compare_secret(rotate);
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
    status = rotate_judge(rotate, status);
    rotate_put(rotate);
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
