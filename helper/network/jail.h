/* jail.h: a program that speaks to strangers, or reads what they wrote, gives up what it
 * doesn't need before it reads its first byte.
 *
 * A bug in a parser or in the TLS library then finds no home, no store, no key, no terminal,
 * nothing to write to, and nobody to talk to but the ports of the call. Each part that the
 * running kernel has must be entered; what it lacks, the report tells. Sources: prctl(2),
 * setrlimit(2), capabilities(7), user_namespaces(7), landlock(7), seccomp(2), keyctl(2).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/buffer.h"

/* Whose jail it is. */
enum jail_kind {
    JAIL_CLIENT,   /* TCP to the ports of the call; reads libraries and certificates */
    JAIL_RESOLVER, /* DNS; reads what the name service is configured by */
    JAIL_PARSER,   /* nothing but memory, and what is open */
    JAIL_BUS,      /* UNIX sockets, for the session bus */
    JAIL_TPM,      /* a TPM's device, or what the call says of a socket */
    JAIL_KINDS
};

enum jail_part {
    JAIL_STREAMS,     /* descriptors 0 to 2 are there, no other is inherited */
    JAIL_TERMINAL,    /* a session of its own, and none of the three is a terminal */
    JAIL_ENVIRONMENT, /* only the variables that it needs are left */
    JAIL_WRITES,      /* files may not grow; not when an answer goes into one */
    JAIL_RESOURCES,   /* CPU time, memory and descriptors are limited */
    JAIL_KEYRING,     /* an empty session keyring of its own */
    JAIL_NAMESPACES,  /* of the parser: a user, network and IPC namespace, with nothing in them
                       */
    JAIL_PRIVILEGES,  /* no capability is left or can be had: no set-user-ID program helps */
    JAIL_MEMORY,      /* not dumpable, not traceable by others, no core file */
    JAIL_FILES,       /* Landlock: some system files may be read, and that is all */
    JAIL_NEIGHBOURS,  /* Landlock: no signals and abstract sockets to other processes */
    JAIL_CALLS,       /* seccomp: an allow-list of system calls */
    JAIL_ARGUMENTS,   /* seccomp: what they are called with, too; see jail_filter.h */
    JAIL_NETWORK,     /* Landlock: TCP only to the ports of the call */
    JAIL_PARTS
};

enum jail_state {
    JAIL_UNUSED, /* not a part of this jail, or not entered yet */
    JAIL_HOLDS,
    JAIL_LACKS,  /* the kernel, the machine, the build or the caller's redirection has no means
                  */
    JAIL_FAILED, /* the kernel has it, and it couldn't be entered */
};

/* The zeroed struct: nothing was entered. */
struct jail_report {
    enum jail_state state[JAIL_PARTS];
    int landlock; /* the kernel's ABI version; 0 = none */
};

/* A short name, for instance "files"; for people and for tests. */
const char *jail_part_name(enum jail_part part);

/* First call of main(): closes what was inherited beside descriptors 0 to 2. A missing one of
 * these is filled so that using it fails. What is opened from here on stays open. */
void jail_begin(struct jail_report *report);

/* Enters all other parts but JAIL_NETWORK, single-threaded; and dies with its parent from then
 * on. Variables that aren't kept are overwritten. */
void jail_enter(struct jail_report *report, enum jail_kind kind);

/* Allows a client, a resolver or a TPM's program TCP connections to these ports only, and none
 * from outside. Once, when the call is known. */
void jail_network(struct jail_report *report, const uint16_t *ports, size_t count);

/* Allows a TPM's program no UNIX sockets from now on. Once, when the call is known. */
void jail_close_unix(struct jail_report *report);

/* The first part that failed, or with `is_whole` isn't there; JAIL_PARTS when there is none.
 * JAIL_WRITES may be lacking: the caller's redirection decides it, and JAIL_CALLS kills for
 * opening a file for writing. */
enum jail_part jail_gap(const struct jail_report *report, bool is_whole);

/* Appends which parts hold, are lacking or failed: "files no-calls failed-keyring". */
void jail_tell(struct buffer *out, const struct jail_report *report);
