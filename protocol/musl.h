/*
 * musl.h: what musl 1.2.3 lacks of the C library that the other files are written for. Included
 * before every file of the helper that is linked with musl (see contrib/m4/wf_static_pie.m4),
 * and by no other build.
 *
 * musl.c does two things without being called. Before main() it makes read-only what was
 * relocated (PT_GNU_RELRO), which musl leaves to its loader. And it has the names by which
 * libsodium.a and libjansson.a call functions when they were compiled with a glibc's headers:
 * with _FORTIFY_SOURCE those that check that an object is as large as what is about to be
 * written to it
 * (__snprintf_chk and so on, https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic/,
 * "Libc"), and since glibc 2.38 strtoll(3) under a name of its own, as if it took binary
 * numbers too: jansson has it read decimal ones. Where a check or the protection fails the
 * program ends, by abort().
 */
#pragma once

#include <spawn.h>

/* The name of a signal without "SIG", NULL for a number that is none (sigabbrev(3)). */
const char *sigabbrev_np(int signal);

/* close_range(2). −1 with errno ENOSYS before Linux 5.9, EINVAL for flags that the kernel is
 * too old for. */
int close_range(unsigned first, unsigned last, int flags);

/*
 * Have the next program that is spawned with `actions` get none of the descriptors from `first`
 * (3 or more) upwards that are open now. They are found in /proc; where that can't be read,
 * they are marked close-on-exec in this process instead, which takes them from all programs to
 * come, and needs Linux 5.11. Returns 0, or an error number.
 */
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
