/* check_rekey.c: a store whose key is changed, and whose slots come and go: what must survive,
 * what must not open any more, and what must be refused. */
#include "tests/lib/rekeys.h"

static enum status drop(const char *stack, int64_t number)
{
    const struct store_change change = { .drop = { number }, .drops = 1 };
    struct store_changed changed;

    return rekey_by(stack, &change, &changed);
}

static enum status add_at(const char *path)
{
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = one_line };
    struct string_list words = { .count = 1 };
    struct store_added added;
    enum status status;
    char word[400];

    snprintf(word, sizeof word, "path=%s", path);
    words.item[0] = word;
    status = store_slot_add(&options, "keyfile", &words, &added, &fault);
    return closed(status, added.store);
}

/* The stack with which the second slot opens too. */
static const char *two_lines(void)
{
    static char text[500];

    snprintf(text, sizeof text, "%sunlock sufficient keyfile path=%s\n", one_line,
             scratch_path("config/second"));
    return text;
}

static const char *lines_at(const char *format)
{
    static char text[2][500];
    static unsigned turn;
    char *out = text[turn++ % 2], path[400];

    snprintf(path, sizeof path, "%s", scratch_path("config/second"));
    snprintf(out, sizeof text[0], "%s keyfile path=%s\nunlock sufficient keyfile\n", format,
             path);
    return out;
}

static void expect_filled(struct store *store)
{
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "value=1\n");
    stores_expect(store, STORE_TOKEN, "a", STATUS_OK, "token=1\n");
    stores_expect(store, STORE_HOST, "h", STATUS_OK, "host=1\n");
    stores_expect(store, STORE_ENTRY, "e", STATUS_OK, "entry=1\n");
    stores_expect(store, STORE_STATE, "a", STATUS_OK, "state=1\n");
}

START_TEST(every_record_survives_under_other_names)
{
    const struct store_change change = { .drops = 0 };
    struct store_changed changed;
    struct store *store = filled();
    char before[600];

    snprintf(before, sizeof before, "%s", stores_file(store, STORE_PROFILE, "a"));
    store_close(store);
    ck_assert_int_eq(rekey_by(NULL, &change, &changed), STATUS_OK);
    ck_assert_uint_eq(changed.records, 6);
    ck_assert_uint_eq(changed.slots, 1);
    ck_assert_uint_eq(folders(), 1);
    store = stores_opened();
    expect_filled(store);
    ck_assert_str_ne(strrchr(stores_file(store, STORE_PROFILE, "a"), '/'),
                     strrchr(before, '/'));
    store_close(store);
}
END_TEST

START_TEST(the_store_is_open_after_a_change_and_after_one_that_failed)
{
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = one_line };
    struct store_change change = { .drops = 0 };
    struct store_changed changed;

    store_close(filled());
    ck_assert_int_eq(store_rekey(&options, &change, &changed, &fault), STATUS_OK);
    expect_filled(changed.store);
    ck_assert_str_eq(store_unlocked_by(changed.store), "keyfile");
    store_close(changed.store);
    ck_assert_int_eq(add_at(scratch_path("config/second")), STATUS_OK);
    ck_assert_int_eq(store_rekey(&options, &change, &changed, &fault), STATUS_LOCKED);
    expect_filled(changed.store);
    store_close(changed.store);
    ck_assert_int_eq(unlink(scratch_path(STORE_KEY)), 0);
    ck_assert_int_eq(store_rekey(&options, &change, &changed, &fault), STATUS_LOCKED);
    ck_assert_ptr_null(changed.store);
}
END_TEST

START_TEST(the_previous_generation_survives)
{
    struct store *store = filled();
    bool restored = false;
    char got[4096];

    store_close(store);
    ck_assert_int_eq(rekey(), STATUS_OK);
    store = stores_opened();
    scratch_write(stores_file(store, STORE_PROFILE, "a"), "damage", 6, 0600);
    ck_assert_int_eq(stores_get(store, STORE_PROFILE, "a", got, &restored), STATUS_OK);
    ck_assert(restored);
    ck_assert_str_eq(got, "value=0\n");
    store_close(store);
    ck_assert_int_eq(rekey(), STATUS_OK);
    store = stores_opened();
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "value=0\n");
    store_close(store);
}
END_TEST

