/* fleet_secret.c: publishing a secret, and taking one. */
#include "helper/token/fleet/fleet_secret.h"

#include <stdio.h>
#include <string.h>

#include "helper/audit_log.h"
#include "helper/say/say.h"
#include "helper/token/exchange.h"
#include "helper/token/fleet/fleet_profile.h"
#include "helper/token/fleet/fleet_value.h"
#include "protocol/clock.h"

enum { TIMEOUT = 15000 /* milliseconds */ };

/* What the engine holds, into an empty note that stays empty where that can't be used. */
static enum status read_secret(struct fleet *fleet, const struct profile *profile,
                               struct fleet_note *note, int64_t *claimed, struct fault *fault)
{
    char name[FLEET_NAME_SIZE];
    const struct fleet_call call = { .call = FLEET_READ, .name = name };
    struct engine_reply reply = ENGINE_REPLY;
    const char *why = NULL;
    enum status status;

    fleet_key_name(name, fleet->key, FLEET_SECRET, FLEET_SECRET_NAME);
    status = fleet_call_make(fleet, &call, &reply, fault);
    *claimed = status == STATUS_OK ? reply.answer.generation : 0;
    if (status == STATUS_OK && fleet_value_open(fleet, FLEET_SECRET, &reply.answer, note)) {
        if (!fleet_profile_fits(profile, note, true))
            why = "it is of another credential";
        else if (!fleet_seen_admits(&fleet->state.secret, note->generation, note->issued_at))
            why = "it is older than what was there";
    }
    engine_reply_clear(&reply);
    if (why != NULL) {
        fleet_value_refuse(fleet, STATUS_DAMAGED, why);
        fleet_note_clear(note);
    }
    return status;
}

static bool was_seen(const struct fleet *fleet, const struct fleet_note *note)
{
    const struct fleet_seen *seen = &fleet->state.secret;

    return note->generation == seen->generation &&
           (note->issued_at <= seen->made_at || seen->made_at == 0);
}

static void remember_secret(struct fleet *fleet, const struct fleet_note *note)
{
    if (note->generation == fleet->state.secret.generation &&
        note->issued_at == fleet->state.secret.made_at)
        return;
    fleet_seen_take(&fleet->state.secret, note->generation, note->issued_at);
    fleet_remember(fleet);
}

/* ## Publishing */

static enum status publish_secret(struct fleet *fleet, const struct profile *profile,
                                  int64_t claimed, struct fault *fault)
{
    char name[FLEET_NAME_SIZE];
    struct engine_reply reply = ENGINE_REPLY;
    struct fleet_note note = FLEET_NOTE;
    struct fleet_call call = { .call = FLEET_WRITE,
                               .name = name,
                               .seen = claimed,
                               .generation = fleet->state.secret.generation + 1,
                               .ttl = FLEET_SECRET_LIFE * 1000ll };
    enum status status;

    fleet_profile_describe(&note, profile);
    note.issued_at = profile->secret_at;
    note.expires_at = moment_now().wall + FLEET_SECRET_LIFE;
    note.client_secret = profile->client_secret.item[0];
    note.secret_uuid = profile->rotation_new;
    fleet_key_name(name, fleet->key, FLEET_SECRET, FLEET_SECRET_NAME);
    status = fleet_value_put(fleet, fleet->key, FLEET_SECRET, &note, &call, &reply, fault);
    if (status == STATUS_OK && reply.answer.late)
        status = fault_because(fault, STATUS_BUSY, CAUSE_FLEET_BUSY, profile->name, NULL);
    if (status == STATUS_OK)
        remember_secret(fleet, &note);
    engine_reply_clear(&reply);
    return status;
}

enum status fleet_secret_publish(struct fleet *fleet, const struct profile *profile,
                                 struct fault *fault)
{
    struct fleet_note note = FLEET_NOTE;
    int64_t claimed;
    enum status status = read_secret(fleet, profile, &note, &claimed, fault);
    bool is_there = note.client_secret != NULL;
    bool is_ours = is_there &&
                   strcmp(note.client_secret, profile->client_secret.item[0]) == 0 &&
                   note.expires_at - moment_now().wall > FLEET_SECRET_LIFE / 2;
    bool is_later = is_there && note.issued_at > profile->secret_at;

    if (is_there && note.generation < FLEET_GENERATION_MAX)
        remember_secret(fleet, &note);
    fleet_note_clear(&note);
    return status != STATUS_OK || is_ours || is_later
               ? status
               : publish_secret(fleet, profile, claimed, fault);
}

