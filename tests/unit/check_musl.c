/* check_musl.c: what musl lacks, tried beside the C library that has it. */
#include <signal.h>
#include <stdbool.h>
#include <string.h>

static const char *real_name(int number)
{
    return sigabbrev_np(number);
}

#define sigabbrev_np                             musl_sigabbrev
#define close_range                              musl_close_range
#define posix_spawn_file_actions_addclosefrom_np musl_addclosefrom
#define __explicit_bzero_chk                     musl_explicit_bzero_chk
#define __snprintf_chk                           musl_snprintf_chk
#define __vsnprintf_chk                          musl_vsnprintf_chk
#define __strncpy_chk                            musl_strncpy_chk
#define __sprintf_chk                            musl_sprintf_chk
#define __memcpy_chk                             musl_memcpy_chk
#define __memmove_chk                            musl_memmove_chk
#define __memset_chk                             musl_memset_chk
#define __isoc23_strtoll                         musl_strtoll
#include "protocol/musl.c"

#include "tests/lib/suite.h"

#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>

long __real_syscall(long number, ...);
long __wrap_syscall(long number, unsigned first, unsigned last, int flags);

int __real_mprotect(void *at, size_t size, int how);
int __wrap_mprotect(void *at, size_t size, int how);

static bool kernel_is_old, no_change;

long __wrap_syscall(long number, unsigned first, unsigned last, int flags)
{
    if (!kernel_is_old)
        return __real_syscall(number, first, last, flags);
    errno = ENOSYS;
    return -1;
}

int __wrap_mprotect(void *at, size_t size, int how)
{
    return no_change ? -1 : __real_mprotect(at, size, how);
}

START_TEST(signals_have_the_same_names)
{
    int i;

    for (i = -1; i < 2 * NSIG; i++)
        ck_assert_pstr_eq(musl_sigabbrev(i), real_name(i));
}
END_TEST

/* Of a program that is spawned, with the descriptors 33, 34 and 40: the sum of those it got. */
static int inherited(int first)
{
    char *arguments[] = { (char *)"sh", (char *)"-c",
                          (char *)"n=0; for i in 33 34 40; do"
                                  " [ ! -e /proc/$$/fd/$i ] || n=$((n + i)); done; exit $n",
                          NULL };
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int state;

    ck_assert_int_eq(dup2(STDERR_FILENO, 33), 33);
    ck_assert_int_eq(dup2(STDERR_FILENO, 34), 34);
    ck_assert_int_eq(dup2(STDERR_FILENO, 40), 40);
    ck_assert_int_eq(posix_spawn_file_actions_init(&actions), 0);
    ck_assert_int_eq(musl_addclosefrom(&actions, first), 0);
    ck_assert_int_eq(posix_spawn(&pid, "/bin/sh", &actions, NULL, arguments, NULL), 0);
    posix_spawn_file_actions_destroy(&actions);
    ck_assert_int_eq(waitpid(pid, &state, 0), pid);
    ck_assert(WIFEXITED(state));
    return WEXITSTATUS(state);
}

START_TEST(a_program_gets_no_descriptor_from_one_upwards)
{
    ck_assert_int_eq(inherited(100), 107);
    ck_assert_int_eq(inherited(34), 33);
    ck_assert_int_eq(inherited(3), 0);
}
END_TEST

START_TEST(and_this_process_keeps_them_for_others)
{
    ck_assert_int_eq(inherited(3), 0);
    ck_assert_int_eq(fcntl(33, F_GETFD), 0);
    ck_assert_int_eq(fcntl(40, F_GETFD), 0);
    ck_assert_int_eq(inherited(100), 107);
}
END_TEST

/* What addclosefrom makes of it when /proc can't be read. */
static int without_a_descriptor_left(posix_spawn_file_actions_t *actions)
{
    struct rlimit usual, none;
    int error;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
    none = usual;
    none.rlim_cur = 3;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    error = musl_addclosefrom(actions, 3);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
    return error;
}

START_TEST(where_they_cannot_be_found_they_go_to_no_program)
{
    posix_spawn_file_actions_t actions;

    ck_assert_int_eq(dup2(STDERR_FILENO, 33), 33);
    ck_assert_int_eq(posix_spawn_file_actions_init(&actions), 0);
    ck_assert_int_eq(without_a_descriptor_left(&actions), 0);
    ck_assert_int_eq(fcntl(33, F_GETFD), FD_CLOEXEC);
    kernel_is_old = true;
    ck_assert_int_eq(musl_close_range(100, 200, 0), -1);
    ck_assert_int_eq(without_a_descriptor_left(&actions), ENOSYS);
    posix_spawn_file_actions_destroy(&actions);
}
END_TEST

START_TEST(what_is_relocated_is_protected_or_else)
{
    ElfW(Phdr) part = { .p_type = PT_GNU_RELRO, .p_vaddr = 0, .p_memsz = 1 };
    struct dl_phdr_info program = { .dlpi_phdr = &part, .dlpi_phnum = 1 };
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned char *pages =
        mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const int zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC);

    ck_assert_ptr_ne(pages, MAP_FAILED);
    program.dlpi_addr = (uintptr_t)pages + 16;
    part.p_memsz = 2 * page;
    ck_assert_int_eq(protect_relro(&program, sizeof program, NULL), 0);
    ck_assert_int_ge(zeros, 0);
    ck_assert_int_eq(read(zeros, pages, 1), -1);
    ck_assert_int_eq(read(zeros, pages + 2 * page - 1, 1), -1);
    ck_assert_int_eq(read(zeros, pages + 2 * page, 1), 1);
    ck_assert_int_eq(close(zeros), 0);
    ck_assert_int_eq(munmap(pages, 3 * page), 0);
    no_change = true;
    ck_assert_int_eq(protect_relro(&program, sizeof program, NULL), -1);
    part.p_type = PT_LOAD;
    ck_assert_int_eq(protect_relro(&program, sizeof program, NULL), 0);
}
END_TEST

