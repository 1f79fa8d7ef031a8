/* token.h: an access token's life, from the moment before it was asked for to its end.
 *
 * Age is measured twice, on the wall clock and on the time since boot (which nobody sets and
 * which goes on while a laptop sleeps), and the larger counts: a clock that is set back can't
 * make a dead token look alive, and one that is set forward costs one renewal. The time since
 * boot says nothing about a token of another boot or another machine that shares the folder:
 * then only the wall clock counts. Callers compare the absolute expiry with their own clock, so
 * it is what is left from now on; Adobe's clock corrects that by ten minutes at most.
 *
 *   fresh   answer at once
 *   due     past about four fifths of its life: answer at once, renew in the background
 *   short   less life left than asked for, suspect, of another credential, or absent: renew
 *           first
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "helper/token/moment.h"
#include "helper/token/profile.h"
#include "protocol/credential.h"
#include "store/store.h"

#define TOKEN_MIN_VALIDITY 300         /* seconds left that callers want unless they say */
#define TOKEN_LIFETIME_MAX (7 * 86400) /* seconds; Adobe's live for a day */

/* The store's record STORE_TOKEN of the profile's name. A view, as struct profile. */
struct token {
    const char *access_token;
    const char *binding; /* fingerprint of endpoint, client, secrets and scope */
    int64_t issued_at;   /* wall clock in Unix seconds, from before the request was sent */
    int64_t issued_boot; /* CLOCK_BOOTTIME in seconds, at the same moment */
    const char *boot;    /* which boot that was: boot_identify(); NULL = not known */
    int64_t lifetime;    /* seconds from then */
    int64_t due;         /* age in seconds from which it's renewed in the background */
    int64_t expires_at;  /* Unix seconds, by the server's clock where that could be believed */
    int64_t suspect_at;  /* when a caller said that it doesn't work; 0 = never */
    bool after_suspect;  /* fetched because its predecessor was suspect */
    struct buffer text;
};

#define TOKEN                                                                                  \
    {                                                                                          \
        .text = BUFFER(STORE_RECORD_MAX)                                                       \
    }

enum token_state { TOKEN_FRESH, TOKEN_DUE, TOKEN_SHORT };

/* Seconds since the token was asked for; −1 when not known. */
int64_t token_age(const struct token *token, struct moment now);

/* Seconds of life left, 0 when dead or not known. */
int64_t token_left(const struct token *token, struct moment now);

/* When the token ends, for a caller that compares it with this machine's clock: `now` and what
 * is left, corrected by how far Adobe's clock was from ours where that is TOKEN_CORRECTION_MAX
 * seconds at most; of one that is over, when it ended. Unix seconds. */
#define TOKEN_CORRECTION_MAX 600
int64_t token_expiry(const struct token *token, struct moment now);

/* How the token stands now for a credential with that binding; an empty one is short.
 * `min_validity` < 0: TOKEN_MIN_VALIDITY, but never more than half of its life. A suspect is
 * short too, unless it was fetched in place of another suspect less than a minute ago. */
enum token_state token_judge(const struct token *token, const char *binding,
                             int64_t min_validity, struct moment now);

/* Loads the profile's token. STATUS_NOT_FOUND when there is none, it is damaged or makes no
 * sense. */
enum status token_load(struct token *token, struct store *store, const char *profile,
                       struct fault *fault);

enum status token_save(const struct token *token, struct store *store, const char *profile,
                       struct fault *fault);

/* Marks the profile's token as suspect, unless it is another one than `named`; with its lock,
 * so as not to overwrite a new one: STATUS_BUSY when others have it for ten seconds. `print`
 * gets the fingerprint of the token that is there, and is left alone where there is none;
 * `has_changed` is set when it became suspect only now. */
enum status token_suspect(struct store *store, const char *profile, const char *named,
                          char print[STORE_FINGERPRINT_SIZE], bool *has_changed,
                          struct fault *fault);

/* Makes the token one that was asked for at `issued` and lives for `lifetime` seconds, due at
 * 75 to 85 % of them; what else it says is the caller's to set. STATUS_TOO_LONG,
 * STATUS_NO_MEMORY. */
enum status token_make(struct token *token, const char *access_token, struct moment issued,
                       int64_t lifetime);

/* Wipes what was loaded; may be used again. */
void token_clear(struct token *token);

/* Writes what ties a token to `profile`: its `binding`, so that a token outlives a change of
 * secrets, else the fingerprint of endpoint, client, secrets and scope. */
void token_binding(char out[STORE_FINGERPRINT_SIZE], const struct profile *profile,
                   struct store *store);
