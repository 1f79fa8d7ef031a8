/* spelling.c: the restricted Damerau-Levenshtein distance, with three rows of its table. */
#include "helper/say/spelling.h"

#include <stddef.h>
#include <string.h>

enum { LONGEST = 64, SHORT = 4 };

static unsigned least_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The distance from the first `i` characters of `a` to the first `j` of `b`, by what is known
 * of shorter beginnings. */
static unsigned distance_cell(unsigned rows[3][LONGEST + 1], const char *a, size_t i,
                              const char *b, size_t j)
{
    const unsigned *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
    unsigned distance = above[j - 1] + (a[i - 1] != b[j - 1]);

    distance = least_of(distance, above[j] + 1);
    distance = least_of(distance, rows[i % 3][j - 1] + 1);
    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        distance = least_of(distance, two_above[j - 2] + 1);
    return distance;
}

static unsigned distance_between(const char *a, size_t length, const char *b, size_t columns)
{
    unsigned rows[3][LONGEST + 1];
    size_t i, j;

    for (j = 0; j <= columns; j++)
        rows[0][j] = (unsigned)j;
    for (i = 1; i <= length; i++) {
        rows[i % 3][0] = (unsigned)i;
        for (j = 1; j <= columns; j++)
            rows[i % 3][j] = distance_cell(rows, a, i, b, j);
    }
    return rows[length % 3][columns];
}

void spelling_try(struct spelling *spelling, const char *candidate)
{
    size_t length = strlen(spelling->word), columns = strlen(candidate);
    unsigned most = length > SHORT ? 2 : 1, distance;

    if (length > LONGEST || columns > LONGEST)
        return;
    distance = distance_between(spelling->word, length, candidate, columns);
    if (distance > most || (spelling->nearest != NULL && distance >= spelling->distance))
        return;
    spelling->nearest = candidate;
    spelling->distance = distance;
}
