/*
 * listing.h: what `stack` (stack.c) and `stack test` (stack_test.c) print of the unlock lines,
 * as lines or as JSON. No secret is asked for or read.
 */
#ifndef HELPER_LISTING_H
#define HELPER_LISTING_H

#include <jansson.h>

#include "helper/command.h"
#include "store/unlock/inspect.h"

enum { STACK_FORMAT = 1 };

/* What is printed of a stack, as lines or as JSON. */
struct listing {
    struct context *context;
    const struct unlock_stack *stack;
    struct inspected store;
    bool has_store;
    json_t *array; /* NULL = lines */
    size_t width;  /* of the column with the modules */
};

/* The words for an enum unlock_verdict, and the same as members of a JSON object. */
extern const char *const listing_verdicts[];
extern const char *const listing_verdict_keys[];

/* Whether the line's module keeps keys instead of having one. */
bool listing_is_cache(const struct unlock_line *line);

/* Puts the number, control and words of line `i`, and blanks as far as the next column. */
void listing_put_line(const struct listing *listing, size_t i);

/* The same as a JSON object, which is the caller's; NULL without memory. */
json_t *listing_line_json(const struct listing *listing, size_t i);

/* Adds a row, which it takes, to the array; without memory the output fails. */
void listing_add(const struct listing *listing, json_t *row);

/* The file that the stack comes from; NULL for the default stack. */
const char *listing_file(const struct context *context);

/* Prints what each verdict of each line does, and what comes of all combinations of verdicts.
 * STATUS_LOCKED when none opens a store, STATUS_USAGE when they are too many. */
enum status listing_test(struct listing *listing);

#endif
