/* rekeys.h: a store with a record of each kind, whose key is changed. */
#pragma once

#include "tests/lib/stores.h"

#include "store/change/keys.h"

static const char one_line[] = "unlock sufficient keyfile\n";

static inline enum status closed(enum status status, struct store *store)
{
    ck_assert(status != STATUS_OK || store != NULL);
    store_close(store);
    return status;
}

static inline enum status rekey_by(const char *stack, const struct store_change *change,
                                   struct store_changed *changed)
{
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = stack };
    enum status status;

    memset(&fault, 0, sizeof fault);
    status = store_rekey(&options, change, changed, &fault);
    return closed(status, changed->store);
}

/* Asks again, as stores_put() does. */
static inline enum status rekey(void)
{
    const struct store_change change = { .drops = 0 };
    struct store_changed changed;
    enum status status;

    do
        status = rekey_by(one_line, &change, &changed);
    while (status == STATUS_BUSY);
    return status;
}

static inline struct store *filled(void)
{
    struct store *store = stores_opened();

    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "value=0\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_PROFILE, "a", "value=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_TOKEN, "a", "token=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_HOST, "h", "host=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_ENTRY, "e", "entry=1\n"), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_STATE, "a", "state=1\n"), STATUS_OK);
    return store;
}

static inline size_t folders(void)
{
    DIR *stream = opendir(scratch_path(STORE_FOLDER));
    struct dirent *entry;
    size_t count = 0;

    ck_assert_ptr_nonnull(stream);
    while ((entry = readdir(stream)) != NULL)
        count += strncmp(entry->d_name, "records-", 8) == 0;
    closedir(stream);
    return count;
}
