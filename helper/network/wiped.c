/* wiped.c: malloc(3) with the size in front of each block. */
#include "helper/network/wiped.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/secret.h"

union header {
    size_t size; /* of the block after it */
    max_align_t alignment;
};

static atomic_bool ran_out;

bool wiped_ran_out(void)
{
    return ran_out;
}

void *wiped_malloc(size_t size)
{
    union header *header = NULL;

    if (size <= SIZE_MAX - sizeof *header)
        header = malloc(sizeof *header + size);
    if (header == NULL) {
        ran_out = true;
        return NULL;
    }
    header->size = size;
    return header + 1;
}

void *wiped_calloc(size_t count, size_t size)
{
    size_t total;
    void *block;

    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    block = wiped_malloc(total);
    if (block != NULL)
        memset(block, 0, total);
    return block;
}

void *wiped_realloc(void *block, size_t size)
{
    const union header *header = block;
    void *moved = wiped_malloc(size);

    if (moved == NULL || block == NULL)
        return moved;
    memcpy(moved, block, size < header[-1].size ? size : header[-1].size);
    wiped_free(block);
    return moved;
}

char *wiped_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = wiped_malloc(size);

    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

void wiped_free(void *block)
{
    union header *header = block;

    if (block == NULL)
        return;
    header--;
    secret_wipe(header, sizeof *header + header->size);
    free(header);
}
