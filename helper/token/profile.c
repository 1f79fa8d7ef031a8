/* profile.c: recorded credentials and their hosts. */
#include "helper/token/profile.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "helper/say/say.h"
#include "helper/token/scopes.h"
#include "helper/token/stored.h"

static const struct record_rule rules[] = {
    RECORD_RULE(profile, endpoint, TEXT),
    RECORD_RULE(profile, client_id, TEXT),
    RECORD_RULE_AS(profile, "client_secret[]", client_secret, LIST),
    RECORD_RULE(profile, scope, TEXT),
    RECORD_RULE(profile, rotate_scope, TEXT),
    RECORD_RULE(profile, binding, TEXT),
    RECORD_RULE(profile, org_id, TEXT),
    RECORD_RULE(profile, technical_account_id, TEXT),
    RECORD_RULE(profile, technical_account_email, TEXT),
    RECORD_RULE(profile, console_name, TEXT),
    RECORD_RULE_AS(profile, "host[]", host, LIST),
    RECORD_RULE_AS(profile, "family[]", family, LIST),
    RECORD_RULE(profile, fusion, TEXT),
    RECORD_RULE(profile, api_version, NUMBER),
    RECORD_RULE(profile, created_at, NUMBER),
    RECORD_RULE(profile, secret_at, NUMBER),
    RECORD_RULE_OF(profile, console_org, NUMBER),
    RECORD_RULE_OF(profile, console_credential, NUMBER),
    RECORD_RULE_OF(profile, secret_uuid, UUID),
    RECORD_RULE(profile, rotation, TEXT),
    RECORD_RULE_OF(profile, rotation_old, UUID),
    RECORD_RULE_OF(profile, rotation_new, UUID),
    RECORD_RULE_OF(profile, rotation_seen, UUID),
    RECORD_RULE(profile, rotation_manual, FLAG),
    RECORD_RULE(profile, rotation_at, NUMBER),
    RECORD_RULE(profile, rotation_proved_at, NUMBER),
    RECORD_RULE(profile, rotation_seen_at, NUMBER),
    RECORD_RULE(profile, rotation_used_at, NUMBER),
    RECORD_RULE(profile, fleet, FLAG),
};

static const struct stored_form form = STORED_FORM(PROFILE, rules);

bool profile_name_is_valid(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789._-";
    size_t length = strlen(name);

    return length >= 1 && length <= PROFILE_NAME_MAX && strspn(name, allowed) == length &&
           name[0] != '.' && name[0] != '-';
}

void profile_host_name(char out[PROFILE_HOST_NAME_SIZE], const char *profile, const char *host)
{
    snprintf(out, PROFILE_HOST_NAME_SIZE, "%s/%s", profile, host);
}

void profile_forget_rotation(struct profile *profile)
{
    profile->binding = profile->secret_uuid = profile->rotation = NULL;
    profile->rotation_old = profile->rotation_new = profile->rotation_seen = NULL;
    profile->rotation_manual = false;
    profile->rotation_at = profile->rotation_proved_at = profile->rotation_seen_at = 0;
    profile->rotation_used_at = 0;
}

void profile_clear(struct profile *profile)
{
    buffer_clear(&profile->text);
    *profile = (struct profile)PROFILE;
}

static bool is_complete(const struct profile *profile)
{
    return profile->endpoint != NULL && profile->client_id != NULL && profile->scope != NULL &&
           profile->technical_account_email != NULL &&
           (profile->client_secret.count > 0 || profile->fleet) && profile->host.count > 0 &&
           profile->api_version > 0;
}

/* Earlier versions recorded all scopes as one list. */
static void split_scopes(struct profile *profile)
{
    const char *management = scopes_split((char *)profile->scope);

    if (profile->rotate_scope == NULL)
        profile->rotate_scope = management;
}

enum status profile_load(struct profile *profile, struct store *store, const char *name,
                         struct fault *fault)
{
    bool restored = false;
    enum status status;

    profile_clear(profile);
    status = stored_load(profile, &profile->text, &form, store, name, &restored, fault);
    if (status == STATUS_NOT_FOUND)
        return fault_set(fault, status, 0, name, NULL);
    if (status == STATUS_DAMAGED || (status == STATUS_OK && !is_complete(profile)))
        return fault_because(fault, STATUS_DAMAGED, CAUSE_PROFILE_DAMAGED, name, NULL);
    if (status != STATUS_OK)
        return status;
    if (restored)
        say_warning("profile %s was damaged; its previous generation is used: record it anew "
                    "with setup --profile and --from",
                    name);
    snprintf(profile->name, sizeof profile->name, "%s", name);
    split_scopes(profile);
    return STATUS_OK;
}

static enum status enrol_profile(const struct profile *profile, struct store *store,
                                 enum enrolment enrolment, struct fault *fault)
{
    enum status status =
        profile_list_enrol(store, PROFILE_ALL, profile->name, enrolment, fault);
    size_t i;

    for (i = 0; status == STATUS_OK && i < profile->host.count; i++)
        status =
            profile_list_enrol(store, profile->host.item[i], profile->name, enrolment, fault);
    return status;
}

