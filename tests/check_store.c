/* check_store.c: the store as helper/ uses it. */
#include "tests/scratch.h"

#include <string.h>

#include "store/store.h"

static struct fault fault;

static enum status open_store(struct store **store, bool create)
{
    const struct store_options options = { .directory = scratch_path("data/store"),
                                           .key_file = scratch_path("config/key"),
                                           .create = create };

    return store_open(store, &options, &fault);
}

static struct store *opened(bool create)
{
    struct store *store;

    ck_assert_msg(open_store(&store, create) == STATUS_OK, "%s: %s", fault.subject,
                  fault.detail);
    return store;
}

static void put(struct store *store, enum store_kind kind, const char *name, const char *text)
{
    struct buffer record = BUFFER(STORE_RECORD_MAX);

    buffer_text(&record, text);
    ck_assert_int_eq(store_put(store, kind, name, &record, &fault), STATUS_OK);
    buffer_clear(&record);
}

static void expect(struct store *store, enum store_kind kind, const char *name,
                   const char *text)
{
    struct buffer record = BUFFER(STORE_RECORD_MAX);
    bool restored = true;

    ck_assert_int_eq(store_get(store, kind, name, &record, &restored, &fault), STATUS_OK);
    ck_assert_str_eq(buffer_string(&record), text);
    ck_assert(!restored);
    buffer_clear(&record);
}

static void expect_status(struct store *store, enum store_kind kind, const char *name,
                          enum status status)
{
    struct buffer record = BUFFER(STORE_RECORD_MAX);

    ck_assert_int_eq(store_get(store, kind, name, &record, NULL, &fault), status);
    ck_assert_uint_eq(record.length, 0);
    buffer_clear(&record);
}

START_TEST(without_a_store_nothing_is_made)
{
    struct store *store;

    ck_assert_int_eq(open_store(&store, false), STATUS_NO_STORE);
    ck_assert_ptr_null(store);
    ck_assert_str_eq(fault.subject, scratch_path("data/store"));
    ck_assert_int_eq(access(scratch_path("config/key"), F_OK), -1);
}
END_TEST

START_TEST(what_was_put_is_got)
{
    struct store *store = opened(true);

    put(store, STORE_PROFILE, "default", "client_id=a\n");
    put(store, STORE_TOKEN, "default", "token=b\n");
    expect(store, STORE_PROFILE, "default", "client_id=a\n");
    put(store, STORE_PROFILE, "default", "client_id=c\n");
    expect(store, STORE_PROFILE, "default", "client_id=c\n");
    store_close(store);

    store = opened(false);
    expect(store, STORE_PROFILE, "default", "client_id=c\n");
    expect(store, STORE_TOKEN, "default", "token=b\n");
    expect_status(store, STORE_HOST, "default", STATUS_NOT_FOUND);
    expect_status(store, STORE_TOKEN, "other", STATUS_NOT_FOUND);
    ck_assert_str_eq(store_unlocked_by(store), "keyfile");
    store_close(store);
}
END_TEST

START_TEST(what_was_deleted_is_gone)
{
    struct store *store = opened(true);

    put(store, STORE_PROFILE, "default", "a=1\n");
    put(store, STORE_PROFILE, "default", "a=2\n");
    ck_assert_int_eq(store_delete(store, STORE_PROFILE, "default", &fault), STATUS_OK);
    expect_status(store, STORE_PROFILE, "default", STATUS_NOT_FOUND);
    ck_assert_int_eq(store_delete(store, STORE_PROFILE, "default", &fault), STATUS_NOT_FOUND);
    store_close(store);
}
END_TEST

static enum status collect(void *context, const char *name, struct buffer *record)
{
    struct buffer *out = context;

    buffer_text(out, name);
    buffer_text(out, ":");
    buffer_text(out, record != NULL ? buffer_string(record) : "damaged\n");
    return STATUS_OK;
}

START_TEST(a_list_is_of_one_kind_in_order_of_names)
{
    struct buffer seen = BUFFER(4096);
    struct store *store = opened(true);

    ck_assert_int_eq(store_list(store, STORE_HOST, collect, &seen, &fault), STATUS_OK);
    ck_assert_uint_eq(seen.length, 0);
    put(store, STORE_HOST, "b.example", "profile=2\n");
    put(store, STORE_HOST, "a.example", "profile=1\n");
    put(store, STORE_HOST, "c.example", "profile=3\n");
    put(store, STORE_PROFILE, "a.example", "x=y\n");
    ck_assert_int_eq(store_list(store, STORE_HOST, collect, &seen, &fault), STATUS_OK);
    ck_assert_str_eq(buffer_string(&seen),
                     "a.example:profile=1\nb.example:profile=2\nc.example:profile=3\n");
    buffer_clear(&seen);
    store_close(store);
}
END_TEST

START_TEST(a_name_is_locked_once)
{
    struct store_lock first = STORE_UNLOCKED, second = STORE_UNLOCKED;
    struct store *store = opened(true);

    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "a", 0, &first, &fault), STATUS_OK);
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "a", 20, &second, &fault), STATUS_BUSY);
    ck_assert_int_eq(second.fd, -1);
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "b", 0, &second, &fault), STATUS_OK);
    put(store, STORE_TOKEN, "a", "x=y\n");
    store_unlock(&second);
    store_unlock(&first);
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "a", 0, &second, &fault), STATUS_OK);
    store_unlock(&second);
    store_unlock(&second);
    store_close(store);
}
END_TEST

START_TEST(fingerprints_tell_secrets_apart)
{
    char first[STORE_FINGERPRINT_SIZE], second[STORE_FINGERPRINT_SIZE];
    struct store *store = opened(true);

    store_fingerprint(store, "secret", 6, first);
    store_fingerprint(store, "secret", 6, second);
    ck_assert_uint_eq(strlen(first), STORE_FINGERPRINT_SIZE - 1);
    ck_assert_str_eq(first, second);
    store_fingerprint(store, "secreT", 6, second);
    ck_assert_str_ne(first, second);
    store_close(store);
}
END_TEST

START_TEST(a_store_whose_key_is_gone_is_locked)
{
    struct store *store = opened(true);

    put(store, STORE_PROFILE, "default", "a=1\n");
    store_close(store);
    ck_assert_int_eq(unlink(scratch_path("config/key")), 0);
    ck_assert_int_eq(open_store(&store, false), STATUS_LOCKED);
    ck_assert_str_eq(fault.subject, scratch_path("config/key"));
    ck_assert_int_eq(open_store(&store, true), STATUS_LOCKED);
    ck_assert_int_eq(access(scratch_path("config/key"), F_OK), -1);
}
END_TEST

int main(void)
{
    return scratch_run("store",
                       SUITE(without_a_store_nothing_is_made, what_was_put_is_got,
                             what_was_deleted_is_gone, a_list_is_of_one_kind_in_order_of_names,
                             a_name_is_locked_once, fingerprints_tell_secrets_apart,
                             a_store_whose_key_is_gone_is_locked));
}
