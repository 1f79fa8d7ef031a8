/* wiped.h: an allocator that wipes what it frees, for the libraries that can be given one.
 *
 * libcurl and jansson copy secrets into memory of their own. They get these functions
 * (curl_global_init_mem(3), json_set_alloc_funcs(3)), so that no copy outlives its use. Each
 * behaves as its namesake in malloc(3), except that wiped_realloc() always moves and that an
 * old block is wiped before it is given back. They are thread-safe, as the resolver of libcurl
 * allocates in a thread of its own. The guarded arena of secret.h isn't, and is too small for
 * the many small pieces of a hostile document.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

void *wiped_malloc(size_t size);
void *wiped_calloc(size_t count, size_t size);
void *wiped_realloc(void *block, size_t size);
char *wiped_strdup(const char *text);
void wiped_free(void *block);

/* Whether one of them has ever failed for want of memory: the libraries don't always say so. */
bool wiped_ran_out(void);
