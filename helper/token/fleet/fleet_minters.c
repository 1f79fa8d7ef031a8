/* fleet_minters.c: the list of minters, in the engine and in the store. */
#include "helper/token/fleet/fleet_minters.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "helper/say/say.h"
#include "helper/token/fleet/fleet_value.h"
#include "helper/token/stored.h"

enum { TRIES = 5, LINE = FLEET_NODE + FLEET_PRINT + 24 };

static const struct record_rule rules[] = {
    RECORD_RULE_AS(fleet_note, "known[]", known, LIST),
};

static const struct stored_form form = STORED_FORM(FLEET, rules);

/* Room for the lines of a list. */
struct lines {
    char text[RECORD_LIST_MAX][LINE];
};

void fleet_secret_print(char out[FLEET_PRINT], const struct fleet_key *key, const char *secret)
{
    unsigned char hash[(FLEET_PRINT - 1) / 2];

    crypto_generichash(hash, sizeof hash, (const unsigned char *)secret, strlen(secret),
                       key->secret, sizeof key->secret);
    sodium_bin2hex(out, FLEET_PRINT, hash, sizeof hash);
}

static void lines_put(struct string_list *list, struct lines *lines,
                      const struct fleet_minters *minters)
{
    for (list->count = 0; list->count < minters->count; list->count++) {
        const struct fleet_minter *minter = &minters->minter[list->count];
        char *line = lines->text[list->count];

        snprintf(line, LINE, "%s %s %" PRId64, minter->node, minter->print, minter->said_at);
        list->item[list->count] = line;
    }
}

