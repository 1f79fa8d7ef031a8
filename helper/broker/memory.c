/* memory.c: protocol/secret.h for a program without libsodium: each piece has pages of its own,
 * locked into RAM where the limit allows, left out of core files, wiped when it's given back.
 * A token is here only while it is passed on. */
#include <string.h>
#include <sys/mman.h>

#include "protocol/secret.h"

enum { PAGE = 4096 };

/* Before each piece. */
union piece {
    size_t size; /* of its pages */
    max_align_t alignment;
};

bool secret_init(void)
{
    return true;
}

void *secret_alloc(size_t size)
{
    size_t whole = (sizeof(union piece) + size + PAGE - 1) / PAGE * PAGE;
    union piece *piece;

    if (size == 0 || size > SECRET_MAX)
        return NULL;
    piece = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED)
        return NULL;
    mlock(piece, whole);
    madvise(piece, whole, MADV_DONTDUMP);
    piece->size = whole;
    return piece + 1;
}

void secret_free(void *payload)
{
    union piece *piece = payload;
    size_t size;

    if (payload == NULL)
        return;
    piece--;
    size = piece->size;
    explicit_bzero(piece, size);
    munmap(piece, size);
}

void secret_wipe(void *data, size_t length)
{
    explicit_bzero(data, length);
}
