/* check_rekey_meanwhile.c: a store whose key is changed while others use it. */
#include "tests/lib/rekeys.h"

#include <sys/wait.h>

/* Who fetches a token holds its lock; what it then writes must be there afterwards. */
START_TEST(it_waits_for_who_fetches_a_token)
{
    struct store_lock lock = STORE_UNLOCKED;
    struct store *store = filled();
    int result, ready[2];
    char byte;
    pid_t pid;

    ck_assert_int_eq(pipe(ready), 0);
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        close(ready[0]);
        if (store_lock(store, STORE_TOKEN, "a", 0, &lock, &fault) != STATUS_OK)
            _exit(1);
        close(ready[1]);
        stores_tick();
        if (stores_put(store, STORE_TOKEN, "a", "token=9\n") != STATUS_OK)
            _exit(2);
        _exit(close(creat(scratch_path("written"), 0600)) == 0 ? 0 : 3);
    }
    close(ready[1]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 0);
    store_close(store);
    ck_assert_int_eq(rekey(), STATUS_OK);
    ck_assert_int_eq(access(scratch_path("written"), F_OK), 0);
    ck_assert_int_eq(waitpid(pid, &result, 0), pid);
    ck_assert_int_eq(result, 0);
    store = stores_opened();
    stores_expect(store, STORE_TOKEN, "a", STATUS_OK, "token=9\n");
    store_close(store);
}
END_TEST

static enum status count_record(void *context, const char *name, struct buffer *record)
{
    (void)name;
    *(size_t *)context += record != NULL;
    return STATUS_OK;
}

enum { WRITERS = 16, PUTS = 8, CHANGES = 4, HOSTS = 20, LISTINGS = 30 };

/* However often the folder of records goes while it is listed, no record is missing. */
static int list_only(void)
{
    struct store *store;
    int i;

    if (stores_open(&store, NULL, false) != STATUS_OK)
        return 1;
    for (i = 0; i < LISTINGS; i++) {
        size_t count = 0;

        if (store_list(store, STORE_HOST, count_record, &count, &fault) != STATUS_OK)
            return 2;
        if (count != HOSTS)
            return 3;
    }
    store_close(store);
    return 0;
}

static int write_and_read(int number)
{
    struct store *store;
    char name[24], got[4096];
    int i;

    if (stores_open(&store, NULL, false) != STATUS_OK)
        return 1;
    for (i = 0; i < PUTS; i++) {
        snprintf(name, sizeof name, "w%d-%d", number, i);
        if (stores_put(store, STORE_ENTRY, name, "value=1\n") != STATUS_OK)
            return 2;
        if (stores_get(store, STORE_ENTRY, name, got, NULL) != STATUS_OK ||
            stores_get(store, STORE_PROFILE, "a", got, NULL) != STATUS_OK ||
            strcmp(got, "value=1\n") != 0)
            return 3;
    }
    store_close(store);
    return 0;
}

START_TEST(a_listing_is_whole_meanwhile)
{
    struct store *store = stores_opened();
    char name[24];
    int i, result;
    pid_t pid;

    for (i = 0; i < HOSTS; i++) {
        snprintf(name, sizeof name, "h%d", i);
        ck_assert_int_eq(stores_put(store, STORE_HOST, name, "host=1\n"), STATUS_OK);
    }
    store_close(store);
    fflush(NULL);
    pid = fork();
    if (pid == 0)
        _exit(list_only());
    for (i = 0; i < CHANGES; i++)
        ck_assert_int_eq(rekey(), STATUS_OK);
    ck_assert_int_eq(waitpid(pid, &result, 0), pid);
    ck_assert_int_eq(result, 0);
}
END_TEST

START_TEST(writers_and_readers_go_on_meanwhile)
{
    struct store *store = filled();
    size_t count = 0;
    pid_t pid[WRITERS];
    int i, result;

    store_close(store);
    fflush(NULL);
    for (i = 0; i < WRITERS; i++) {
        pid[i] = fork();
        if (pid[i] == 0)
            _exit(write_and_read(i));
    }
    for (i = 0; i < CHANGES; i++)
        ck_assert_int_eq(rekey(), STATUS_OK);
    for (i = 0; i < WRITERS; i++) {
        ck_assert_int_eq(waitpid(pid[i], &result, 0), pid[i]);
        ck_assert_int_eq(result, 0);
    }
    store = stores_opened();
    ck_assert_int_eq(store_list(store, STORE_ENTRY, count_record, &count, &fault), STATUS_OK);
    ck_assert_uint_eq(count, 1 + WRITERS * PUTS);
    ck_assert_uint_eq(folders(), 1);
    store_close(store);
}
END_TEST

int main(void)
{
    return scratch_run("rekey-meanwhile",
                       SUITE(it_waits_for_who_fetches_a_token, a_listing_is_whole_meanwhile,
                             writers_and_readers_go_on_meanwhile));
}