enum status profile_save(const struct profile *profile, struct store *store,
                         struct fault *fault)
{
    enum status status = profile_list_check(store, profile->name, fault);

    if (status == STATUS_OK)
        status = stored_save(profile, &form, store, profile->name, fault);
    return status == STATUS_OK ? enrol_profile(profile, store, ENROL, fault) : status;
}

enum status profile_make_default(const struct profile *profile, struct store *store,
                                 struct fault *fault)
{
    return enrol_profile(profile, store, ENROL_FIRST, fault);
}

bool profile_has_same_secrets(const struct profile *one, const struct profile *other)
{
    return text_is_same(one->client_id, other->client_id) &&
           text_is_same(one->rotation, other->rotation) &&
           string_list_is_same(&one->client_secret, &other->client_secret);
}

enum status profile_check_same(const struct profile *read, struct store *store,
                               struct fault *fault)
{
    struct profile now = PROFILE;
    bool is_changed =
        stored_load(&now, &now.text, &form, store, read->name, NULL, NULL) == STATUS_OK &&
        (!profile_has_same_secrets(&now, read) || !string_list_is_same(&now.host, &read->host));

    profile_clear(&now);
    return is_changed
               ? fault_because(fault, STATUS_BUSY, CAUSE_PROFILE_CHANGED, read->name, NULL)
               : STATUS_OK;
}

bool profile_is_default(const struct profile *profile, struct store *store)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names;
    bool is_default = profile_names(&names, &text, store, PROFILE_ALL, NULL) == STATUS_OK &&
                      strcmp(names.item[0], profile->name) == 0;

    buffer_clear(&text);
    return is_default;
}

bool profile_is_listed(const struct profile *profile, struct store *store, const char *host)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names;
    bool is_listed = profile_names(&names, &text, store, host != NULL ? host : PROFILE_ALL,
                                   NULL) == STATUS_OK &&
                     string_list_contain(&names, profile->name);

    buffer_clear(&text);
    return is_listed;
}

enum status profile_save_again(struct store *store, const char *name, struct fault *fault)
{
    struct profile profile = PROFILE;
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = store_lock(store, STORE_TOKEN, name, STORE_LOCK_WAIT, &lock, fault);

    if (status == STATUS_OK)
        status = profile_load(&profile, store, name, fault);
    if (status == STATUS_OK)
        status = profile_save(&profile, store, fault);
    store_unlock(&lock);
    profile_clear(&profile);
    return status;
}

/* Whether the list of all has both names: then neither was left by a try that was killed. */
static enum status both_are_listed(bool *both, struct store *store, const char *one,
                                   const char *other, struct fault *fault)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names;
    enum status status = profile_names(&names, &text, store, PROFILE_ALL, fault);

    *both = string_list_contain(&names, one) && string_list_contain(&names, other);
    buffer_clear(&text);
    return status;
}

/* Free, or left by a former try that didn't come to its end. */
static enum status check_new_name(const struct profile *profile, struct store *store,
                                  const char *name, struct fault *fault)
{
    struct profile other = PROFILE;
    enum status status = profile_load(&other, store, name, fault);
    bool both = false;

    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = both_are_listed(&both, store, profile->name, name, fault);
    if (status == STATUS_OK && (both || strcmp(other.client_id, profile->client_id) != 0))
        status = fault_because(fault, STATUS_USAGE, CAUSE_NAME_TAKEN, name, NULL);
    profile_clear(&other);
    return status;
}

static enum status host_forget(struct store *store, const char *profile, const char *host,
                               struct fault *fault)
{
    char name[PROFILE_HOST_NAME_SIZE];

    profile_host_name(name, profile, host);
    return stored_delete(STORE_STATE, store, name, fault);
}

static enum status drop_host_locked(struct profile *profile, struct store *store,
                                    const char *host, struct fault *fault)
{
    enum status status;

    if (!string_list_contain(&profile->host, host))
        return fault_set(fault, STATUS_NOT_FOUND, 0, host, NULL);
    if (profile->host.count == 1)
        return fault_set(
            fault, STATUS_USAGE, 0, host,
            "is the profile's only host: add the right one first, by setup --host HOST; "
            "without --host the whole profile goes");
    string_list_remove(&profile->host, host);
    status = profile_list_enrol(store, host, profile->name, ENROL_STRIKE, fault);
    if (status == STATUS_OK)
        status = profile_save(profile, store, fault);
    return status == STATUS_OK ? host_forget(store, profile->name, host, fault) : status;
}

enum status profile_drop_host(struct profile *profile, struct store *store, const char *name,
                              const char *host, struct fault *fault)
{
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = store_lock(store, STORE_TOKEN, name, STORE_LOCK_WAIT, &lock, fault);

    if (status == STATUS_OK)
        status = profile_load(profile, store, name, fault);
    if (status == STATUS_OK)
        status = drop_host_locked(profile, store, host, fault);
    store_unlock(&lock);
    return status;
}

/* With the lock of its token, so that one that is being fetched now is removed, too. */
static enum status delete_locked(struct store *store, const char *name, struct fault *fault)
{
    struct profile profile = PROFILE;
    enum status status = profile_load(&profile, store, name, fault);
    size_t i;

