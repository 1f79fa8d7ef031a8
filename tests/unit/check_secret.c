/* check_secret.c: the arena of guarded memory, with its pages watched and failing on demand
 * (the link wraps mprotect, which makes them writable, and munmap). */
#include "tests/lib/suite.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

int __real_mprotect(void *pages, size_t size, int how);
int __wrap_mprotect(void *pages, size_t size, int how);
int __real_munmap(void *pages, size_t size);
int __wrap_munmap(void *pages, size_t size);

static bool no_pages;
static int runs_had, runs_given_back;

int __wrap_mprotect(void *pages, size_t size, int how)
{
    if (no_pages)
        return -1;
    runs_had++;
    return __real_mprotect(pages, size, how);
}

int __wrap_munmap(void *pages, size_t size)
{
    runs_given_back++;
    return __real_munmap(pages, size);
}

static bool is_zero(const void *data, size_t length)
{
    const unsigned char *byte = data;
    size_t i;

    for (i = 0; i < length; i++)
        if (byte[i] != 0)
            return false;
    return true;
}

START_TEST(pieces_are_zeroed_and_aligned)
{
    static const size_t sizes[] = { 1, 15, 16, 17, 255, 4079, 4080, 4081, 16384, 100000 };
    unsigned char *pieces[COUNT(sizes)];
    size_t i, j;

    for (i = 0; i < COUNT(sizes); i++) {
        pieces[i] = secret_alloc(sizes[i]);
        ck_assert_ptr_nonnull(pieces[i]);
        ck_assert_uint_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        ck_assert(is_zero(pieces[i], sizes[i]));
        memset(pieces[i], (int)i + 1, sizes[i]);
    }
    for (i = 0; i < COUNT(sizes); i++)
        for (j = 0; j < sizes[i]; j++)
            ck_assert_uint_eq(pieces[i][j], i + 1);
    for (i = 0; i < COUNT(sizes); i++)
        secret_free(pieces[i]);
}
END_TEST

START_TEST(sizes_have_two_ends)
{
    void *piece;

    ck_assert_ptr_null(secret_alloc(0));
    ck_assert_ptr_null(secret_alloc(SECRET_MAX + 1));
    ck_assert_ptr_null(secret_alloc(SIZE_MAX));
    piece = secret_alloc(SECRET_MAX);
    ck_assert_ptr_nonnull(piece);
    secret_free(piece);
    secret_free(NULL);
}
END_TEST

START_TEST(a_freed_piece_is_wiped)
{
    unsigned char *first = secret_alloc(512), *second;

    memset(first, 0x5a, 512);
    secret_free(first);
    second = secret_alloc(512);
    ck_assert_ptr_eq(first, second);
    ck_assert(is_zero(second, 512));
    secret_free(second);
}
END_TEST

START_TEST(holes_are_taken_back)
{
    void *kept = secret_alloc(64);
    int i, had = runs_had;

    for (i = 0; i < 10000; i++) {
        void *small = secret_alloc(1024), *large = secret_alloc(2048);

        ck_assert(small != NULL && large != NULL);
        secret_free(small);
        secret_free(large);
    }
    ck_assert_int_eq(runs_had, had);
    secret_free(kept);
}
END_TEST

START_TEST(a_hole_in_the_middle_waits_for_its_neighbours)
{
    char *a = secret_alloc(100), *b = secret_alloc(100), *c = secret_alloc(100);

    memset(a, 'a', 100);
    memset(c, 'c', 100);
    secret_free(b);
    ck_assert(a[0] == 'a' && a[99] == 'a' && c[0] == 'c' && c[99] == 'c');
    secret_free(c);
    ck_assert_ptr_eq(secret_alloc(100), b);
    secret_free(b);
    secret_free(a);
    ck_assert_ptr_eq(secret_alloc(100), a);
    ck_assert(is_zero(a, 100));
}
END_TEST

START_TEST(large_pieces_have_pages_of_their_own)
{
    int had = runs_had, given_back = runs_given_back;
    void *large = secret_alloc(8192);

    ck_assert_int_eq(runs_had, had + 1);
    secret_free(large);
    ck_assert_int_eq(runs_given_back, given_back + 1);
}
END_TEST