START_TEST(descriptors_of_a_range_are_closed)
{
    ck_assert_int_eq(dup2(STDERR_FILENO, 40), 40);
    ck_assert_int_eq(dup2(STDERR_FILENO, 42), 42);
    ck_assert_int_eq(musl_close_range(40, 41, 0), 0);
    ck_assert_int_eq(fcntl(40, F_GETFD), -1);
    ck_assert_int_eq(fcntl(42, F_GETFD), 0);
}
END_TEST

START_TEST(numbers_are_read)
{
    char *end;

    ck_assert_int_eq(musl_strtoll("-9007199254740993e", &end, 10), -9007199254740993);
    ck_assert_str_eq(end, "e");
}
END_TEST

static char room[8];

START_TEST(what_fits_is_written)
{
    memcpy(room, "1234567", 8);
    musl_explicit_bzero_chk(room, 4, sizeof room);
    ck_assert_mem_eq(room, "\0\0\0\000567", 8);
    ck_assert_int_eq(musl_snprintf_chk(room, 4, 1, sizeof room, "%s-%d", "ab", 12), 5);
    ck_assert_mem_eq(room, "ab-\000567", 8);
    ck_assert_ptr_eq(musl_strncpy_chk(room, "xy", 5, sizeof room), room);
    ck_assert_mem_eq(room, "xy\0\0\00067", 8);
    ck_assert_ptr_eq(musl_strncpy_chk(room, "abcdefghij", 8, sizeof room), room);
    ck_assert_mem_eq(room, "abcdefgh", 8);
    ck_assert_int_eq(musl_sprintf_chk(room, 1, sizeof room, "%s-%d", "abcd", 12), 7);
    ck_assert_str_eq(room, "abcd-12");
    ck_assert_int_eq(musl_sprintf_chk(room, 1, SIZE_MAX, "%d", -1), 2);
    ck_assert_mem_eq(room, "-1\000d-12", 8);
    ck_assert_ptr_eq(musl_memcpy_chk(room, "abcdefgh", 8, sizeof room), room);
    ck_assert_ptr_eq(musl_memmove_chk(room + 1, room, 7, sizeof room - 1), room + 1);
    ck_assert_mem_eq(room, "aabcdefg", 8);
    ck_assert_ptr_eq(musl_memset_chk(room, 'x', 3, sizeof room), room);
    ck_assert_mem_eq(room, "xxxcdefg", 8);
}
END_TEST

START_TEST(what_does_not_fit_to_be_wiped_is_the_end)
{
    musl_explicit_bzero_chk(room, 9, sizeof room);
}
END_TEST

START_TEST(what_does_not_fit_to_be_printed_is_the_end)
{
    musl_snprintf_chk(room, 9, 1, sizeof room, "%s", "");
}
END_TEST

START_TEST(what_does_not_fit_to_be_copied_is_the_end)
{
    musl_strncpy_chk(room, "", 9, sizeof room);
}
END_TEST

START_TEST(what_does_not_fit_to_be_formatted_is_the_end)
{
    musl_sprintf_chk(room, 1, sizeof room, "%s", "12345678");
}
END_TEST

START_TEST(what_does_not_fit_to_be_taken_over_is_the_end)
{
    musl_memcpy_chk(room, "123456789", 9, sizeof room);
}
END_TEST

START_TEST(what_does_not_fit_to_be_moved_is_the_end)
{
    musl_memmove_chk(room, "123456789", 9, sizeof room);
}
END_TEST

START_TEST(what_does_not_fit_to_be_filled_is_the_end)
{
    musl_memset_chk(room, 'x', 9, sizeof room);
}
END_TEST

int main(void)
{
    const TTest *const *const fatal = SUITE(
        what_does_not_fit_to_be_wiped_is_the_end, what_does_not_fit_to_be_printed_is_the_end,
        what_does_not_fit_to_be_copied_is_the_end, what_does_not_fit_to_be_formatted_is_the_end,
        what_does_not_fit_to_be_taken_over_is_the_end, what_does_not_fit_to_be_moved_is_the_end,
        what_does_not_fit_to_be_filled_is_the_end);
    Suite *checks = suite_create("musl-checks");
    TCase *tcase = suite_part("checks");
    size_t i;

    for (i = 0; fatal[i] != NULL; i++)
        tcase_add_test_raise_signal(tcase, fatal[i], SIGABRT);
    suite_add_tcase(checks, tcase);
    return suite_run_with(
        "musl", checks,
        SUITE(signals_have_the_same_names, a_program_gets_no_descriptor_from_one_upwards,
              and_this_process_keeps_them_for_others,
              where_they_cannot_be_found_they_go_to_no_program,
              descriptors_of_a_range_are_closed, what_is_relocated_is_protected_or_else,
              numbers_are_read, what_fits_is_written));
}
