/* fleet.c: membership, what is remembered of the engine, and calls to it. */
#include "helper/token/fleet/fleet.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "helper/token/stored.h"

static const struct record_rule rules[] = {
    RECORD_RULE(fleet_membership, key, TEXT),
    RECORD_RULE(fleet_membership, former, TEXT),
    RECORD_RULE(fleet_membership, password, TEXT),
    RECORD_RULE(fleet_membership, origin, TEXT),
    RECORD_RULE(fleet_membership, node, TEXT),
    RECORD_RULE(fleet_membership, profile, TEXT),
    RECORD_RULE(fleet_membership, joined_at, NUMBER),
};

static const struct stored_form form = STORED_FORM(FLEET, rules);

static const struct record_rule state_rules[] = {
    RECORD_RULE_AS(fleet_state, "generation", token.generation, NUMBER),
    RECORD_RULE_AS(fleet_state, "made_at", token.made_at, NUMBER),
    RECORD_RULE_AS(fleet_state, "begun_at", token.begun_at, NUMBER),
    RECORD_RULE(fleet_state, seen_at, NUMBER),
    RECORD_RULE(fleet_state, published, NUMBER),
    RECORD_RULE(fleet_state, published_at, NUMBER),
    RECORD_RULE(fleet_state, broken_at, NUMBER),
    RECORD_RULE(fleet_state, broken_boot, NUMBER),
    RECORD_RULE(fleet_state, broken, TEXT),
    RECORD_RULE(fleet_state, newest_epoch, NUMBER),
    RECORD_RULE(fleet_state, dead, TEXT),
    RECORD_RULE_AS(fleet_state, "secret", secret.generation, NUMBER),
    RECORD_RULE_AS(fleet_state, "secret_made_at", secret.made_at, NUMBER),
    RECORD_RULE_AS(fleet_state, "secret_begun_at", secret.begun_at, NUMBER),
};

static const struct stored_form state_form = STORED_FORM(STATE, state_rules);

void fleet_clear(struct fleet *fleet)
{
    fleet_key_free(fleet->key);
    fleet_key_free(fleet->former);
    buffer_clear(&fleet->text);
    buffer_clear(&fleet->state_text);
    buffer_clear(&fleet->addresses);
    *fleet = (struct fleet)FLEET;
}

static enum status out_of_fleet(struct fault *fault)
{
    return fault_because(fault, STATUS_NOT_FOUND, CAUSE_FLEET_OUT, "fleet", NULL);
}

/* The keys and all that hangs on them. */
static enum status keys_take(struct fleet *fleet, struct fault *fault)
{
    const struct fleet_membership *membership = &fleet->membership;

    fleet->key = membership->key != NULL ? fleet_key_parse(membership->key) : NULL;
    fleet->former = membership->former != NULL ? fleet_key_parse(membership->former) : NULL;
    if (fleet->key == NULL || (membership->former != NULL && fleet->former == NULL) ||
        membership->node == NULL || membership->profile == NULL ||
        !profile_name_is_valid(membership->profile))
        return fault_set(fault, STATUS_DAMAGED, 0, "the fleet's record", NULL);
    fleet->mints = fleet->key->mints && fleet->settings->role != SETTINGS_ROLE_READER;
    return STATUS_OK;
}

/* Appends all of where the configuration has the engine, in one line. */
static void put_origin(struct buffer *out, const struct settings_fleet *settings)
{
    const struct string_list *words =
        settings->engine == SETTINGS_ENGINE_EXEC ? &settings->argument : &settings->url;
    size_t i;

    buffer_format(out, "%s", settings_engine_name(settings->engine));
    if (settings->engine == SETTINGS_ENGINE_EXEC)
        buffer_format(out, " %s", settings->exec);
    for (i = 0; i < words->count; i++)
        buffer_format(out, " %s", words->item[i]);
}

/* A password goes where it was given for. */
static enum status password_take(struct fleet *fleet, struct fault *fault)
{
    struct buffer origin = BUFFER(FLEET_PLACE_MAX);
    const struct fleet_membership *membership = &fleet->membership;
    bool is_same;

    fleet->engine.password = membership->password;
    put_origin(&origin, fleet->settings);
    is_same =
        membership->origin != NULL && strcmp(membership->origin, buffer_string(&origin)) == 0;
    buffer_clear(&origin);
    return is_same || membership->password == NULL
               ? STATUS_OK
               : fault_because(fault, STATUS_UNSUITABLE, CAUSE_FLEET_MOVED, fleet_place(fleet),
                               NULL);
}

