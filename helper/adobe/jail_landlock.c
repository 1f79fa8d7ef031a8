/* jail_landlock.c: files and ports by Landlock, with the newest ABI that the kernel has.
 *
 * The numbers are those of linux/landlock.h, written out because the system's header is often
 * older than its kernel. The kernel takes a longer struct than it knows if the rest is zero.
 */
#include "helper/adobe/jail_parts.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif

enum {
    CREATE_VERSION = 1, /* a flag of landlock_create_ruleset(2) */
    RULE_PATH = 1,
    RULE_PORT = 2,

    FILE_READ = 1 << 2,
    FOLDER_READ = 1 << 3,
    FILES_ABI_1 = (1 << 13) - 1, /* execute to make-symbolic-link */
    FILES_ABI_2 = 1 << 13,       /* refer */
    FILES_ABI_3 = 1 << 14,       /* truncate */
    FILES_ABI_5 = 1 << 15,       /* ioctl on devices */

    PORT_BIND = 1 << 0,
    PORT_CONNECT = 1 << 1,
    PORTS_ABI = 4,

    SCOPE_SOCKETS = 1 << 0,
    SCOPE_SIGNALS = 1 << 1,
    SCOPE_ABI = 6,
};

struct ruleset {
    uint64_t files, ports, scopes;
};

struct path_rule {
    uint64_t access;
    int32_t folder;
} __attribute__((packed));

struct port_rule {
    uint64_t access, port;
};

int landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);

    return version > 0 ? (int)version : 0;
}

static int ruleset_new(const struct ruleset *ruleset)
{
    return (int)syscall(SYS_landlock_create_ruleset, ruleset, sizeof *ruleset, 0);
}

static bool ruleset_enforce(int ruleset)
{
    bool holds = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;

    close(ruleset);
    return holds;
}

/* What isn't there needs no rule. */
static void allow_path(int ruleset, const char *path)
{
    struct path_rule rule = { .access = FILE_READ, .folder = -1 };
    struct stat status;

    if (path != NULL)
        rule.folder = open(path, O_PATH | O_CLOEXEC);
    if (rule.folder < 0)
        return;
    if (fstat(rule.folder, &status) == 0) {
        if (S_ISDIR(status.st_mode))
            rule.access |= FOLDER_READ;
        syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0);
    }
    close(rule.folder);
}

/* One path, or several with colons between them. */
static void allow_paths(int ruleset, const char *paths)
{
    while (paths != NULL && *paths != '\0') {
        size_t length = strcspn(paths, ":");
        char path[PATH_MAX];

        if (length > 0 && length < sizeof path) {
            memcpy(path, paths, length);
            path[length] = '\0';
            allow_path(ruleset, path);
        }
        paths += length + (paths[length] == ':');
    }
}

static uint64_t files_known(int version)
{
    static const struct {
        int since;
        uint64_t access;
    } known[] = {
        { 1, FILES_ABI_1 }, { 2, FILES_ABI_2 }, { 3, FILES_ABI_3 }, { 5, FILES_ABI_5 }
    };
    uint64_t access = 0;
    size_t i;

    for (i = 0; i < sizeof known / sizeof known[0]; i++)
        if (version >= known[i].since)
            access |= known[i].access;
    return access;
}

#ifdef INSTRUMENTED
bool landlock_files(void)
{
    (void)allow_paths;
    (void)files_known;
    return false; /* coverage is written to files at the end */
}
#else
bool landlock_files(void)
{
    static const char readable[] =
        /* libraries, and modules that are loaded late; certificates under /usr/share */
        "/usr:/lib:/lib64:/nix/store:/gnu/store:/etc/ld.so.cache:"
        /* the name service */
        "/etc/hosts:/etc/host.conf:/etc/resolv.conf:/etc/nsswitch.conf:/etc/gai.conf:"
        "/etc/services:/etc/protocols:/run/systemd/resolve:"
        /* certificate authorities and settings of the TLS libraries; no private keys */
        "/etc/ssl/certs:/etc/ssl/cert.pem:/etc/ssl/ca-bundle.pem:/etc/ssl/openssl.cnf:"
        "/etc/pki/tls/certs:/etc/pki/tls/cert.pem:/etc/pki/tls/openssl.cnf:"
        "/etc/pki/tls/openssl.d:/etc/pki/ca-trust:/etc/ca-certificates:/etc/crypto-policies:"
        "/etc/gnutls:/var/lib/ca-certificates:"
        "/dev/null:/dev/urandom";
    struct ruleset rules = { .files = files_known(landlock_version()) };
    int ruleset = rules.files != 0 ? ruleset_new(&rules) : -1;

    if (ruleset < 0)
        return false;
    allow_paths(ruleset, readable);
    return ruleset_enforce(ruleset);
}
#endif

bool landlock_neighbours(void)
{
    struct ruleset rules = { .scopes = SCOPE_SOCKETS | SCOPE_SIGNALS };
    int ruleset = landlock_version() >= SCOPE_ABI ? ruleset_new(&rules) : -1;

    return ruleset >= 0 && ruleset_enforce(ruleset);
}

bool landlock_network(const uint16_t *ports, size_t count)
{
    struct ruleset rules = { .ports = PORT_BIND | PORT_CONNECT };
    int ruleset = landlock_version() >= PORTS_ABI ? ruleset_new(&rules) : -1;
    size_t i;

    if (ruleset < 0)
        return false;
    for (i = 0; i < count; i++) {
        struct port_rule rule = { PORT_CONNECT, ports[i] };

        syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0);
    }
    return ruleset_enforce(ruleset);
}
