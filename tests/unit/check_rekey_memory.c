/* check_rekey_memory.c: a store that is opened, listed, or given another key with too little
 * memory (the link wraps secret_alloc): that is said, and not that the key is wrong. */
#include "tests/lib/rekeys.h"

void *__real_secret_alloc(size_t size);
void *__wrap_secret_alloc(size_t size);

static int pieces_left = -1; /* that can be had; −1 = any number */

void *__wrap_secret_alloc(size_t size)
{
    if (pieces_left == 0)
        return NULL;
    pieces_left -= pieces_left > 0;
    return __real_secret_alloc(size);
}

/* Whether memory was missing. */
static bool is_short_of(int pieces, enum status (*act)(void), enum status *status)
{
    bool was_short;

    pieces_left = pieces;
    memset(&fault, 0, sizeof fault);
    *status = act();
    was_short = pieces_left == 0;
    pieces_left = -1;
    return was_short;
}

static enum status change(void)
{
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = one_line };
    const struct store_change new_key = { .drops = 0 };
    struct store_changed changed;
    enum status status = store_rekey(&options, &new_key, &changed, &fault);

    store_close(changed.store);
    return status;
}

static enum status list(void)
{
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = one_line };
    struct store_slots slots;
    enum status status = store_slots_read(&slots, &options, &fault);

    store_slots_clear(&slots);
    return status;
}

static enum status reopen(void)
{
    struct store *store = NULL;
    enum status status = stores_open(&store, one_line, false);

    store_close(store);
    return status;
}

static void expect_whole(void)
{
    struct store *store = stores_opened();

    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "value=1\n");
    stores_expect(store, STORE_TOKEN, "a", STATUS_OK, "token=1\n");
    stores_expect(store, STORE_HOST, "h", STATUS_OK, "host=1\n");
    ck_assert_uint_eq(folders(), 1);
    store_close(store);
}

START_TEST(whatever_memory_is_missing_nothing_is_lost)
{
    enum status status = STATUS_NO_MEMORY;
    int at;

    store_close(filled());
    for (at = 0; is_short_of(at, change, &status); at++) {
        ck_assert(status == STATUS_OK || status == STATUS_NO_MEMORY);
        if (at == 0)
            ck_assert_int_eq(status, STATUS_NO_MEMORY);
        expect_whole();
    }
    ck_assert_int_eq(status, STATUS_OK);
    ck_assert_int_gt(at, 10);
    expect_whole();
}
END_TEST

static void expect_said(enum status (*act)(void))
{
    enum status status = STATUS_NO_MEMORY;
    int at;

    store_close(filled());
    for (at = 0; is_short_of(at, act, &status); at++)
        ck_assert(status == STATUS_OK ||
                  (status == STATUS_NO_MEMORY && fault.subject[0] != '\0'));
    ck_assert_int_eq(status, STATUS_OK);
    ck_assert_int_gt(at, 3);
}

START_TEST(whatever_memory_is_missing_opening_says_so)
{
    expect_said(reopen);
}
END_TEST

START_TEST(whatever_memory_is_missing_listing_says_so)
{
    expect_said(list);
}
END_TEST

int main(void)
{
    return scratch_run("rekey-memory", SUITE(whatever_memory_is_missing_nothing_is_lost,
                                             whatever_memory_is_missing_opening_says_so,
                                             whatever_memory_is_missing_listing_says_so));
}
