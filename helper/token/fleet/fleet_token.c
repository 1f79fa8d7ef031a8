/* fleet_token.c: one of all machines asks Adobe. */
#include "helper/token/fleet/fleet_token.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "helper/say/say.h"
#include "helper/token/fleet/fleet_profile.h"
#include "helper/token/fleet/fleet_secret.h"
#include "helper/token/fleet/fleet_value.h"
#include "protocol/clock.h"
#include "protocol/secret.h"

#define TOKEN_NAME "token"

enum {
    FIRST_PAUSE = 100, /* milliseconds between two looks at who is asking; then growing to */
    LAST_PAUSE = 1000,
    LATE = 5000,                 /* that a lock may fall later than it should */
    SKEW = TOKEN_CORRECTION_MAX, /* seconds by which a minter's clock may be ahead */
};

/* One renewal, and what the engine last answered. */
struct work {
    struct fleet *fleet;
    struct fleet_want *want;
    struct exchange *exchange;
    struct token *token;
    char name[FLEET_NAME_SIZE], lock[FLEET_NAME_SIZE], holder[FLEET_NODE];
    int64_t claimed; /* the generation that the engine says it has */
    bool is_held, is_taken;
};

/* ## What the engine holds */

/* When its minter asked for the token: by Adobe's clock, as far as that was corrected. */
static int64_t made_at(const struct fleet_note *note)
{
    return note->expires_at - note->lifetime;
}

/* An answer's record into an empty note, which stays empty when that is none of ours. */
static void note_take(struct fleet *fleet, const struct fleet_answer *answer,
                      struct fleet_note *note)
{
    if (!fleet_value_open(fleet, FLEET_TOKEN, answer, note))
        return;
    if (!fleet_seen_admits(&fleet->state.token, note->generation, made_at(note))) {
        fleet_value_refuse(fleet, STATUS_DAMAGED, "it is older than what was there");
        fleet_note_clear(note);
    } else {
        fleet_seen_take(&fleet->state.token, note->generation, made_at(note));
        fleet->state.newest_epoch = note->newest_epoch;
    }
}

/* The record's token as one of ours: its age is from when its minter asked for it, by our clock
 * as far as that can be. */
static enum status token_of(struct token *token, const struct fleet_note *note, bool mints)
{
    struct moment now = moment_now();
    int64_t age = now.wall - note->issued_at;
    enum status status;

    if (age < -SKEW)
        return STATUS_DAMAGED;
    age = age < 0 ? 0 : age;
    status = token_make(token, note->access_token,
                        (struct moment){ now.wall - age, now.boot - age }, note->lifetime);
    token->expires_at = note->expires_at;
    if (!mints)
        token->due =
            note->lifetime * (FLEET_DUE + randombytes_uniform(FLEET_DUE_SPREAD)) / 1000;
    return status;
}

static bool is_same_token(const struct token *one, const struct token *other)
{
    return one->access_token != NULL && strcmp(one->access_token, other->access_token) == 0;
}

/* Whether the token does what it is wanted for, and the one at hand doesn't. */
static bool is_wanted(const struct work *work, const struct token *token)
{
    const struct fleet_want *want = work->want;
    const struct token *present = work->token;
    int64_t left = token_left(token, moment_now());
    struct token judged = *token;

    if (is_same_token(present, token) && (!work->fleet->mints || present->suspect_at != 0))
        return false;
    judged.binding = want->binding;
    return token_judge(&judged, want->binding, want->min_validity, moment_now()) !=
               TOKEN_SHORT &&
           left * 1000 >= want->least_left * token->lifetime;
}

/* Remembers what was taken. */
static void keep_token(struct work *work, struct token *token)
{
    token_clear(work->token);
    *work->token = *token;
    *token = (struct token)TOKEN;
    fleet_remember(work->fleet);
}

static bool is_ours(const struct work *work, const struct fleet_note *note)
{
    bool fits = fleet_profile_fits(work->exchange->profile, note, work->fleet->mints);

    if (!fits)
        fleet_value_refuse(work->fleet, STATUS_DAMAGED, "it is of another credential");
    return fits;
}

