/* jail_landlock.c: files, neighbours and ports. */
#include "helper/network/jail_landlock.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/landlock.h"

enum { NETWORK_ABI = 4, SCOPES_ABI = 6 };

/* libraries, and modules that are loaded late; certificates under /usr/share */
#define LIBRARIES                                                                              \
    "/usr:/lib:/lib64:/nix/store:/gnu/store:/etc/ld.so.cache:/dev/null:/dev/urandom"

/* certificate authorities and settings of the TLS libraries; no private keys */
#define TLS                                                                                    \
    ":/etc/ssl/certs:/etc/ssl/cert.pem:/etc/ssl/ca-bundle.pem:/etc/ssl/openssl.cnf:"           \
    "/etc/pki/tls/certs:/etc/pki/tls/cert.pem:/etc/pki/tls/openssl.cnf:"                       \
    "/etc/pki/tls/openssl.d:/etc/pki/ca-trust:/etc/ca-certificates:/etc/crypto-policies:"      \
    "/etc/gnutls:/var/lib/ca-certificates"

#define NAME_SERVICE                                                                           \
    ":/etc/hosts:/etc/host.conf:/etc/resolv.conf:/etc/nsswitch.conf:/etc/gai.conf:"            \
    "/etc/services:/etc/protocols:/run/systemd/resolve"

static const struct {
    const char *read, *change;
} paths[JAIL_KINDS] = {
    [JAIL_CLIENT] = { LIBRARIES TLS, "" },
    [JAIL_RESOLVER] = { LIBRARIES NAME_SERVICE, "" },
    [JAIL_PARSER] = { "", "" },
    [JAIL_BUS] = { LIBRARIES, "" },
    [JAIL_TPM] = { LIBRARIES TLS NAME_SERVICE, "/dev/tpmrm0:/dev/tpm0" },
};

/* What isn't there needs no rule. */
static void allow_path(int ruleset, const char *path, uint64_t access)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    struct stat found;

    if (fd < 0)
        return;
    if (fstat(fd, &found) == 0)
        landlock_allow_path(ruleset, fd,
                            S_ISDIR(found.st_mode) ? access | LANDLOCK_FOLDER_READ : access);
    close(fd);
}

/* Several paths, with colons between them. */
static void allow_paths(int ruleset, const char *list, uint64_t access)
{
    while (*list != '\0') {
        size_t length = strcspn(list, ":");
        char path[PATH_MAX];

        memcpy(path, list, length);
        path[length] = '\0';
        allow_path(ruleset, path, access);
        list += length + (list[length] == ':');
    }
}

static uint64_t files_known(int version)
{
    static const struct {
        int since;
        uint64_t access;
    } known[] = { { 1, LANDLOCK_FILES_ABI_1 },
                  { 2, LANDLOCK_FILES_ABI_2 },
                  { 3, LANDLOCK_FILES_ABI_3 },
                  { 5, LANDLOCK_FILES_ABI_5 } };
    uint64_t access = 0;
    size_t i;

    for (i = 0; i < sizeof known / sizeof known[0]; i++)
        if (version >= known[i].since)
            access |= known[i].access;
    return access;
}

/* A ruleset, unless the kernel is older than `since`; −1, with *state, when there is none. */
static int ruleset_new(const struct landlock_ruleset *rules, int since, enum jail_state *state)
{
    int ruleset;

    *state = JAIL_LACKS;
    if (landlock_version() < since)
        return -1;
    ruleset = landlock_new(rules);
    if (ruleset < 0)
        *state = JAIL_FAILED;
    return ruleset;
}

static enum jail_state enforce_ruleset(int ruleset)
{
    return landlock_enforce(ruleset) ? JAIL_HOLDS : JAIL_FAILED;
}

enum jail_state jail_landlock_files(enum jail_kind kind)
{
    struct landlock_ruleset rules = { .files = files_known(landlock_version()) };
    enum jail_state state;
    int ruleset = ruleset_new(&rules, 1, &state);

    if (ruleset < 0)
        return state;
    allow_paths(ruleset, paths[kind].read, LANDLOCK_FILE_READ);
    allow_paths(ruleset, paths[kind].change, LANDLOCK_FILE_READ | LANDLOCK_FILE_WRITE);
    return enforce_ruleset(ruleset);
}

enum jail_state jail_landlock_neighbours(enum jail_kind kind)
{
    struct landlock_ruleset rules = { .scopes = LANDLOCK_SCOPE_SIGNALS };
    enum jail_state state;
    int ruleset;

    if (kind != JAIL_BUS)
        rules.scopes |= LANDLOCK_SCOPE_SOCKETS;
    ruleset = ruleset_new(&rules, SCOPES_ABI, &state);
    return ruleset >= 0 ? enforce_ruleset(ruleset) : state;
}

enum jail_state jail_landlock_network(const uint16_t *ports, size_t count)
{
    struct landlock_ruleset rules = { .ports = LANDLOCK_PORT_BIND | LANDLOCK_PORT_CONNECT };
    enum jail_state state;
    int ruleset = ruleset_new(&rules, NETWORK_ABI, &state);
    size_t i;

    if (ruleset < 0)
        return state;
    for (i = 0; i < count; i++)
        landlock_allow_port(ruleset, LANDLOCK_PORT_CONNECT, ports[i]);
    return enforce_ruleset(ruleset);
}
