/* profile.h: a recorded credential, the store's record STORE_PROFILE of its name. The lists
 * that it stands in are profile_list.h's.
 */
#pragma once

#include "helper/token/profile_list.h"
#include "protocol/host.h"
#include "protocol/record.h"
#include "store/store.h"

#define PROFILE_DEFAULT     "default"
#define PROFILE_NAME_MAX    64u
#define PROFILE_API_VERSION 22
#define PROFILE_IMS_URL     "https://ims-na1.adobelogin.com/ims/token/v3"

/* A view: its strings belong to `text` when it was loaded, else to whoever put them in. */
struct profile {
    char name[PROFILE_NAME_MAX + 1]; /* not part of the record */
    const char *endpoint, *client_id;
    const char *scope;        /* of the tokens that are handed out */
    const char *rotate_scope; /* what scopes_split() took from them; NULL = not known */
    const char *binding; /* of its tokens, while secrets change; NULL = token_binding()'s */
    struct string_list client_secret; /* one or two; while they change, the one to use first */
    const char *org_id, *technical_account_id, *technical_account_email;
    const char *console_name;  /* what the Console calls the credential */
    struct string_list host;   /* canonical; the first one is the default */
    struct string_list family; /* names of family.h; none: whatever verify finds open */
    const char *fusion;        /* family_fusion_is_good(), or NULL */
    int64_t api_version;
    const char *console_org, *console_credential; /* the Console's ids, or NULL */
    const char *secret_uuid;                      /* of the secret in use, or NULL */
    const char *rotation; /* rotation.h: the state's name, NULL = idle; and what goes with it */
    const char *rotation_old, *rotation_new, *rotation_seen;
    bool rotation_manual;
    int64_t rotation_at, rotation_proved_at, rotation_seen_at, rotation_used_at;
    bool fleet; /* it came from a fleet, which has the secrets: fleet_profile.h */
    int64_t created_at, secret_at; /* Unix seconds: recorded; secrets last replaced */
    struct buffer text;
};

#define PROFILE                                                                                \
    {                                                                                          \
        .text = BUFFER(STORE_RECORD_MAX)                                                       \
    }

/* Whether `name` may name a profile: 1 to PROFILE_NAME_MAX letters, digits, ".", "_", "-", not
 * starting with "." or "-". */
bool profile_name_is_valid(const char *name);

/* Loads the profile. A profile restored from its previous generation is told by a
 * warning. STATUS_NOT_FOUND with the name as subject, STATUS_DAMAGED, and store_get()'s. */
enum status profile_load(struct profile *profile, struct store *store, const char *name,
                         struct fault *fault);

/* Saves the profile under its name, and enrols it for its hosts and in the list of all.
 * STATUS_TOO_LONG, before anything is saved, when the store has RECORD_LIST_MAX already. A list
 * that is damaged is made anew from the profiles, which is told by a warning when it says which
 * of several is the first. */
enum status profile_save(const struct profile *profile, struct store *store,
                         struct fault *fault);

/* Whether both are of the same client with the same secrets, whose replacement is in the same
 * state: what a change that was begun with the one may be laid upon the other for. */
bool profile_has_same_secrets(const struct profile *one, const struct profile *other);

/* Whether a profile that was made of `read` can take the place of what is recorded, under the
 * lock of its token: STATUS_BUSY with CAUSE_PROFILE_CHANGED when another command has changed
 * its secrets or hosts since. What isn't recorded any more can be recorded again. */
enum status profile_check_same(const struct profile *read, struct store *store,
                               struct fault *fault);

/* Makes the profile the first one in the list of all and of each of its hosts: the one that is
 * taken when nobody names another. */
enum status profile_make_default(const struct profile *profile, struct store *store,
                                 struct fault *fault);

/* Whether the profile is the first one in the list of all. False if that can't be told. */
bool profile_is_default(const struct profile *profile, struct store *store);

/* Whether the list of that host, or with NULL that of all, leads to the profile: a save that
 * was killed may have left it out, and another one puts it in. False if that can't be told. */
bool profile_is_listed(const struct profile *profile, struct store *store, const char *host);

/* Saves the profile of that name as it is, under the lock of its token, so that all lists lead
 * to it. STATUS_BUSY. */
enum status profile_save_again(struct store *store, const char *name, struct fault *fault);

/* Takes `host` (canonical) away from the profile of that name, which is loaded for it under the
 * lock of its token. STATUS_NOT_FOUND when there is none, or the host isn't one of its hosts;
 * STATUS_USAGE when it's the only one; STATUS_BUSY. */
enum status profile_drop_host(struct profile *profile, struct store *store, const char *name,
                              const char *host, struct fault *fault);

/* Writes the name under which the store keeps what was found out about one of a profile's
 * hosts, PROFILE/HOST: no profile's name has a slash. */
#define PROFILE_HOST_NAME_SIZE (PROFILE_NAME_MAX + HOST_SIZE + 2)
void profile_host_name(char out[PROFILE_HOST_NAME_SIZE], const char *profile, const char *host);

/* Gives the profile `former`, which is loaded for it under the locks of both tokens, another
 * name, under which it keeps its place in the list of all and of each of its hosts; its token
 * is asked for anew. STATUS_NOT_FOUND; STATUS_USAGE when another credential has that name;
 * STATUS_BUSY. Killed at any point, there is the profile under one name or both, and doing it
 * again ends it. */
enum status profile_rename(struct profile *profile, struct store *store, const char *former,
                           const char *name, struct fault *fault);

/* Removes the profile, its token, its state, its proofs and its enrolments. STATUS_NOT_FOUND
 * when there is none. */
enum status profile_delete(struct store *store, const char *name, struct fault *fault);

/* Takes away what is known of the secrets themselves and of replacing them: for new ones. */
void profile_forget_rotation(struct profile *profile);

/* Wipes what was loaded; may be used again. */
void profile_clear(struct profile *profile);

/* Finds the profile that serves `host` (canonical; NULL: the default profile is taken). `name`,
 * unless NULL, must be its name; `username`, unless NULL, its name or Technical Account Email
 * (compared without regard to ASCII case). STATUS_NOT_FOUND when none fits. */
enum status profile_find(struct profile *profile, struct store *store, const char *host,
                         const char *name, const char *username, struct fault *fault);

/* STATUS_UNSUITABLE with CAUSE_FLEET_SECRET for a profile that came from a fleet. */
enum status profile_needs_secret(const struct profile *profile, struct fault *fault);
