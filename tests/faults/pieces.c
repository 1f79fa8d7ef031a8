/* pieces.c: a table of addresses, in which each lies after the place of its hash. */
#include "tests/faults/pieces.h"

#include <stddef.h>
#include <stdint.h>

enum { PIECES_MAX = 1 << 16 };

static uintptr_t pieces[PIECES_MAX]; /* 0 = never used, 1 = given back */
static int count;

static size_t writable_of(const void *piece)
{
    return ((uintptr_t)piece >> 4) * 2654435761u % PIECES_MAX;
}

void pieces_add(const void *piece)
{
    size_t place = writable_of(piece), tries;

    count++;
    for (tries = 0; tries < PIECES_MAX && pieces[place] > 1; tries++)
        place = (place + 1) % PIECES_MAX;
    if (tries < PIECES_MAX)
        pieces[place] = (uintptr_t)piece;
}

void pieces_remove(const void *piece)
{
    size_t place = writable_of(piece), tries;

    for (tries = 0; tries < PIECES_MAX && pieces[place] != 0; tries++) {
        if (pieces[place] == (uintptr_t)piece) {
            pieces[place] = 1;
            count--;
            return;
        }
        place = (place + 1) % PIECES_MAX;
    }
}

int pieces_count(void)
{
    return count;
}