    if (status == STATUS_DAMAGED)
        status = STATUS_OK;
    for (i = 0; status == STATUS_OK && i < profile.host.count; i++)
        status = profile_list_enrol(store, profile.host.item[i], name, ENROL_STRIKE, fault);
    for (i = 0; status == STATUS_OK && i < profile.host.count; i++)
        status = host_forget(store, name, profile.host.item[i], fault);
    if (status == STATUS_OK)
        status = profile_list_enrol(store, PROFILE_ALL, name, ENROL_STRIKE, fault);
    if (status == STATUS_OK)
        status = stored_delete(STORE_TOKEN, store, name, fault);
    if (status == STATUS_OK)
        status = stored_delete(STORE_STATE, store, name, fault);
    if (status == STATUS_OK)
        status = store_delete(store, STORE_PROFILE, name, fault);
    profile_clear(&profile);
    return status;
}

enum status profile_delete(struct store *store, const char *name, struct fault *fault)
{
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = store_lock(store, STORE_TOKEN, name, STORE_LOCK_WAIT, &lock, fault);

    if (status == STATUS_OK || status == STATUS_BUSY) /* by one that is stopped */
        status = delete_locked(store, name, fault);
    store_unlock(&lock);
    return status;
}

static enum status rename_locked(struct profile *profile, struct store *store, const char *name,
                                 struct fault *fault)
{
    const char *former = profile->name;
    enum status status = check_new_name(profile, store, name, fault);
    size_t i;

    if (status == STATUS_OK)
        status = stored_save(profile, &form, store, name, fault);
    if (status == STATUS_OK)
        status = profile_list_rename(store, PROFILE_ALL, former, name, fault);
    for (i = 0; status == STATUS_OK && i < profile->host.count; i++)
        status = profile_list_rename(store, profile->host.item[i], former, name, fault);
    if (status == STATUS_OK)
        status = delete_locked(store, former, fault);
    if (status == STATUS_OK)
        snprintf(profile->name, sizeof profile->name, "%s", name);
    return status;
}

/* In the same order whichever is to be called what. */
static enum status lock_both(struct store *store, const char *one, const char *other,
                             struct store_lock locks[2], struct fault *fault)
{
    int order = strcmp(one, other);
    enum status status = store_lock(store, STORE_TOKEN, order < 0 ? one : other,
                                    STORE_LOCK_WAIT, &locks[0], fault);

    if (status == STATUS_OK && order != 0)
        status = store_lock(store, STORE_TOKEN, order < 0 ? other : one, STORE_LOCK_WAIT,
                            &locks[1], fault);
    return status;
}

enum status profile_rename(struct profile *profile, struct store *store, const char *former,
                           const char *name, struct fault *fault)
{
    struct store_lock locks[2] = { STORE_UNLOCKED, STORE_UNLOCKED };
    enum status status = lock_both(store, former, name, locks, fault);

    if (status == STATUS_OK)
        status = profile_load(profile, store, former, fault);
    if (status == STATUS_OK)
        status = rename_locked(profile, store, name, fault);
    store_unlock(&locks[1]);
    store_unlock(&locks[0]);
    return status;
}

static bool fits_request(const struct profile *profile, const char *host, const char *username)
{
    if (host != NULL && !string_list_contain(&profile->host, host))
        return false;
    return username == NULL || strcmp(profile->name, username) == 0 ||
           strcasecmp(profile->technical_account_email, username) == 0;
}

/* A profile removed between two looks is just not there. */
static enum status find_among(struct profile *profile, struct store *store,
                              const struct string_list *names, const char *host,
                              const char *username, struct fault *fault)
{
    size_t i;

    for (i = 0; i < names->count; i++) {
        enum status status = profile_load(profile, store, names->item[i], fault);

        if (status == STATUS_OK && fits_request(profile, host, username))
            return STATUS_OK;
        if (status != STATUS_OK && status != STATUS_NOT_FOUND)
            return status;
    }
    return STATUS_NOT_FOUND;
}

enum status profile_find(struct profile *profile, struct store *store, const char *host,
                         const char *name, const char *username, struct fault *fault)
{
    struct string_list names = { .count = 0 };
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    enum status status = STATUS_OK;

    if (name != NULL)
        names = (struct string_list){ .item = { name }, .count = 1 };
    else
        status = profile_names(&names, &text, store, host != NULL ? host : PROFILE_ALL, fault);
    if (status == STATUS_OK)
        status = find_among(profile, store, &names, host, username, fault);
    if (status == STATUS_NOT_FOUND)
        fault_set(fault, status, 0,
                  host != NULL   ? host
                  : name != NULL ? name
                                 : "no profile",
                  NULL);
    buffer_clear(&text);
    return status;
}

enum status profile_needs_secret(const struct profile *profile, struct fault *fault)
{
    return profile->client_secret.count > 0
               ? STATUS_OK
               : fault_because(fault, STATUS_UNSUITABLE, CAUSE_FLEET_SECRET, profile->name,
                               NULL);
}
