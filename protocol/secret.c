/* secret.c: the arena of guarded memory. */
#include "protocol/secret.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

enum {
    ALIGNMENT = 16,
    CHUNK_SIZE = 16 * 1024,
    OWN_CHUNK = CHUNK_SIZE / 4, /* larger pieces get pages of their own */
};

/* At the start of each run of guarded pages; pieces follow. */
struct chunk {
    struct chunk *next;
    size_t size, used, live;
};

/* Before each piece. */
struct piece {
    struct chunk *chunk;
    size_t size; /* of the payload, rounded up */
};

_Static_assert(sizeof(struct chunk) % ALIGNMENT == 0, "pieces stay aligned");
_Static_assert(sizeof(struct piece) % ALIGNMENT == 0, "payloads stay aligned");

static struct chunk *chunks;
static bool initialised;

bool secret_init(void)
{
    if (initialised)
        return true;
    initialised = sodium_init() >= 0 && atexit(secret_wipe_all) == 0;
    return initialised;
}

static struct chunk *chunk_new(size_t need)
{
    size_t size = need > OWN_CHUNK ? sizeof(struct chunk) + need : CHUNK_SIZE;
    struct chunk *chunk = sodium_malloc(size);

    if (chunk == NULL)
        return NULL;
    memset(chunk, 0, size);
    chunk->size = size;
    chunk->used = sizeof *chunk;
    chunk->next = chunks;
    chunks = chunk;
    return chunk;
}

static struct chunk *chunk_with_room(size_t need)
{
    struct chunk *chunk;

    for (chunk = chunks; chunk != NULL; chunk = chunk->next)
        if (chunk->size - chunk->used >= need)
            return chunk;
    return chunk_new(need);
}

static void chunk_release(struct chunk *chunk)
{
    struct chunk **link = &chunks;

    while (*link != chunk)
        link = &(*link)->next;
    *link = chunk->next;
    sodium_free(chunk);
}

void *secret_alloc(size_t size)
{
    size_t payload = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct chunk *chunk;
    struct piece *piece;

    if (size == 0 || size > SECRET_MAX || !initialised)
        return NULL;
    chunk = chunk_with_room(sizeof *piece + payload);
    if (chunk == NULL)
        return NULL;
    piece = (struct piece *)((unsigned char *)chunk + chunk->used);
    piece->chunk = chunk;
    piece->size = payload;
    chunk->used += sizeof *piece + payload;
    chunk->live++;
    return piece + 1;
}

void secret_free(void *payload)
{
    struct piece *piece;
    struct chunk *chunk;
    unsigned char *end;

    if (payload == NULL)
        return;
    piece = (struct piece *)payload - 1;
    chunk = piece->chunk;
    end = (unsigned char *)payload + piece->size;
    if (end == (unsigned char *)chunk + chunk->used)
        chunk->used -= sizeof *piece + piece->size;
    sodium_memzero(piece, sizeof *piece + piece->size);
    if (--chunk->live > 0)
        return;
    chunk->used = sizeof *chunk;
    if (chunk->size != CHUNK_SIZE)
        chunk_release(chunk);
}

char *secret_copy(const void *data, size_t length)
{
    char *copy = length < SECRET_MAX ? secret_alloc(length + 1) : NULL;

    if (copy != NULL && length > 0)
        memcpy(copy, data, length);
    return copy;
}

void secret_wipe(void *data, size_t length)
{
    sodium_memzero(data, length);
}

void secret_wipe_all(void)
{
    while (chunks != NULL) {
        struct chunk *next = chunks->next;

        sodium_free(chunks);
        chunks = next;
    }
}

bool secret_is_locked(void)
{
    struct chunk *chunk;

    for (chunk = chunks; chunk != NULL; chunk = chunk->next)
        if (sodium_mlock(chunk, chunk->size) != 0)
            return false;
    return true;
}
