/* jail_filter.h: which system calls a jail allows, with which arguments, as a program of
 * seccomp(2).
 *
 * What isn't listed fails with ENOSYS. Opening a file for writing, starting a program or
 * process, tracing, touching another process's memory or a keyring kills. Of what is listed,
 * arguments that reach further fail: sockets but of TCP, for a resolver of UDP, for the vault
 * programs of UNIX streams; data sent while connecting (MSG_FASTOPEN), which Landlock doesn't
 * see; all ioctl(2) but FIONREAD and FIONBIO; signals, limits and owners of other processes;
 * memory that can be written and run; namespaces.
 *
 * A filter doesn't follow pointers. clone3(2) therefore fails with ENOSYS, so that the C
 * library takes clone(2). On machines whose C library calls sockets by socketcall(2), and maps
 * memory by a struct (s390x, i386), that is allowed as a whole: JAIL_ARGUMENTS is lacking.
 */
#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include "helper/network/jail.h"

#define JAIL_FILTER_MAX 1024 /* instructions */

#if defined __s390__ || defined __i386__
#define JAIL_SEES_ARGUMENTS false
#else
#define JAIL_SEES_ARGUMENTS true
#endif

/* Writes the program for the process `self` and returns the count of its instructions, 0 on a
 * machine that it isn't known for. It has no effect by itself. */
size_t jail_filter_make(struct sock_filter out[JAIL_FILTER_MAX], enum jail_kind kind,
                        pid_t self);

/* Has the kernel enforce it on this process. Needs no-new-privileges. */
enum jail_state jail_filter_enter(enum jail_kind kind);

/* Has it refuse UNIX sockets besides, where the filter for a TPM was entered. */
enum jail_state jail_filter_unix(void);