static bool is_hex(const char *text, size_t digits)
{
    return strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

static bool line_read(struct fleet_minter *minter, const char *line)
{
    char time[24];

    return sscanf(line, "%16s %32s %20s", minter->node, minter->print, time) == 3 &&
           record_number(time, &minter->said_at) && minter->said_at > 0 &&
           minter->said_at < INT64_MAX / 2 && is_hex(minter->node, FLEET_NODE - 1) &&
           (is_hex(minter->print, FLEET_PRINT - 1) || strcmp(minter->print, FLEET_LEFT) == 0);
}

static struct fleet_minter *find_minter(struct fleet_minters *minters, const char *node)
{
    size_t i;

    for (i = 0; i < minters->count; i++)
        if (strcmp(minters->minter[i].node, node) == 0)
            return &minters->minter[i];
    return NULL;
}

static bool has_left(const struct fleet_minter *minter)
{
    return strcmp(minter->print, FLEET_LEFT) == 0;
}

/* A place for a new one: that of the first that left, when there is no other. */
static struct fleet_minter *place_minter(struct fleet_minters *minters, const char *node)
{
    size_t i;

    if (minters->count < RECORD_LIST_MAX)
        return &minters->minter[minters->count++];
    for (i = 0; i < minters->count; i++)
        if (has_left(&minters->minter[i]))
            return &minters->minter[i];
    say_warning("the fleet's list of minters is full: %s isn't in it, and rotate doesn't wait "
                "for it",
                node);
    return NULL;
}

/* The later line counts. Returns whether the list changed. */
static bool merge_minter(struct fleet_minters *minters, const struct fleet_minter *said)
{
    struct fleet_minter *minter = find_minter(minters, said->node);

    if (minter != NULL && minter->said_at >= said->said_at)
        return false;
    if (minter == NULL)
        minter = place_minter(minters, said->node);
    if (minter != NULL)
        *minter = *said;
    return minter != NULL;
}

static bool merge_lines(struct fleet_minters *minters, const struct string_list *lines)
{
    struct fleet_minter said;
    bool has_changed = false;
    size_t i;

    for (i = 0; i < lines->count; i++)
        if (line_read(&said, lines->item[i]))
            has_changed |= merge_minter(minters, &said);
    return has_changed;
}

/* Whether each line is among the others' to the letter. */
static bool are_in(const struct fleet_minters *minters, const struct string_list *others)
{
    struct lines lines = { .text = { "" } };
    struct string_list list;
    size_t i;

    lines_put(&list, &lines, minters);
    for (i = 0; i < list.count; i++)
        if (!string_list_contain(others, list.item[i]))
            return false;
    return true;
}

void fleet_minters_load(struct fleet_minters *minters, const struct fleet *fleet)
{
    struct fleet_note note = FLEET_NOTE;

    minters->count = 0;
    if (stored_load(&note, &note.text, &form, fleet->store, FLEET_MINTERS, NULL, NULL) ==
        STATUS_OK)
        merge_lines(minters, &note.known);
    fleet_note_clear(&note);
}

static enum status save_minters(const struct fleet_minters *minters, const struct fleet *fleet,
                                struct fault *fault)
{
    struct fleet_note note = FLEET_NOTE;
    struct lines lines = { .text = { "" } };

    lines_put(&note.known, &lines, minters);
    return stored_save(&note, &form, fleet->store, FLEET_MINTERS, fault);
}

/* Says of this minter what holds, unless that was said a while ago. */
static bool say_own(struct fleet_minters *minters, const struct fleet *fleet, const char *print)
{
    struct fleet_minter own = { .said_at = moment_now().wall };
    const struct fleet_minter *former = find_minter(minters, fleet->membership.node);

    if (print == NULL)
        return false;
    if (former != NULL && strcmp(former->print, print) == 0 &&
        own.said_at - former->said_at < FLEET_MINTERS_AGE)
        return false;
    snprintf(own.node, sizeof own.node, "%s", fleet->membership.node);
    snprintf(own.print, sizeof own.print, "%s", print);
    if (former != NULL && own.said_at <= former->said_at)
        own.said_at = former->said_at + 1;
    return merge_minter(minters, &own);
}

static enum status write_list(struct fleet *fleet, const struct fleet_minters *minters,
                              const char *name, int64_t claimed, struct engine_reply *reply,
                              struct fault *fault)
{
    bool is_used_up = claimed >= FLEET_GENERATION_MAX;
    struct fleet_note note = FLEET_NOTE;
    struct fleet_call call = { .call = FLEET_WRITE,
                               .name = name,
                               .seen = is_used_up ? FLEET_ANY : claimed,
                               .generation = is_used_up ? 1 : claimed + 1,
                               .ttl = FLEET_TTL_MAX };
    struct lines lines = { .text = { "" } };

    note.issued_at = moment_now().wall;
    lines_put(&note.known, &lines, minters);
    return fleet_value_put(fleet, fleet->key, FLEET_ACK, &note, &call, reply, fault);
}

/* What the engine answered into the list; *is_known when it lacks nothing of that. */
static void take_answer(const struct fleet *fleet, struct fleet_minters *minters,
                        const struct fleet_answer *answer, const char *print, bool *has_changed,
                        bool *is_known)
{
    struct fleet_note note = FLEET_NOTE;

    if (fleet_value_open(fleet, FLEET_ACK, answer, &note))
        *has_changed |= merge_lines(minters, &note.known);
    *has_changed |= say_own(minters, fleet, print);
    *is_known = are_in(minters, &note.known);
    fleet_note_clear(&note);
}

enum status fleet_minters_sync(struct fleet *fleet, struct fleet_minters *minters,
                               const char *print, struct fault *fault)
{
    char name[FLEET_NAME_SIZE];
    const struct fleet_call call = { .call = FLEET_READ, .name = name };
    struct engine_reply reply = ENGINE_REPLY;
    bool has_changed = false, is_known = false;
    enum status status, saved;
    int tries;

    fleet_key_name(name, fleet->key, FLEET_ACK, FLEET_MINTERS);
    status = fleet_call_make(fleet, &call, &reply, fault);
    for (tries = 0; status == STATUS_OK && !is_known; tries++) {
        int64_t claimed = reply.answer.generation;

        take_answer(fleet, minters, &reply.answer, print, &has_changed, &is_known);
        if (is_known)
            break;
        engine_reply_clear(&reply);
        has_changed = true;
        status = tries < TRIES ? write_list(fleet, minters, name, claimed, &reply, fault)
                               : fault_because(fault, STATUS_BUSY, CAUSE_FLEET_BUSY,
                                               fleet->membership.profile, NULL);
        is_known = status == STATUS_OK && !reply.answer.late;
    }
    engine_reply_clear(&reply);
    saved = has_changed ? save_minters(minters, fleet, status == STATUS_OK ? fault : NULL)
                        : STATUS_OK;
    return status == STATUS_OK ? saved : status;
}

bool fleet_minters_drop(struct fleet_minters *minters, const char *node)
{
    struct fleet_minter *minter = find_minter(minters, node);
    int64_t now = moment_now().wall;

    if (minter == NULL || has_left(minter))
        return false;
    minter->said_at = now > minter->said_at ? now : minter->said_at + 1;
    snprintf(minter->print, sizeof minter->print, "%s", FLEET_LEFT);
    return true;
}

bool fleet_minter_is_behind(const struct fleet *fleet, const struct fleet_minter *minter,
                            const char *print)
{
    return !has_left(minter) && strcmp(minter->print, print) != 0 &&
           strcmp(minter->node, fleet->membership.node) != 0;
}
