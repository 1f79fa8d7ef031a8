/* splay.c: waiting for a random time. */
#include "helper/token/splay.h"

#include <sodium.h>

#include "helper/token/backoff.h"
#include "protocol/clock.h"

int64_t splay_draw(int64_t splay, const struct token *token, struct moment now)
{
    int64_t least =
        token->lifetime / 2 < TOKEN_MIN_VALIDITY ? token->lifetime / 2 : TOKEN_MIN_VALIDITY;
    int64_t most = token_left(token, now) - least - SPLAY_RENEWING;

    if (most > splay)
        most = splay;
    return most > 0 ? randombytes_uniform((uint32_t)most * 1000) : 0;
}

bool splay_wait(int64_t pause, struct store *store, const char *profile, struct moment now,
                struct store_lock *lock)
{
    struct backoff backoff = BACKOFF;
    enum status status = backoff_load(&backoff, store, profile, NULL);
    bool is_planned = backoff_is_planned(&backoff, now.wall);

    backoff.renewal_at = now.wall + pause / 1000 + SPLAY_RENEWING;
    if (status == STATUS_OK && !is_planned)
        status = backoff_save(&backoff, store, profile, NULL);
    backoff_clear(&backoff);
    store_unlock(lock);
    if (status != STATUS_OK || is_planned)
        return false;
    clock_sleep(pause);
    return store_lock(store, STORE_TOKEN, profile, 0, lock, NULL) == STATUS_OK;
}