const char *fleet_place(const struct fleet *fleet)
{
    return fleet->engine.exec != NULL         ? fleet->engine.exec
           : fleet->engine.endpoint.count > 0 ? fleet->engine.endpoint.item[0]
                                              : "fleet-url";
}

/* The length of a URL's user, which stands between "//" and "@"; 0 = it has none. */
static size_t user_length(const char *url)
{
    const char *start = strstr(url, "//");
    size_t length = start != NULL ? strcspn(start + 2, "@/") : 0;

    return length > 0 && start[2 + length] == '@' ? length : 0;
}

/* Takes an address apart: its user, if it has one, is that of all. */
static void address_take(struct engine *engine, char *text, const char *url)
{
    size_t user = user_length(url), scheme = user > 0 ? strcspn(url, "/") + 2 : 0;
    const char *rest = user > 0 ? url + scheme + user + 1 : url;

    memcpy(text, url, scheme);
    memcpy(text + scheme, rest, strlen(rest) + 1);
    engine->endpoint.item[engine->endpoint.count++] = text;
    if (user == 0)
        return;
    text += strlen(text) + 1;
    memcpy(text, url + scheme, user);
    text[user] = '\0';
    engine->user = text;
}

void fleet_locate(struct fleet *fleet, const struct settings_fleet *settings)
{
    struct engine *engine = &fleet->engine;
    const char *password = engine->password;
    size_t i, size = 0;
    char *room;

    *engine = (struct engine){ .deadline = FLEET_PATIENCE, .password = password };
    fleet->settings = settings;
    if (settings->engine == SETTINGS_ENGINE_EXEC) {
        engine->exec = settings->exec;
        engine->argument = settings->argument;
        engine->variable = settings->variable;
        return;
    }
    engine->ca = settings->ca;
    for (i = 0; i < settings->url.count; i++)
        size += strlen(settings->url.item[i]) + 2;
    buffer_clear(&fleet->addresses);
    room = buffer_room(&fleet->addresses, size + 1);
    for (i = 0; room != NULL && i < settings->url.count; i++) {
        address_take(engine, room, settings->url.item[i]);
        room += strlen(settings->url.item[i]) + 2;
    }
}

enum status fleet_open(struct fleet *fleet, struct store *store,
                       const struct settings_fleet *settings, struct fault *fault)
{
    enum status status;

    fleet_clear(fleet);
    fleet->store = store;
    if (settings == NULL || settings->engine == SETTINGS_ENGINE_NO)
        return out_of_fleet(fault);
    fleet_locate(fleet, settings);
    status =
        stored_load(&fleet->membership, &fleet->text, &form, store, FLEET_RECORD, NULL, fault);
    if (status == STATUS_NOT_FOUND)
        return out_of_fleet(fault);
    if (status == STATUS_OK)
        status = keys_take(fleet, fault);
    if (status == STATUS_OK)
        status = password_take(fleet, fault);
    if (status == STATUS_OK && stored_load(&fleet->state, &fleet->state_text, &state_form,
                                           store, FLEET_STATE, NULL, NULL) != STATUS_OK) {
        buffer_clear(&fleet->state_text);
        fleet->state = (struct fleet_state){ 0 };
    }
    return status;
}

enum status fleet_open_for(struct fleet *fleet, struct store *store,
                           const struct settings_fleet *settings, const char *profile,
                           struct fault *fault)
{
    enum status status = fleet_open(fleet, store, settings, fault);

    return status == STATUS_OK && strcmp(fleet->membership.profile, profile) != 0
               ? out_of_fleet(fault)
               : status;
}

enum status fleet_save(struct fleet *fleet, struct fault *fault)
{
    struct buffer keys[2] = { BUFFER(FLEET_KEY_MAX + 1), BUFFER(FLEET_KEY_MAX + 1) };
    struct buffer origin = BUFFER(FLEET_PLACE_MAX);
    enum status status;

    fleet_key_write(&keys[0], fleet->key, fleet->key->mints);
    if (fleet->former != NULL)
        fleet_key_write(&keys[1], fleet->former, fleet->former->mints);
    put_origin(&origin, fleet->settings);
    fleet->membership.key = buffer_string(&keys[0]);
    fleet->membership.former = fleet->former != NULL ? buffer_string(&keys[1]) : NULL;
    fleet->membership.origin = buffer_string(&origin);
    status = buffer_status(&keys[0]) != STATUS_OK ? buffer_status(&keys[0])
                                                  : buffer_status(&keys[1]);
    if (status == STATUS_OK)
        status = stored_save(&fleet->membership, &form, fleet->store, FLEET_RECORD, fault);
    else
        fault_set(fault, status, 0, FLEET_RECORD, NULL);
    fleet->membership.key = fleet->membership.former = fleet->membership.origin = NULL;
    buffer_clear(&keys[0]);
    buffer_clear(&keys[1]);
    buffer_clear(&origin);
    return status;
}