/* ## Taking */

/* Whether the profile does without it for good. */
static bool is_needless(const struct fleet *fleet, const struct profile *profile,
                        const struct fleet_note *note)
{
    return strcmp(profile->client_secret.item[0], note->client_secret) == 0 ||
           was_seen(fleet, note) || profile->secret_at > note->issued_at;
}

static void audit_secret(const struct fleet *fleet, const struct fleet_note *note,
                         enum status outcome)
{
    char detail[32];
    const struct audit_note told = { .event = AUDIT_EVENT_ROTATE,
                                     .outcome = outcome,
                                     .profile = fleet->membership.profile,
                                     .detail = detail };

    snprintf(detail, sizeof detail, "take %.8s",
             note->secret_uuid != NULL ? note->secret_uuid : "");
    audit_log_take(fleet->store, &told, NULL);
}

static enum status prove_secret(const struct profile *profile, const struct fleet_note *note,
                                struct token *token, struct fault *fault)
{
    struct profile alone = *profile;
    struct exchange exchange = { .profile = &alone, .end = clock_milliseconds() + TIMEOUT };

    alone.client_secret = (struct string_list){ { note->client_secret }, 1 };
    return exchange_token(&exchange, token, fault);
}

/* Twice, so that the generation before has it too. Tokens stay bound to what they were. */
static enum status record_secret(struct fleet *fleet, struct profile *profile,
                                 const struct fleet_note *note, bool insists,
                                 struct fault *fault)
{
    char binding[STORE_FINGERPRINT_SIZE];
    const char *first = profile->client_secret.item[0];
    bool keeps = !insists && strcmp(first, note->client_secret) != 0;
    enum status status;

    token_binding(binding, profile, fleet->store);
    profile_forget_rotation(profile);
    profile->binding = binding;
    profile->client_secret =
        (struct string_list){ { note->client_secret, first }, keeps ? 2 : 1 };
    profile->secret_uuid = note->secret_uuid;
    profile->secret_at = moment_now().wall;
    store_delete(fleet->store, STORE_STATE, profile->name, NULL);
    status = profile_save(profile, fleet->store, fault);
    if (status == STATUS_OK)
        status = profile_save(profile, fleet->store, fault);
    profile->binding = NULL;
    return status;
}

/* Tries one that was found. */
static enum fleet_secret_taken try_note(struct fleet *fleet, struct profile *profile,
                                        const struct fleet_note *note, bool insists,
                                        struct token *token)
{
    struct fault fault = { 0 };
    enum status status = audit_log_can_append(fleet->store, &fault);

    if (status == STATUS_OK)
        status = prove_secret(profile, note, token, &fault);
    if (status == STATUS_REFUSED) {
        say_warning("profile %s: Adobe doesn't take the secret that the fleet has for it",
                    profile->name);
        audit_secret(fleet, note, status);
        return FLEET_SECRET_REFUSED;
    }
    if (status == STATUS_OK)
        status = record_secret(fleet, profile, note, insists, &fault);
    if (status != STATUS_OK) {
        say_warning_because("the fleet's new secret isn't recorded", &fault);
        return FLEET_SECRET_FAILED;
    }
    audit_secret(fleet, note, STATUS_OK);
    remember_secret(fleet, note);
    return FLEET_SECRET_TAKEN;
}

enum fleet_secret_taken fleet_secret_take(struct fleet *fleet, bool insists,
                                          struct token *token)
{
    struct profile profile = PROFILE;
    struct fleet_note note = FLEET_NOTE;
    struct fault fault = { 0 };
    enum fleet_secret_taken taken = FLEET_SECRET_NONE;
    int64_t claimed;
    enum status status =
        profile_load(&profile, fleet->store, fleet->membership.profile, &fault);

    if (status == STATUS_OK)
        status = read_secret(fleet, &profile, &note, &claimed, &fault);
    if (status != STATUS_OK)
        taken = FLEET_SECRET_FAILED;
    else if (note.client_secret == NULL || (!insists && profile.rotation != NULL))
        taken = FLEET_SECRET_NONE;
    else if (insists || !is_needless(fleet, &profile, &note))
        taken = try_note(fleet, &profile, &note, insists, token);
    else
        remember_secret(fleet, &note);
    fleet_note_clear(&note);
    profile_clear(&profile);
    return taken;
}
