/* landlock.h: the calls of landlock(7), and the numbers of linux/landlock.h, written out
 * because the system's header is often older than its kernel.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    LANDLOCK_FILE_WRITE = 1 << 1,
    LANDLOCK_FILE_READ = 1 << 2,
    LANDLOCK_FOLDER_READ = 1 << 3,
    LANDLOCK_FILES_ABI_1 = (1 << 13) - 1, /* execute to make-symbolic-link */
    LANDLOCK_FILES_ABI_2 = 1 << 13,       /* refer */
    LANDLOCK_FILES_ABI_3 = 1 << 14,       /* truncate */
    LANDLOCK_FILES_ABI_5 = 1 << 15,       /* ioctl on devices */

    LANDLOCK_PORT_BIND = 1 << 0,
    LANDLOCK_PORT_CONNECT = 1 << 1,

    LANDLOCK_SCOPE_SOCKETS = 1 << 0,
    LANDLOCK_SCOPE_SIGNALS = 1 << 1,
};

/* What is forbidden but for what a rule allows. */
struct landlock_ruleset {
    uint64_t files, ports, scopes;
};

/* The kernel's Landlock ABI version, 0 when it has none or has it switched off. */
int landlock_version(void);

/* Returns a descriptor, −1 when the kernel doesn't know all that is forbidden. */
int landlock_new(const struct landlock_ruleset *ruleset);

/* Allows access to what the descriptor `fd` is, and to all below it. */
void landlock_allow_path(int ruleset, int fd, uint64_t access);

void landlock_allow_port(int ruleset, uint64_t access, uint16_t port);

/* Enforces the rules on this process from now on, and closes the descriptor. Needs
 * no-new-privileges (prctl(2)). */
bool landlock_enforce(int ruleset);