/* Whether the note's token is one that was buried: another minter hasn't heard of it. */
static bool is_dead(const struct fleet *fleet, const struct fleet_note *note)
{
    const char *token = note->access_token;
    char print[STORE_FINGERPRINT_SIZE];

    store_fingerprint(fleet->store, token, strlen(token), print);
    if (fleet->state.dead == NULL || strstr(fleet->state.dead, print) == NULL)
        return false;
    say_detail("the fleet's cache holds a token that doesn't work or was revoked: it isn't "
               "taken");
    return true;
}

/* Takes the answer's token if it is wanted. */
static bool answer_take(struct work *work, const struct fleet_answer *answer)
{
    struct fleet_note note = FLEET_NOTE;
    struct token token = TOKEN;
    bool is_good;

    work->claimed = answer->generation;
    note_take(work->fleet, answer, &note);
    is_good =
        note.access_token != NULL && !is_dead(work->fleet, &note) && is_ours(work, &note) &&
        token_of(&token, &note, work->fleet->mints) == STATUS_OK && is_wanted(work, &token);
    if (is_good && !work->fleet->mints)
        is_good = fleet_profile_keep(work->fleet, &note) == STATUS_OK;
    if (is_good) {
        work->want->is_from_fleet = true;
        keep_token(work, &token);
    }
    token_clear(&token);
    fleet_note_clear(&note);
    return is_good;
}

/* ## Calls */

static enum status read_value(struct work *work, struct engine_reply *reply,
                              struct fault *fault)
{
    const struct fleet_call call = { .call = FLEET_READ, .name = work->name };

    return fleet_call_make(work->fleet, &call, reply, fault);
}

/* Asks for the value, or else for the lock; *found when a token was taken. An answer without
 * either has something later than what is claimed, which was looked at: so it is asked over. */
static enum status acquire_lock(struct work *work, bool *found, struct fault *fault)
{
    struct fleet_call call = { .call = FLEET_ACQUIRE,
                               .name = work->name,
                               .lock = work->lock,
                               .holder = work->holder,
                               .ttl = FLEET_LOCK_TTL };
    struct engine_reply reply = ENGINE_REPLY;
    enum status status = STATUS_OK;
    int tries;

    *found = work->is_taken = work->is_held = false;
    work->claimed = work->fleet->state.token.generation;
    for (tries = 0; tries < 3 && status == STATUS_OK; tries++) {
        call.seen = work->claimed;
        status = fleet_call_make(work->fleet, &call, &reply, fault);
        if (status != STATUS_OK)
            break;
        work->is_taken = reply.answer.lock != NULL && strcmp(reply.answer.lock, "taken") == 0;
        work->is_held = reply.answer.lock != NULL && !work->is_taken;
        *found = answer_take(work, &reply.answer);
        if (*found || reply.answer.lock != NULL)
            break;
    }
    engine_reply_clear(&reply);
    return status;
}

static void release_lock(struct work *work)
{
    const struct fleet_call call = { .call = FLEET_RELEASE,
                                     .lock = work->lock,
                                     .holder = work->holder };
    struct engine_reply reply = ENGINE_REPLY;

    if (work->is_taken)
        fleet_call_make(work->fleet, &call, &reply, NULL);
    work->is_taken = false;
    engine_reply_clear(&reply);
}

/* ## Publishing */

/* The token as a record. */
static struct fleet_note note_of(const struct work *work)
{
    struct fleet_note note = FLEET_NOTE;

    fleet_profile_describe(&note, work->exchange->profile);
    note.issued_at = work->token->issued_at;
    note.lifetime = work->token->lifetime;
    note.expires_at = work->token->expires_at;
    note.access_token = work->token->access_token;
    return note;
}

/* Milliseconds: no longer than it is good. */
static int64_t ttl_of(const struct token *token)
{
    int64_t left = token_left(token, moment_now());

    return (left > 0 ? left : 1) * 1000;
}

/* Readers whose key is of the epoch before get the token under that, whatever stands there. */
static void publish_former(struct work *work)
{
    struct fleet *fleet = work->fleet;
    struct engine_reply reply = ENGINE_REPLY;
    struct fleet_note note = note_of(work);
    char name[FLEET_NAME_SIZE];
    struct fleet_call call = { .call = FLEET_WRITE,
                               .name = name,
                               .seen = FLEET_ANY,
                               .generation = fleet->state.token.generation,
                               .ttl = ttl_of(work->token) };

    if (fleet->former == NULL)
        return;
    note.newest_epoch = fleet->key->epoch;
    fleet_key_name(name, fleet->former, FLEET_TOKEN, TOKEN_NAME);
    fleet_value_put(fleet, fleet->former, FLEET_TOKEN, &note, &call, &reply, NULL);
    engine_reply_clear(&reply);
}

