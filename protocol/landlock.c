/* landlock.c: its system calls, for which the C library has no functions. */
#include "protocol/landlock.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif

enum { CREATE_VERSION = 1, RULE_PATH = 1, RULE_PORT = 2 };

struct path_rule {
    uint64_t access;
    int32_t fd;
} __attribute__((packed));

struct port_rule {
    uint64_t access, port;
};

int landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);

    return version > 0 ? (int)version : 0;
}

/* The kernel takes a longer struct than it knows if the rest is zero. */
int landlock_new(const struct landlock_ruleset *ruleset)
{
    return (int)syscall(SYS_landlock_create_ruleset, ruleset, sizeof *ruleset, 0);
}

void landlock_allow_path(int ruleset, int fd, uint64_t access)
{
    struct path_rule rule = { access, fd };

    syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0);
}

void landlock_allow_port(int ruleset, uint64_t access, uint16_t port)
{
    struct port_rule rule = { access, port };

    syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0);
}

bool landlock_enforce(int ruleset)
{
    bool holds = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;

    close(ruleset);
    return holds;
}