START_TEST(without_memory_there_is_no_piece)
{
    char *kept = secret_alloc(5);

    memcpy(kept, "kept", 5);
    no_pages = true;
    ck_assert_ptr_null(secret_alloc(100000));
    ck_assert_str_eq(kept, "kept");
    no_pages = false;
    ck_assert_ptr_nonnull(secret_alloc(100000));
}
END_TEST

START_TEST(wiping_wipes)
{
    char secret[] = "secret";

    secret_wipe(secret, 3);
    ck_assert_mem_eq(secret, "\0\0\0ret", 7);
    secret_wipe(NULL, 0);
}
END_TEST

START_TEST(the_whole_arena_goes_and_comes_again)
{
    int i;

    for (i = 0; i < 40; i++)
        ck_assert_ptr_nonnull(secret_alloc(1000));
    secret_wipe_all();
    ck_assert_int_eq(runs_given_back, runs_had);
    secret_wipe_all();
    ck_assert_ptr_nonnull(secret_alloc(1000));
    ck_assert_int_eq(runs_given_back, runs_had - 1);
}
END_TEST

START_TEST(locking_is_judged_by_the_system)
{
    static const struct rlimit none = { 0, 0 };

    ck_assert_ptr_nonnull(secret_alloc(100));
    if (SUITE_WITH_ASAN) /* it makes mlock(2) do nothing */
        return;
    ck_assert_int_eq(setrlimit(RLIMIT_MEMLOCK, &none), 0);
    if (geteuid() == 0)
        ck_assert_int_eq(setuid(65534), 0);
    ck_assert(!secret_is_locked());
    ck_assert_ptr_nonnull(secret_alloc(100000));
}
END_TEST

START_TEST(nothing_is_given_out_before_the_start)
{
    ck_assert_ptr_null(secret_alloc(1));
    ck_assert(secret_init());
    ck_assert(secret_init());
    ck_assert_ptr_nonnull(secret_alloc(1));
}
END_TEST

START_TEST(overrunning_the_pages_is_fatal)
{
    volatile char *large = secret_alloc(8192);

    large[8192 + 64] = 'x';
}
END_TEST

START_TEST(running_under_the_pages_is_fatal)
{
    volatile char *large = secret_alloc(8192);

    large[-8192] = 'x';
}
END_TEST

/* Of the line "VmLck: 28 kB". */
static long locked_memory(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[200];
    long locked = -1;

    ck_assert_ptr_nonnull(file);
    while (locked < 0 && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "VmLck: %ld", &locked) != 1)
            locked = -1;
    fclose(file);
    return locked;
}

START_TEST(pages_are_locked)
{
    long before = locked_memory();

    ck_assert_ptr_nonnull(secret_alloc(100000));
    if (!SUITE_WITH_ASAN && secret_is_locked())
        ck_assert_int_ge(locked_memory() - before, 100000 / 1024);
}
END_TEST

static Suite *unset_suite(void)
{
    Suite *suite = suite_create("secret, by itself");
    TCase *tcase = suite_part("no fixture");

    tcase_add_test(tcase, nothing_is_given_out_before_the_start);
    suite_add_tcase(suite, tcase);
    tcase = suite_part("signals");
    tcase_add_checked_fixture(tcase, suite_setup, NULL);
    if (!SUITE_WITH_ASAN)
        tcase_add_test_raise_signal(tcase, overrunning_the_pages_is_fatal, SIGSEGV);
    if (!SUITE_WITH_ASAN)
        tcase_add_test_raise_signal(tcase, running_under_the_pages_is_fatal, SIGSEGV);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    return suite_run_with(
        "secret", unset_suite(),
        SUITE(pieces_are_zeroed_and_aligned, sizes_have_two_ends, a_freed_piece_is_wiped,
              holes_are_taken_back, a_hole_in_the_middle_waits_for_its_neighbours,
              large_pieces_have_pages_of_their_own, without_memory_there_is_no_piece,
              wiping_wipes, the_whole_arena_goes_and_comes_again, pages_are_locked,
              locking_is_judged_by_the_system));
}