static int64_t next_generation(const struct work *work)
{
    int64_t seen = work->fleet->state.token.generation;

    return seen < FLEET_GENERATION_MAX ? seen + 1 : seen;
}

/* Publishes the work's token over what is claimed. Another one that came first is taken, when
 * it is as good. */
static enum status publish_token(struct work *work, struct fault *fault)
{
    struct fleet *fleet = work->fleet;
    struct engine_reply reply = ENGINE_REPLY;
    struct fleet_note note = note_of(work);
    struct fleet_call call = { .call = FLEET_PUBLISH,
                               .name = work->name,
                               .seen = work->claimed,
                               .generation = next_generation(work),
                               .ttl = ttl_of(work->token),
                               .lock = work->is_taken ? work->lock : NULL,
                               .holder = work->is_taken ? work->holder : NULL };
    enum status status =
        fleet_value_put(fleet, fleet->key, FLEET_TOKEN, &note, &call, &reply, fault);

    if (status == STATUS_OK && reply.answer.late) {
        answer_take(work, &reply.answer);
    } else if (status == STATUS_OK) {
        fleet_seen_take(&fleet->state.token, call.generation, made_at(&note));
        fleet->state.published = call.generation;
        fleet->state.published_at = moment_now().wall;
        publish_former(work);
        fleet_remember(fleet);
    }
    work->is_taken = work->is_taken && status != STATUS_OK;
    engine_reply_clear(&reply);
    return status;
}

/* ## Minters */

/* Asks Adobe, for all or, when the engine is gone, for this store alone. */
static enum status mint_token(struct work *work, bool is_alone, struct fault *fault)
{
    int64_t now = clock_milliseconds(), *end = &work->exchange->end;
    struct fault unpublished = { 0 };
    enum status status;

    if (*end < now + FLEET_LOCK_USE / 2)
        *end = now + FLEET_LOCK_USE / 2;
    if (!is_alone && *end > now + FLEET_LOCK_USE)
        *end = now + FLEET_LOCK_USE;
    status = exchange_token(work->exchange, work->token, fault);
    if (status == STATUS_REFUSED && work->exchange->is_invalid_client &&
        fleet_secret_take(work->fleet, true, work->token) == FLEET_SECRET_TAKEN)
        status = STATUS_OK;
    if (is_alone)
        return status;
    if (status == STATUS_OK && publish_token(work, &unpublished) != STATUS_OK)
        say_detail_because("the token is good, and wasn't published", &unpublished);
    release_lock(work);
    return status;
}

static void pause_grow(int64_t *pause)
{
    clock_sleep(*pause / 2 + randombytes_uniform((uint32_t)*pause));
    *pause = *pause * 8 / 5 > LAST_PAUSE ? LAST_PAUSE : *pause * 8 / 5;
}

static enum status be_late(const struct work *work, struct fault *fault)
{
    return fault_because(fault, STATUS_UNREACHABLE, CAUSE_FLEET_BUSY,
                         work->fleet->membership.profile, NULL);
}

/* Until the token is there, or the lock is ours: its holder may have died. */
static enum status mint_or_wait(struct work *work, struct fault *fault)
{
    int64_t end = work->exchange->end, pause = FIRST_PAUSE;
    int64_t patient = clock_milliseconds() + FLEET_LOCK_TTL + LATE;
    struct fault engine = { 0 };
    bool found = false;

    if (!work->want->can_fall_back && end < patient)
        end = patient;
    for (;;) {
        if (acquire_lock(work, &found, &engine) != STATUS_OK) {
            say_detail_because("Adobe is asked in place of the fleet's cache", &engine);
            return mint_token(work, true, fault);
        }
        if (found) {
            release_lock(work);
            return STATUS_OK;
        }
        if (work->is_taken)
            return mint_token(work, false, fault);
        if (!work->is_held)
            return mint_token(work, true, fault);
        if (clock_milliseconds() >= end)
            return be_late(work, fault);
        pause_grow(&pause);
    }
}

