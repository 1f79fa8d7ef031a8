/* jail_landlock.h: the parts of the jail that are Landlock's, with the newest ABI that the
 * kernel has. Each needs no-new-privileges, and lacks where the kernel's ABI is too old.
 */
#pragma once

#include "helper/network/jail.h"

/* Forbids every access to files but reading those system files that a jail of the kind needs;
 * a TPM's may also read and write its device. ABI 1. */
enum jail_state jail_landlock_files(enum jail_kind kind);

/* Forbids signals and, but for a session bus, connections through abstract UNIX sockets, to
 * processes outside. ABI 6. */
enum jail_state jail_landlock_neighbours(enum jail_kind kind);

/* Forbids TCP but to these ports. ABI 4. */
enum jail_state jail_landlock_network(const uint16_t *ports, size_t count);
