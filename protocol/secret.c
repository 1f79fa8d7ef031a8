/* secret.c: the arena of guarded memory. */
#include "protocol/secret.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sodium.h>

/* Under AddressSanitizer, the bytes of the arena that nobody owns are off limits. */
#if defined __SANITIZE_ADDRESS__
#define WITH_ASAN 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size)   ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define WITH_ASAN                             0
#endif

enum {
    ALIGNMENT = 16,
    GAP = WITH_ASAN * ALIGNMENT, /* between pieces, to catch what overruns one */
    CHUNK_SIZE = 16 * 1024,      /* answering from the store takes less than that */
    OWN_CHUNK = 4 * 1024,        /* larger pieces get pages of their own */
};

/* At the start of each run of guarded pages; pieces follow. */
struct chunk {
    struct chunk *next;
    size_t size, used;
    size_t last; /* where the last piece begins; 0 = there is none */
};

/* Before each piece. */
struct piece {
    _Alignas(ALIGNMENT) struct chunk *chunk; /* NULL once it is freed */
    uint32_t size;                           /* of the payload, rounded up */
    uint32_t previous; /* where the piece before this one begins; 0 = this is the first */
};

_Static_assert(sizeof(struct chunk) % ALIGNMENT == 0, "pieces stay aligned");
_Static_assert(sizeof(struct piece) % ALIGNMENT == 0, "payloads stay aligned");

static struct chunk *chunks;
static bool initialised;

/* What was freed is wiped already, and the process gives the pages back. */
static void wipe_at_exit(void)
{
    struct chunk *chunk;

    for (chunk = chunks; chunk != NULL; chunk = chunk->next) {
        ASAN_UNPOISON_MEMORY_REGION(chunk, chunk->size);
        sodium_memzero(chunk + 1, chunk->used - sizeof *chunk);
    }
}

bool secret_init(void)
{
    if (initialised)
        return true;
    initialised = sodium_init() >= 0 && atexit(wipe_at_exit) == 0;
    return initialised;
}

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* With the page in front of them and the one behind. */
static size_t pages_for(size_t size)
{
    return (size + page_size() - 1) / page_size() * page_size() + 2 * page_size();
}

static unsigned char *pages_map(size_t whole, int locked)
{
    void *pages = mmap(NULL, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | locked, -1, 0);

    return pages != MAP_FAILED ? pages : NULL;
}

/* Guarded bytes that end where a page does. What is mapped locked stays so when it becomes
 * writable (mmap(2)); where the limit doesn't allow that, it isn't. */
static void *pages_take(size_t size)
{
    const size_t whole = pages_for(size), page = page_size();
    unsigned char *pages = pages_map(whole, MAP_LOCKED);

    if (pages == NULL)
        pages = pages_map(whole, 0);
    if (pages == NULL)
        return NULL;
    if (mprotect(pages + page, whole - 2 * page, PROT_READ | PROT_WRITE) == 0)
        return pages + whole - page - size;
    munmap(pages, whole);
    return NULL;
}

static void pages_give_back(struct chunk *chunk)
{
    const size_t whole = pages_for(chunk->size);

    munmap((unsigned char *)chunk + chunk->size + page_size() - whole, whole);
}

static struct chunk *chunk_new(size_t need)
{
    size_t size = need > OWN_CHUNK ? sizeof(struct chunk) + need : CHUNK_SIZE;
    struct chunk *chunk = pages_take(size);

    if (chunk == NULL)
        return NULL;
    *chunk = (struct chunk){ .next = chunks, .size = size, .used = sizeof *chunk };
    chunks = chunk;
    ASAN_POISON_MEMORY_REGION(chunk + 1, size - sizeof *chunk);
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

static void chunk_free(struct chunk *chunk)
{
    ASAN_UNPOISON_MEMORY_REGION(chunk, chunk->size);
    sodium_memzero(chunk + 1, chunk->used - sizeof *chunk);
    pages_give_back(chunk);
}

static void chunk_release(struct chunk *chunk)
{
    struct chunk **link = &chunks;

    while (*link != chunk)
        link = &(*link)->next;
    *link = chunk->next;
    chunk_free(chunk);
}

static struct piece *chunk_last(struct chunk *chunk)
{
    return (void *)((unsigned char *)chunk + chunk->last);
}

/* Takes back the freed pieces at the end, so that no pattern of use leaves the arena growing.
 */
static void chunk_trim(struct chunk *chunk)
{
    while (chunk->last != 0 && chunk_last(chunk)->chunk == NULL) {
        struct piece *piece = chunk_last(chunk);

        chunk->used = chunk->last;
        chunk->last = piece->previous;
        memset(piece, 0, sizeof *piece);
        ASAN_POISON_MEMORY_REGION(piece, sizeof *piece);
    }
}

/* What nobody owns is zero: as it was mapped, or wiped when it was freed. */
static struct piece *piece_new(struct chunk *chunk, size_t size)
{
    struct piece *piece = (void *)((unsigned char *)chunk + chunk->used);

    ASAN_UNPOISON_MEMORY_REGION(piece, sizeof *piece);
    piece->chunk = chunk;
    piece->size = (uint32_t)size;
    piece->previous = (uint32_t)chunk->last;
    chunk->last = chunk->used;
    chunk->used += sizeof *piece + size;
    return piece;
}

void *secret_alloc(size_t size)
{
    size_t rounded = (size + GAP + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct chunk *chunk;
    struct piece *piece;

    if (size == 0 || size > SECRET_MAX || !initialised)
        return NULL;
    chunk = chunk_with_room(sizeof *piece + rounded);
    if (chunk == NULL)
        return NULL;
    piece = piece_new(chunk, rounded);
    ASAN_UNPOISON_MEMORY_REGION(piece + 1, size);
    return piece + 1;
}

void secret_free(void *payload)
{
    struct piece *piece;
    struct chunk *chunk;

    if (payload == NULL)
        return;
    piece = (struct piece *)payload - 1;
    chunk = piece->chunk;
    ASAN_UNPOISON_MEMORY_REGION(payload, piece->size);
    sodium_memzero(payload, piece->size);
    ASAN_POISON_MEMORY_REGION(payload, piece->size);
    piece->chunk = NULL;
    chunk_trim(chunk);
    if (chunk->last == 0 && chunk->size != CHUNK_SIZE)
        chunk_release(chunk);
}

void secret_wipe(void *data, size_t length)
{
    sodium_memzero(data, length);
}

void secret_wipe_all(void)
{
    while (chunks != NULL) {
        struct chunk *next = chunks->next;

        chunk_free(chunks);
        chunks = next;
    }
}

bool secret_is_locked(void)
{
    struct chunk *chunk;

    for (chunk = chunks; chunk != NULL; chunk = chunk->next)
        if (mlock(chunk, chunk->size) != 0)
            return false; /* unreached: tests may lock memory */
    return true;
}