/* What the store has is young: the engine gets it, unless it has it or a later one. */
static enum status publish_present(struct work *work, struct fault *fault)
{
    struct engine_reply reply = ENGINE_REPLY;
    enum status status = read_value(work, &reply, fault);
    bool found = status == STATUS_OK && answer_take(work, &reply.answer);

    engine_reply_clear(&reply);
    if (found)
        publish_former(work);
    return status != STATUS_OK || found ? status : publish_token(work, fault);
}

/* ## Readers */

static enum status read_or_wait(struct work *work, struct fault *fault)
{
    int64_t end = clock_milliseconds() +
                  (work->want->can_fall_back ? 0 : work->fleet->settings->wait * 1000);
    int64_t pause = FIRST_PAUSE;
    struct engine_reply reply = ENGINE_REPLY;
    enum status status;
    bool found = false;

    for (;;) {
        status = read_value(work, &reply, fault);
        if (status == STATUS_OK)
            found = answer_take(work, &reply.answer);
        if (status != STATUS_OK || found || clock_milliseconds() >= end)
            break;
        pause_grow(&pause);
    }
    engine_reply_clear(&reply);
    if (status != STATUS_OK || found)
        return status;
    return fault_because(fault, STATUS_UNREACHABLE, CAUSE_FLEET_EMPTY,
                         work->fleet->membership.profile, NULL);
}

/* ## All */

static void work_begin(struct work *work, struct fleet *fleet)
{
    work->fleet = fleet;
    fleet_key_name(work->name, fleet->key, FLEET_TOKEN, TOKEN_NAME);
    fleet_key_name(work->lock, fleet->key, FLEET_LOCK, TOKEN_NAME);
    fleet_node_make(work->holder);
}

enum status fleet_token_obtain(struct fleet *fleet, struct fleet_want *want,
                               struct exchange *exchange, struct token *token,
                               struct fault *fault)
{
    struct work work = { .want = want, .exchange = exchange, .token = token };

    work_begin(&work, fleet);
    if (token->suspect_at != 0)
        fleet_token_bury(fleet, token->access_token);
    if (!fleet->mints)
        return read_or_wait(&work, fault);
    return want->publishes_present ? publish_present(&work, fault) : mint_or_wait(&work, fault);
}

void fleet_token_bury(struct fleet *fleet, const char *access_token)
{
    const char *others = fleet->state.dead != NULL ? fleet->state.dead : "";
    char print[STORE_FINGERPRINT_SIZE], dead[sizeof fleet->dead];

    store_fingerprint(fleet->store, access_token, strlen(access_token), print);
    if (strstr(others, print) != NULL)
        return;
    snprintf(dead, sizeof dead, "%s %.*s", print, (int)(sizeof dead - sizeof print - 1),
             others);
    memcpy(fleet->dead, dead, sizeof dead);
    fleet->state.dead = fleet->dead;
    fleet_remember(fleet);
}

static enum status withdraw_under(struct fleet *fleet, const struct fleet_key *key,
                                  struct fault *fault)
{
    struct engine_reply reply = ENGINE_REPLY;
    char name[FLEET_NAME_SIZE];
    const struct fleet_call call = { .call = FLEET_WRITE, .name = name, .seen = FLEET_ANY };
    enum status status;

    fleet_key_name(name, key, FLEET_TOKEN, TOKEN_NAME);
    status = fleet_call_make(fleet, &call, &reply, fault);
    engine_reply_clear(&reply);
    return status;
}

enum status fleet_token_withdraw(struct fleet *fleet, struct fault *fault)
{
    enum status status = withdraw_under(fleet, fleet->key, fault);

    return status == STATUS_OK && fleet->former != NULL
               ? withdraw_under(fleet, fleet->former, fault)
               : status;
}

enum status fleet_token_look(struct fleet *fleet, struct fleet_note *note, int64_t *claimed,
                             struct fault *fault)
{
    struct engine_reply reply = ENGINE_REPLY;
    struct work work;
    enum status status;

    work_begin(&work, fleet);
    status = read_value(&work, &reply, fault);
    if (status == STATUS_OK) {
        *claimed = reply.answer.generation;
        note_take(fleet, &reply.answer, note);
    }
    engine_reply_clear(&reply);
    return status;
}
