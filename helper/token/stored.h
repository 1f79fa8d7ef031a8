/* stored.h: structs that are kept as records of the store.
 *
 * Such a struct is a view: its strings belong to the text that was read, a member of it in most
 * cases, which must stay as long as they are looked at.
 */
#pragma once

#include <stdbool.h>

#include "protocol/record.h"
#include "store/store.h"

struct stored_form {
    enum store_kind kind;
    const struct record_rule *rules;
    size_t rules_count;
};

/* The form of records of a kind, without its STORE_, that an array of rules describes. */
#define STORED_FORM(kind, rules)                                                               \
    {                                                                                          \
        STORE_##kind, rules, RECORD_RULES_COUNT(rules)                                         \
    }

/* Reads the record of that name into the empty `view`, and its bytes into the empty `text`.
 * STATUS_DAMAGED also for a record that the rules don't fit; otherwise, and for `restored`, as
 * store_get(). After a failure both are the caller's to clear. */
enum status stored_load(void *view, struct buffer *text, const struct stored_form *form,
                        struct store *store, const char *name, bool *restored,
                        struct fault *fault);

/* Puts the view into the store; the record of one with nothing in it is removed. As
 * store_put(), and as buffer_status() of what is written. */
enum status stored_save(const void *view, const struct stored_form *form, struct store *store,
                        const char *name, struct fault *fault);

/* Removes the record; nothing there is fine. */
enum status stored_delete(enum store_kind kind, struct store *store, const char *name,
                          struct fault *fault);