/* What was remembered by fingerprint stays known, over any number of changes. */
START_TEST(fingerprints_stay_the_same)
{
    char before[STORE_FINGERPRINT_SIZE], after[STORE_FINGERPRINT_SIZE];
    struct store *store = filled();
    int i;

    store_fingerprint(store, "secret", 6, before);
    store_close(store);
    for (i = 0; i < 3; i++) {
        ck_assert_int_eq(rekey(), STATUS_OK);
        store = stores_opened();
        store_fingerprint(store, "secret", 6, after);
        ck_assert_str_eq(before, after);
        store_close(store);
    }
}
END_TEST

START_TEST(a_store_that_is_open_follows)
{
    struct store *store = filled();
    struct store_lock lock = STORE_UNLOCKED;

    ck_assert_int_eq(rekey(), STATUS_OK);
    expect_filled(store);
    ck_assert_int_eq(rekey(), STATUS_OK);
    ck_assert_int_eq(stores_put(store, STORE_TOKEN, "a", "token=2\n"), STATUS_OK);
    ck_assert_int_eq(rekey(), STATUS_OK);
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "a", 0, &lock, &fault), STATUS_OK);
    store_unlock(&lock);
    stores_expect(store, STORE_TOKEN, "a", STATUS_OK, "token=2\n");
    store_close(store);
    store = stores_opened();
    stores_expect(store, STORE_TOKEN, "a", STATUS_OK, "token=2\n");
    store_close(store);
}
END_TEST

START_TEST(a_slot_is_added_and_opens)
{
    struct store *store = filled();

    store_close(store);
    ck_assert_int_eq(add_at(scratch_path("config/second")), STATUS_OK);
    ck_assert_int_eq(unlink(scratch_path(STORE_KEY)), 0);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_LOCKED);
    ck_assert_int_eq(stores_open(&store, two_lines(), false), STATUS_OK);
    expect_filled(store);
    store_close(store);
}
END_TEST

static void file_keep(const char *name, char *bytes, size_t *length)
{
    *length = scratch_read(scratch_path(STORE_FOLDER "/%s", name), bytes, 65536);
}

/* Neither with an old copy of `keys`, nor with its slot put into the present one. */
START_TEST(a_removed_slot_opens_nothing)
{
    static char old[65536], now[65536], text[2 * 65536];
    size_t old_length, now_length, header;
    struct store *store = filled();

    store_close(store);
    ck_assert_int_eq(add_at(scratch_path("config/second")), STATUS_OK);
    file_keep("keys", old, &old_length);
    ck_assert_int_eq(drop(one_line, 2), STATUS_OK);
    file_keep("keys", now, &now_length);
    ck_assert_int_eq(unlink(scratch_path(STORE_KEY)), 0);
    ck_assert_int_eq(stores_open(&store, two_lines(), false), STATUS_LOCKED);

    scratch_write(scratch_path(STORE_FOLDER "/keys"), old, old_length, 0600);
    ck_assert_int_eq(stores_open(&store, two_lines(), true), STATUS_DAMAGED);

    header = (size_t)(strstr(now, "\n\n") - now) + 2;
    memcpy(text, now, header);
    memcpy(text + header, strstr(old, "\n\n") + 2, old_length);
    scratch_write(scratch_path(STORE_FOLDER "/keys"), text, strlen(text), 0600);
    unlink(scratch_path(STORE_FOLDER "/keys.copy"));
    ck_assert_int_ne(stores_open(&store, two_lines(), false), STATUS_OK);
}
END_TEST

START_TEST(what_would_lock_somebody_out_is_refused)
{
    struct store *store = filled();

    store_close(store);
    ck_assert_int_eq(drop(one_line, 1), STATUS_USAGE);
    ck_assert_int_eq(drop(one_line, 7), STATUS_USAGE);
    ck_assert_int_eq(fault.cause, CAUSE_SLOT_NUMBER);
    ck_assert_str_eq(fault.subject, "7");
    ck_assert_int_eq(add_at(scratch_path("config/second")), STATUS_OK);
    ck_assert_int_eq(rekey(), STATUS_LOCKED);
    ck_assert_int_eq(fault.cause, CAUSE_SLOTS_CLOSED);
    ck_assert_str_eq(fault.subject, "key slot 2 (keyfile)");
    ck_assert_int_eq(drop("unlock sufficient passphrase\n", 2), STATUS_LOCKED);
    store = stores_opened();
    expect_filled(store);
    store_close(store);
    ck_assert_int_eq(drop(two_lines(), 1), STATUS_OK);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_LOCKED);
    ck_assert_int_eq(stores_open(&store, two_lines(), false), STATUS_OK);
    expect_filled(store);
    store_close(store);
}
END_TEST