enum status fleet_forget(struct fleet *fleet, struct fault *fault)
{
    struct profile profile = PROFILE;
    enum status status = profile_load(&profile, fleet->store, fleet->membership.profile, NULL);

    status = status == STATUS_OK && profile.fleet
                 ? profile_delete(fleet->store, profile.name, fault)
                 : STATUS_OK;
    profile_clear(&profile);
    if (status == STATUS_OK)
        status = stored_delete(STORE_STATE, fleet->store, FLEET_STATE, fault);
    if (status == STATUS_OK)
        status = stored_delete(STORE_FLEET, fleet->store, FLEET_MINTERS, fault);
    if (status == STATUS_OK)
        status = stored_delete(STORE_FLEET, fleet->store, FLEET_RECORD, fault);
    return status;
}

void fleet_remember(const struct fleet *fleet)
{
    stored_save(&fleet->state, &state_form, fleet->store, FLEET_STATE, NULL);
}

bool fleet_seen_admits(const struct fleet_seen *seen, int64_t generation, int64_t made_at)
{
    return made_at > seen->begun_at &&
           (generation >= seen->generation || (seen->made_at > 0 && made_at > seen->made_at));
}

void fleet_seen_take(struct fleet_seen *seen, int64_t generation, int64_t made_at)
{
    if (generation < seen->generation)
        seen->begun_at = seen->made_at;
    seen->generation = generation;
    if (made_at > seen->made_at)
        seen->made_at = made_at;
}

int64_t fleet_pause(const struct fleet *fleet)
{
    const struct fleet_state *state = &fleet->state;
    int64_t age =
        moment_age(moment_now(), (struct moment){ state->broken_at, state->broken_boot });

    return state->broken_at == 0 || age < 0 || age >= FLEET_BREAK ? 0 : FLEET_BREAK - age;
}

static enum status repeat_failure(const struct fleet *fleet, struct fault *fault)
{
    const struct fleet_state *state = &fleet->state;
    char detail[500];

    snprintf(detail, sizeof detail, "%.400s (asked again in %lld s)",
             state->broken != NULL ? state->broken : "no answer",
             (long long)fleet_pause(fleet));
    return fault_because(fault, STATUS_UNREACHABLE, CAUSE_ENGINE_GONE, fleet_place(fleet),
                         detail);
}

static void note_failure(struct fleet *fleet, const struct fault *fault)
{
    const char *how = fault->cause == CAUSE_KILLED   ? "its program was ended by signal "
                      : fault->cause == CAUSE_EXITED ? "its program ended with status "
                                                     : "";
    struct moment now = moment_now();

    fleet->state.broken_at = now.wall;
    fleet->state.broken_boot = now.boot;
    snprintf(fleet->broken, sizeof fleet->broken, "%s%.400s", how, fault->detail);
    fleet->state.broken = fleet->broken[0] != '\0' ? fleet->broken : NULL;
    fleet_remember(fleet);
}

enum status fleet_call_make(struct fleet *fleet, const struct fleet_call *call,
                            struct engine_reply *reply, struct fault *fault)
{
    struct fault ours = { 0 };
    bool was_broken = fleet->state.broken_at != 0;
    enum status status;

    if (!fleet->is_asked_for && fleet_pause(fleet) > 0)
        return repeat_failure(fleet, fault);
    status = engine_ask(&fleet->engine, call, reply, &ours);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    if (status != STATUS_OK)
        note_failure(fleet, &ours);
    if (status != STATUS_OK && fault != NULL)
        *fault = ours;
    if (status != STATUS_OK)
        return status;
    fleet->state.broken_at = fleet->state.broken_boot = 0;
    fleet->state.broken = NULL;
    fleet->state.seen_at = moment_now().wall;
    if (was_broken)
        fleet_remember(fleet);
    return status;
}

void fleet_node_make(char out[FLEET_NODE])
{
    unsigned char bytes[(FLEET_NODE - 1) / 2];

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(out, FLEET_NODE, bytes, sizeof bytes);
}
