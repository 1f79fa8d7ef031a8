/* broker_file.h: the broker's policy, read from its file: by the broker, and by who explains
 * it.
 */
#pragma once

#include "protocol/broker_rules.h"

/* Where it lies: SYSCONFDIR/workfront-credential/broker. */
extern const char broker_file_path[];

/* Reads `path` into the empty rules. Users and groups are looked up in /etc/passwd and
 * /etc/group; those of other name services have to be named by number. The file must be root's
 * or our own, and nobody else may be able to write it: STATUS_UNSAFE. STATUS_MALFORMED with
 * "PATH line N" as the subject; STATUS_TOO_LONG, STATUS_IO. */
enum status broker_file_read(struct broker_rules *rules, const char *path, struct fault *fault);
