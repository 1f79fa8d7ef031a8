/* fleet.c: `fleet`: what a store has to do with others that share its tokens. */
#include "helper/commands/fleet.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/commands.h"
#include "helper/say/say.h"
#include "helper/token/fleet/fleet_rotation.h"

static struct store_lock changing = STORE_UNLOCKED;

enum status fleet_command_lock(struct context *context, bool create)
{
    enum status status = context_open(context, create);

    return status != STATUS_OK ? status
                               : store_lock(context->store, STORE_FLEET, FLEET_RECORD,
                                            STORE_LOCK_WAIT, &changing, &context->fault);
}

enum status fleet_command_open(struct context *context, struct fleet *fleet)
{
    enum status status = context_open(context, false);

    if (status == STATUS_OK && context->settings.fleet.engine == SETTINGS_ENGINE_NO)
        return fault_because(&context->fault, STATUS_USAGE, CAUSE_FLEET_OFF, "fleet", NULL);
    if (status == STATUS_OK)
        status = fleet_open(fleet, context->store, &context->settings.fleet, &context->fault);
    fleet->is_asked_for = true;
    if (status == STATUS_OK)
        snprintf(context->audited.profile, sizeof context->audited.profile, "%s",
                 fleet->membership.profile);
    return status;
}

static enum status only_reads(struct context *context)
{
    return fault_because(&context->fault, STATUS_UNSUITABLE, CAUSE_FLEET_READS, "fleet", NULL);
}

/* Two keys: one that is given out, and one that only minters have. */
static enum status key_print(struct context *context, struct fleet *fleet)
{
    const char *role = context->options.role;
    bool mints = role != NULL && strcmp(role, "minter") == 0;
    enum status status;

    if (role == NULL || (!mints && strcmp(role, "reader") != 0))
        return fault_set(&context->fault, STATUS_USAGE, 0, "--role", "takes reader or minter");
    if (!context->options.show && isatty(STDOUT_FILENO) != 0)
        return fault_set(&context->fault, STATUS_USAGE, 0, "standard output",
                         "is a terminal, where the key could be read and stay. Put it into a "
                         "pipe or a file (or add --show)");
    status = fleet_command_open(context, fleet);
    if (status == STATUS_OK && mints && !fleet->key->mints)
        return only_reads(context);
    if (status == STATUS_OK) {
        fleet_key_write(&context->out, fleet->key, mints);
        buffer_text(&context->out, "\n");
        context->audited.is_nothing = false;
        snprintf(context->audited.detail, sizeof context->audited.detail, "key %s", role);
    }
    return status;
}

static void say_renewed(struct context *context, const struct fleet *fleet,
                        enum fleet_renewed renewed)
{
    static const char *const words[] = {
        [FLEET_RENEWED_NOT] = "nothing to do: the token is young, here and in the cache",
        [FLEET_RENEWED_TAKEN] = "taken: a token that a minter of the fleet published",
        [FLEET_RENEWED_PUBLISHED] = "published again: the cache hadn't the present token",
        [FLEET_RENEWED_MINTED] = "renewed and published",
        [FLEET_RENEWED_ALONE] = "renewed, and not published",
    };

    if (!context->options.quiet)
        buffer_format(&context->out, "%s (generation %lld)\n", words[renewed],
                      (long long)fleet->state.token.generation);
}

/* A minter learns which secret there is, tells which it uses, and is renewed in between. */
static enum status renew_minter(struct context *context, struct fleet *fleet,
                                const struct renewal *renewal, enum fleet_renewed *renewed)
{
    struct profile *profile = &context->profile;
    const char *name = fleet->membership.profile;
    struct fault fault = { 0 };
    enum status status = profile_load(profile, context->store, name, &context->fault);

    if (status == STATUS_OK) {
        fleet_rotation_share(fleet, profile);
        status = profile_load(profile, context->store, name, &context->fault);
    }
    if (status == STATUS_OK)
        status = fleet_renew(fleet, renewal, renewed, &context->fault);
    if (status == STATUS_OK)
        status = profile_load(profile, context->store, name, &context->fault);
    if (status == STATUS_OK && fleet->state.broken_at == 0 &&
        fleet_rotation_tell(fleet, profile, &fault) != STATUS_OK)
        say_detail_because("the other minters aren't told", &fault);
    return status;
}

enum status fleet_command_renew(struct context *context, struct fleet *fleet)
{
    const struct renewal renewal = { .store = context->store, .profile = &context->profile };
    enum fleet_renewed renewed;
    enum status status = fleet->mints ? renew_minter(context, fleet, &renewal, &renewed)
                                      : fleet_renew(fleet, &renewal, &renewed, &context->fault);

