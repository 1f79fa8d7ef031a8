/* fleet_profile.c: profiles in a fleet's records. */
#include "helper/token/fleet/fleet_profile.h"

#include <stdio.h>
#include <string.h>

void fleet_profile_describe(struct fleet_note *note, const struct profile *profile)
{
    note->client_id = profile->client_id;
    note->endpoint = profile->endpoint;
    note->scope = profile->scope;
    note->org_id = profile->org_id;
    note->technical_account_id = profile->technical_account_id;
    note->technical_account_email = profile->technical_account_email;
    note->console_name = profile->console_name;
    note->fusion = profile->fusion;
    note->host = profile->host;
    note->family = profile->family;
    note->api_version = profile->api_version;
}

bool fleet_profile_fits(const struct profile *profile, const struct fleet_note *note,
                        bool mints)
{
    if (profile == NULL || profile->client_id == NULL)
        return true;
    return text_is_same(profile->client_id, note->client_id) &&
           text_is_same(profile->endpoint, note->endpoint) &&
           text_is_same(profile->org_id, note->org_id) &&
           (!mints || text_is_same(profile->scope, note->scope));
}

static bool says_the_same(const struct profile *profile, const struct fleet_note *note)
{
    return fleet_profile_fits(profile, note, true) &&
           string_list_is_same(&profile->host, &note->host) &&
           string_list_is_same(&profile->family, &note->family) &&
           text_is_same(profile->fusion, note->fusion) &&
           text_is_same(profile->technical_account_id, note->technical_account_id) &&
           text_is_same(profile->technical_account_email, note->technical_account_email) &&
           text_is_same(profile->console_name, note->console_name) &&
           profile->api_version == note->api_version;
}

/* Its tokens are bound to the fleet, not to a secret. */
static enum status profile_make(const struct fleet *fleet, const struct fleet_note *note,
                                int64_t created_at)
{
    char id[FLEET_ID_HEX], binding[STORE_FINGERPRINT_SIZE];
    struct profile profile = {
        .client_id = note->client_id,
        .endpoint = note->endpoint,
        .scope = note->scope,
        .binding = binding,
        .org_id = note->org_id,
        .technical_account_id = note->technical_account_id,
        .technical_account_email = note->technical_account_email,
        .console_name = note->console_name,
        .fusion = note->fusion,
        .host = note->host,
        .family = note->family,
        .api_version = note->api_version,
        .created_at = created_at,
        .fleet = true,
    };

    fleet_key_id(id, fleet->key);
    snprintf(binding, sizeof binding, "%s%s", id, id);
    snprintf(profile.name, sizeof profile.name, "%s", fleet->membership.profile);
    return profile_save(&profile, fleet->store, NULL);
}

enum status fleet_profile_keep(const struct fleet *fleet, const struct fleet_note *note)
{
    struct profile former = PROFILE;
    enum status status = profile_load(&former, fleet->store, fleet->membership.profile, NULL);
    bool is_there = status == STATUS_OK;

    if (is_there && !former.fleet)
        status = STATUS_UNSUITABLE;
    else if (!is_there || !says_the_same(&former, note))
        status = profile_make(fleet, note, is_there ? former.created_at : moment_now().wall);
    profile_clear(&former);
    return status;
}