START_TEST(a_policy_is_changed_by_who_can_open_the_old_one)
{
    const char *required = lines_at("unlock required");
    struct store_change change = { .policy = required };
    struct store_changed changed;
    struct store *store = filled();
    char second[400], away[400];

    snprintf(second, sizeof second, "%s", scratch_path("config/second"));
    snprintf(away, sizeof away, "%s", scratch_path("away"));
    store_close(store);
    ck_assert_int_eq(stores_open(&store, required, false), STATUS_LOCKED);
    ck_assert_int_eq(fault.cause, CAUSE_POLICY);
    ck_assert_int_eq(rekey_by(NULL, &change, &changed), STATUS_OK);
    ck_assert_int_eq(stores_open(&store, NULL, false), STATUS_LOCKED);
    ck_assert_int_eq(fault.cause, CAUSE_POLICY);
    ck_assert_int_eq(stores_open(&store, required, false), STATUS_OK);
    expect_filled(store);
    store_close(store);

    change.policy = one_line;
    ck_assert_int_eq(rekey_by(NULL, &change, &changed), STATUS_LOCKED);
    ck_assert_int_eq(rename(second, away), 0);
    ck_assert_int_eq(stores_open(&store, required, false), STATUS_LOCKED);
    ck_assert_int_eq(rekey_by(required, &change, &changed), STATUS_LOCKED);
    ck_assert_int_eq(rename(away, second), 0);
    ck_assert_int_eq(rekey_by(required, &change, &changed), STATUS_OK);
    store = stores_opened();
    expect_filled(store);
    store_close(store);
}
END_TEST

START_TEST(a_policy_that_opens_nothing_is_refused)
{
    const struct store_change change = { .policy = "unlock sufficient passphrase\n" };
    struct store_changed changed;
    struct store *store = filled();

    store_close(store);
    ck_assert_int_eq(rekey_by(NULL, &change, &changed), STATUS_USAGE);
    store = stores_opened();
    expect_filled(store);
    store_close(store);
}
END_TEST

START_TEST(a_damaged_record_stops_it_and_nothing_is_lost)
{
    struct store *store = filled();
    char damaged[600];

    snprintf(damaged, sizeof damaged, "%s", stores_file(store, STORE_HOST, "h"));
    store_close(store);
    scratch_write(damaged, "damage", 6, 0600);
    ck_assert_int_eq(rekey(), STATUS_DAMAGED);
    ck_assert_str_eq(strrchr(fault.subject, '/'), strrchr(damaged, '/'));
    ck_assert_uint_eq(folders(), 1);
    ck_assert_int_eq(access(damaged, F_OK), 0);
    store = stores_opened();
    stores_expect(store, STORE_PROFILE, "a", STATUS_OK, "value=1\n");
    stores_expect(store, STORE_HOST, "h", STATUS_DAMAGED, NULL);
    store_close(store);
}
END_TEST

START_TEST(slots_are_listed)
{
    const struct store_options options = { .directory = scratch_path(STORE_FOLDER),
                                           .key_file = scratch_path(STORE_KEY),
                                           .stack = two_lines() };
    struct store_slots slots;

    store_close(filled());
    ck_assert_int_eq(add_at(scratch_path("config/second")), STATUS_OK);
    ck_assert_int_eq(store_slots_read(&slots, &options, &fault), STATUS_OK);
    ck_assert_uint_eq(slots.count, 2);
    ck_assert_uint_eq(slots.required_count, 0);
    ck_assert(slots.policy_holds);
    ck_assert_int_eq(slots.slot[1].number, 2);
    ck_assert_int_gt(slots.slot[1].added, 0);
    ck_assert_str_eq(slots.slot[1].module, "keyfile");
    ck_assert(slots.slot[1].is_ready);
    store_slots_clear(&slots);
}
END_TEST

int main(void)
{
    return scratch_run(
        "rekey", SUITE(every_record_survives_under_other_names,
                       the_store_is_open_after_a_change_and_after_one_that_failed,
                       the_previous_generation_survives, fingerprints_stay_the_same,
                       a_store_that_is_open_follows, a_slot_is_added_and_opens,
                       a_removed_slot_opens_nothing, what_would_lock_somebody_out_is_refused,
                       a_policy_is_changed_by_who_can_open_the_old_one,
                       a_policy_that_opens_nothing_is_refused,
                       a_damaged_record_stops_it_and_nothing_is_lost, slots_are_listed));
}
