/* jail.h: the network program gives up what it doesn't need, before it reads its first byte.
 *
 * What it keeps: descriptors 0 to 2, the proxy and certificate variables, reading system files
 * (libraries, name service, certificate authorities), and TCP to the ports of the call. A bug
 * in a parser or in the TLS library then finds no home, no store, no key, nothing to write to
 * and nobody to talk to. Every part is best effort, as kernels differ; the report says what
 * holds. Sources: prctl(2), setrlimit(2), landlock(7), seccomp(2), keyctl(2).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum jail_part {
    JAIL_STREAMS,     /* descriptors 0 to 2 are there, no other is open */
    JAIL_ENVIRONMENT, /* only the proxy and certificate variables are left */
    JAIL_PRIVILEGES,  /* no-new-privs: no set-user-ID program helps */
    JAIL_MEMORY,      /* not dumpable, not traceable by others, no core file */
    JAIL_WRITES,      /* files may not grow; not when an answer goes into one */
    JAIL_RESOURCES,   /* CPU time, memory and descriptors are limited */
    JAIL_KEYRING,     /* an empty session keyring of its own */
    JAIL_FILES,       /* Landlock: system files may be read, and that is all */
    JAIL_NEIGHBOURS,  /* Landlock: no signals and abstract sockets to other processes */
    JAIL_CALLS,       /* seccomp: an allow-list of system calls */
    JAIL_NETWORK,     /* Landlock: TCP only to the ports of the call */
    JAIL_PARTS
};

/* The zeroed struct: nothing holds. */
struct jail_report {
    bool holds[JAIL_PARTS];
    int landlock; /* the kernel's ABI version; 0 = none */
};

/* A short name, for instance "files"; for people and for tests. */
const char *jail_part_name(enum jail_part part);

/* Enters all parts but JAIL_NETWORK. First call of main(), single-threaded. A missing standard
 * descriptor is filled so that using it fails; no other stays open but `spared` (−1: none). */
void jail_enter(struct jail_report *report, int spared);

/* The first part that doesn't hold and without which the jail isn't whole, JAIL_PARTS when
 * there is none. JAIL_NETWORK counts only when `network` is true; JAIL_WRITES never does, since
 * it is the caller's redirection that decides it and JAIL_CALLS kills for opening a file for
 * writing. */
enum jail_part jail_gap(const struct jail_report *report, bool network);

/* Allows TCP connections to these ports only, and none from outside; with a count of 0, as for
 * a call that needs no network, no socket at all. Once, when the call is known. */
void jail_network(struct jail_report *report, const uint16_t *ports, size_t count);
