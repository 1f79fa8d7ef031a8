/* jail_numbers.h: the numbers of system calls that some machines don't have are −1 there. For
 * jail_filter.c only.
 */
#pragma once

#include <sys/syscall.h>

#ifndef SYS__llseek
#define SYS__llseek (-1)
#endif
#ifndef SYS__newselect
#define SYS__newselect (-1)
#endif
#ifndef SYS_access
#define SYS_access (-1)
#endif
#ifndef SYS_clock_getres_time64
#define SYS_clock_getres_time64 (-1)
#endif
#ifndef SYS_clock_gettime64
#define SYS_clock_gettime64 (-1)
#endif
#ifndef SYS_clock_nanosleep_time64
#define SYS_clock_nanosleep_time64 (-1)
#endif
#ifndef SYS_creat
#define SYS_creat (-1)
#endif
#ifndef SYS_dup2
#define SYS_dup2 (-1)
#endif
#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 (-1)
#endif
#ifndef SYS_epoll_wait
#define SYS_epoll_wait (-1)
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 (-1)
#endif
#ifndef SYS_fadvise64
#define SYS_fadvise64 (-1)
#endif
#ifndef SYS_fadvise64_64
#define SYS_fadvise64_64 (-1)
#endif
#ifndef SYS_alarm
#define SYS_alarm (-1)
#endif
#ifndef SYS_arm_fadvise64_64
#define SYS_arm_fadvise64_64 (-1)
#endif
#ifndef SYS_fcntl64
#define SYS_fcntl64 (-1)
#endif
#ifndef SYS_fork
#define SYS_fork (-1)
#endif
#ifndef SYS_fstat
#define SYS_fstat (-1)
#endif
#ifndef SYS_fstat64
#define SYS_fstat64 (-1)
#endif
#ifndef SYS_fstatat64
#define SYS_fstatat64 (-1)
#endif
#ifndef SYS_fstatfs64
#define SYS_fstatfs64 (-1)
#endif
#ifndef SYS_futex
#define SYS_futex (-1)
#endif
#ifndef SYS_futex_time64
#define SYS_futex_time64 (-1)
#endif
#ifndef SYS_getdents
#define SYS_getdents (-1)
#endif
#ifndef SYS_getegid32
#define SYS_getegid32 (-1)
#endif
#ifndef SYS_geteuid32
#define SYS_geteuid32 (-1)
#endif
#ifndef SYS_getgid32
#define SYS_getgid32 (-1)
#endif
#ifndef SYS_getrlimit
#define SYS_getrlimit (-1)
#endif
#ifndef SYS_getuid32
#define SYS_getuid32 (-1)
#endif
#ifndef SYS_landlock_add_rule
#define SYS_landlock_add_rule (-1)
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset (-1)
#endif
#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self (-1)
#endif
#ifndef SYS_lstat
#define SYS_lstat (-1)
#endif
#ifndef SYS_lstat64
#define SYS_lstat64 (-1)
#endif
#ifndef SYS_mmap
#define SYS_mmap (-1)
#endif
#ifndef SYS_mmap2
#define SYS_mmap2 (-1)
#endif
#ifndef SYS_newfstatat
#define SYS_newfstatat (-1)
#endif
#ifndef SYS_open
#define SYS_open (-1)
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd (-1)
#endif
#ifndef SYS_pipe
#define SYS_pipe (-1)
#endif
#ifndef SYS_poll
#define SYS_poll (-1)
#endif
#ifndef SYS_ppoll
#define SYS_ppoll (-1)
#endif
#ifndef SYS_ppoll_time64
#define SYS_ppoll_time64 (-1)
#endif
#ifndef SYS_pselect6_time64
#define SYS_pselect6_time64 (-1)
#endif
#ifndef SYS_readlink
#define SYS_readlink (-1)
#endif
#ifndef SYS_recvmmsg
#define SYS_recvmmsg (-1)
#endif
#ifndef SYS_recvmmsg_time64
#define SYS_recvmmsg_time64 (-1)
#endif
#ifndef SYS_rseq
#define SYS_rseq (-1)
#endif
#ifndef SYS_select
#define SYS_select (-1)
#endif
#ifndef SYS_send
#define SYS_send (-1)
#endif
#ifndef SYS_recv
#define SYS_recv (-1)
#endif
#ifndef SYS_sigreturn
#define SYS_sigreturn (-1)
#endif
#ifndef SYS_socketcall
#define SYS_socketcall (-1)
#endif
#ifndef SYS_stat
#define SYS_stat (-1)
#endif
#ifndef SYS_stat64
#define SYS_stat64 (-1)
#endif
#ifndef SYS_statfs64
#define SYS_statfs64 (-1)
#endif
#ifndef SYS_time
#define SYS_time (-1)
#endif
#ifndef SYS_ugetrlimit
#define SYS_ugetrlimit (-1)
#endif
#ifndef SYS_vfork
#define SYS_vfork (-1)
#endif
#ifndef SYS_wait4
#define SYS_wait4 (-1)
#endif
