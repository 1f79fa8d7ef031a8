/* secret.h: guarded memory for everything that may hold a secret.
 *
 * One arena serves all allocations: pages with a guard page on either side, locked into RAM
 * where the limit allows, handed out in small pieces. A mapping and one change of it make them;
 * sodium_malloc(3) takes six calls. No process that has secrets leaves a core file
 * (harden.h, jail.h). Every piece is wiped when it is freed; what was not is wiped at exit(3).
 * Not thread-safe: no program here has threads.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Initialises libsodium once; must come before anything else here. Returns false when the
 * system gives no randomness or memory. Calling it again is harmless. */
bool secret_init(void);

/* `size` zeroed bytes, aligned for any type; NULL when memory is short or `size` is 0 or above
 * SECRET_MAX. The caller owns them and gives them back with secret_free(). */
void *secret_alloc(size_t size);

/* The largest single piece: 16 MiB. */
#define SECRET_MAX (16u * 1024 * 1024)

/* Wipes and releases a piece; NULL is a no-op. */
void secret_free(void *piece);

/* Wipes `length` bytes in place in a way that the compiler can't drop (sodium_memzero(3)). */
void secret_wipe(void *data, size_t length);

/* Wipes and releases the whole arena: every piece becomes invalid. For the last act of a
 * process. */
void secret_wipe_all(void);

/* Tries once more to lock every page handed out so far into RAM, and says whether all are: the
 * arena works without, but RLIMIT_MEMLOCK may then let secrets reach the swap. */
bool secret_is_locked(void);