    if (status != STATUS_OK)
        return status;
    say_renewed(context, fleet, renewed);
    context->prints_always = true;
    return renewed != FLEET_RENEWED_ALONE
               ? STATUS_OK
               : fault_because(&context->fault, STATUS_UNREACHABLE, CAUSE_ENGINE_GONE,
                               fleet_place(fleet), "what was renewed isn't published");
}

static enum status renew_token(struct context *context, struct fleet *fleet)
{
    enum status status = fleet_command_open(context, fleet);

    return status == STATUS_OK ? fleet_command_renew(context, fleet) : status;
}

/* The former key's tokens go from the engine with it. */
static enum status rekey_finish(struct context *context, struct fleet *fleet)
{
    struct fleet_key *key = fleet->key;
    enum status status;

    if (fleet->former == NULL)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--finish",
                         "comes after fleet rekey, when all others have the new key");
    fleet->key = fleet->former;
    fleet->former = NULL;
    status = fleet_token_withdraw(fleet, &context->fault);
    fleet_key_free(fleet->key);
    fleet->key = key;
    if (status == STATUS_OK)
        status = fleet_save(fleet, &context->fault);
    if (status == STATUS_OK)
        buffer_format(&context->out,
                      "only the key of epoch %u is good from now on; who hasn't got it is out "
                      "when the token that it has ends\n",
                      fleet->key->epoch);
    return status;
}

static enum status rekey_fleet(struct context *context, struct fleet *fleet)
{
    enum status status = fleet_command_lock(context, false);

    if (status == STATUS_OK)
        status = fleet_command_open(context, fleet);
    if (status != STATUS_OK || !fleet->mints)
        return status != STATUS_OK ? status : only_reads(context);
    if (context->options.finish)
        return rekey_finish(context, fleet);
    if (fleet->former != NULL)
        return fault_set(&context->fault, STATUS_USAGE, 0, "fleet rekey",
                         "is under way: fleet rekey --finish ends it");
    fleet->former = fleet->key;
    if ((fleet->key = fleet_key_make(fleet->former)) == NULL)
        return fault_set(&context->fault, STATUS_NO_MEMORY, 0, "fleet", NULL);
    status = fleet_save(fleet, &context->fault);
    if (status != STATUS_OK)
        return status;
    buffer_format(&context->out,
                  "the fleet has a new key, of epoch %u; the former one is good "
                  "until fleet rekey --finish\n",
                  fleet->key->epoch);
    say_hint("give it to the others: workfront-credential fleet key --role minter, and --role "
             "reader; there: fleet join --key FILE");
    context->prints_always = true;
    return fleet_command_renew(context, fleet);
}

static enum status leave_fleet(struct context *context, struct fleet *fleet)
{
    enum status status = fleet_command_lock(context, false);

    if (status == STATUS_OK)
        status = fleet_command_open(context, fleet);
    if (status == STATUS_OK && fleet->mints &&
        fleet_rotation_leave(fleet, &context->fault) != STATUS_OK)
        say_warning("the others aren't told: the next rotation needs --without %s",
                    fleet->membership.node);
    if (status == STATUS_UNSUITABLE)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = fleet_forget(fleet, &context->fault);
    if (status == STATUS_OK && !context->options.quiet)
        buffer_text(&context->out,
                    "this store belongs to no fleet any more; its key is good for others\n");
    return status;
}

static const struct {
    const char *name;
    enum status (*run)(struct context *context, struct fleet *fleet);
    bool decides; /* what the audit log records */
} verbs[] = {
    { "create", fleet_command_create, true },
    { "key", key_print, false },
    { "join", fleet_command_join, true },
    { "renew", renew_token, false },
    { "status", fleet_command_status, false },
    { "rekey", rekey_fleet, true },
    { "leave", leave_fleet, true },
};

enum status command_fleet(struct context *context)
{
    const char *verb = context->options.arguments[0];
    struct fleet fleet = FLEET;
    enum status status;
    size_t i;

    context->audited.is_nothing = true;
    if (verb != NULL && context->options.arguments_count > 1)
        return fault_set(&context->fault, STATUS_USAGE, 0, context->options.arguments[1],
                         "isn't expected there");
    for (i = 0; verb != NULL && i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i].name, verb) != 0)
            continue;
        context->audited.is_nothing = !verbs[i].decides;
        snprintf(context->audited.detail, sizeof context->audited.detail, "%s", verb);
        status = verbs[i].run(context, &fleet);
        store_unlock(&changing);
        fleet_clear(&fleet);
        return status;
    }
    return fault_set(&context->fault, STATUS_USAGE, 0, verb != NULL ? verb : "fleet",
                     verb != NULL ? "isn't create, key, join, renew, status, rekey or leave"
                                  : "needs create, key, join, renew, status, rekey or leave");
}
