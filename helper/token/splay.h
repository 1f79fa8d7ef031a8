/* splay.h: how long a renewal in the background waits first, so that machines whose jobs start
 * in the same second don't ask Adobe in the same one.
 */
#pragma once

#include "helper/token/token.h"
#include "store/store.h"

#define SPLAY_RENEWING 60 /* seconds that a renewal may take */

/* Milliseconds to wait, at random, each as likely as any other: less than `splay` seconds, and
 * never so long that the token had less left, once it is renewed, than who asks meanwhile needs
 * of it: TOKEN_MIN_VALIDITY, or half its life where that is shorter. 0: not at all. */
int64_t splay_draw(int64_t splay, const struct token *token, struct moment now);

/* Waits, without the profile's token lock, which is free for who can't; others find the plan.
 * Then takes the lock again. False when there is nothing to do any more: another process plans
 * to renew, or is at it. */
bool splay_wait(int64_t pause, struct store *store, const char *profile, struct moment now,
                struct store_lock *lock);
