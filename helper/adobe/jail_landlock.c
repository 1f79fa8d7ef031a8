/* jail_landlock.c: files and ports by Landlock, with the newest ABI that the kernel has. */
#include "helper/adobe/jail_parts.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/landlock.h"

/* What isn't there needs no rule. */
static void allow_path(int ruleset, const char *path)
{
    int fd = path != NULL ? open(path, O_PATH | O_CLOEXEC) : -1;
    struct stat found;

    if (fd < 0)
        return;
    if (fstat(fd, &found) == 0)
        landlock_allow_path(ruleset, fd,
                            S_ISDIR(found.st_mode) ? LANDLOCK_FILE_READ | LANDLOCK_FOLDER_READ
                                                   : LANDLOCK_FILE_READ);
    close(fd);
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
    struct landlock_ruleset rules = { .files = files_known(landlock_version()) };
    int ruleset = rules.files != 0 ? landlock_new(&rules) : -1;

    if (ruleset < 0)
        return false;
    allow_paths(ruleset, readable);
    return landlock_enforce(ruleset);
}
#endif

bool landlock_neighbours(void)
{
    struct landlock_ruleset rules = { .scopes =
                                          LANDLOCK_SCOPE_SOCKETS | LANDLOCK_SCOPE_SIGNALS };
    int ruleset = landlock_new(&rules);

    return ruleset >= 0 && landlock_enforce(ruleset);
}

bool landlock_network(const uint16_t *ports, size_t count)
{
    struct landlock_ruleset rules = { .ports = LANDLOCK_PORT_BIND | LANDLOCK_PORT_CONNECT };
    int ruleset = landlock_new(&rules);
    size_t i;

    if (ruleset < 0)
        return false;
    for (i = 0; i < count; i++)
        landlock_allow_port(ruleset, LANDLOCK_PORT_CONNECT, ports[i]);
    return landlock_enforce(ruleset);
}
