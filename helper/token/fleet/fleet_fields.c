/* fleet_fields.c: a store's fleet in words. */
#include "helper/token/fleet/fleet_fields.h"

#include "helper/say/fields.h"
#include "helper/token/fleet/fleet_rotation.h"

static const char *key_word(const struct fleet *fleet)
{
    if (fleet->state.newest_epoch > fleet->key->epoch)
        return "of a former epoch: join again with the new one";
    return fleet->former != NULL ? "new; the former one is good until fleet rekey --finish"
           : fleet->key->mints   ? "a minter's"
                                 : "a reader's";
}

/* Whether minters say that they use another secret than this one, and which ones. */
static bool find_behind(struct string_list *list, struct buffer *text,
                        const struct fleet *fleet)
{
    struct profile profile = PROFILE;
    struct fleet_minters minters;

    if (fleet->mints &&
        profile_load(&profile, fleet->store, fleet->membership.profile, NULL) == STATUS_OK) {
        fleet_minters_load(&minters, fleet);
        fleet_rotation_behind(list, text, fleet, &minters, &profile);
    }
    profile_clear(&profile);
    return list->count > 0;
}

void fleet_fields(struct buffer *out, json_t *object, const struct fleet *fleet)
{
    const struct fleet_state *state = &fleet->state;
    const int64_t epoch = fleet->key->epoch, pause = fleet_pause(fleet);
    bool is_broken = state->broken_at != 0;
    char id[FLEET_ID_HEX];
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list behind = { .count = 0 };
    bool is_behind = find_behind(&behind, &text, fleet);
    const struct field rows[] = {
        { "fleet", "id", FIELD_TEXT, id },
        { "cache", "engine", FIELD_TEXT, fleet_place(fleet) },
        { "role", "role", FIELD_TEXT,
          fleet->mints ? settings_role_name(fleet->settings->role) : "reader" },
        { fleet->mints ? "minter" : NULL, "minter", FIELD_TEXT, fleet->membership.node },
        { "shared profile", "profile", FIELD_TEXT, fleet->membership.profile },
        { "key", "key", FIELD_TEXT, key_word(fleet) },
        { "epoch", "epoch", FIELD_NUMBER, &epoch },
        { "generation", "generation", FIELD_NUMBER, &state->token.generation },
        { fleet->mints ? "published" : NULL, "published_at", FIELD_TIME, &state->published_at },
        { "cache answered", "seen_at", FIELD_TIME, &state->seen_at },
        { is_broken ? "cache fails since" : NULL, "failed_at", FIELD_TIME, &state->broken_at },
        { is_broken ? "with" : NULL, "failure", FIELD_TEXT, is_broken ? state->broken : NULL },
        { NULL, "asked_again_in", FIELD_NUMBER, &pause },
        { is_behind ? "not this secret" : NULL, "behind", FIELD_WORDS, &behind },
    };

    fleet_key_id(id, fleet->key);
    fields_put(out, object, rows, sizeof rows / sizeof rows[0]);
    buffer_clear(&text);
}
