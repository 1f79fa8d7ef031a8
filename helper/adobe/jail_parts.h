/* jail_parts.h: the two parts of the jail that are made of rules; for jail.c only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Forbids every access to files but reading system files. */
bool landlock_files(void);

/* Forbids signals and connections through abstract UNIX sockets to processes outside. */
bool landlock_neighbours(void);

/* Forbids TCP but to these ports. */
bool landlock_network(const uint16_t *ports, size_t count);

/* Allows only the system calls that libcurl, its TLS library and the C library's name service
 * need. Others fail with ENOSYS; opening a file for writing, starting a program or process,
 * tracing, touching another process's memory or a keyring kills. False without libseccomp. */
bool filter_calls(void);

/* Forbids sockets. */
bool filter_sockets(void);
