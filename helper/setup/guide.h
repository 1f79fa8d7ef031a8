/* guide.h: the conversation that leads an admin through Adobe's page "Creating API
 * Credentials", screen by screen, and takes what comes out of it.
 *
 * Every screen fits 80 columns and 24 lines. Nothing is kept here: what was typed goes to the
 * importer, as a file would.
 */
#pragma once

#include "helper/setup/import.h"
#include "protocol/host.h"

/* Shows the way to the credential's page, waiting for Enter between the screens. Statuses of
 * prompt_ask(). */
enum status guide_show(const struct conversation *conversation, struct fault *fault);

#define GUIDE_TYPED "what was typed"

/* Asks for the credential: the path of the downloaded JSON, or its values one by one; `label`
 * (of `size` bytes) becomes what to call it, its path or GUIDE_TYPED. Its bytes are appended to
 * `bytes`. A file that can't be read is asked for again. Statuses of prompt_ask(). */
enum status guide_credential(const struct conversation *conversation, struct buffer *bytes,
                             char *label, size_t size, struct fault *fault);

/* Asks for the Workfront host, as instance.h takes it; explains first what it is, unless
 * `again`. */
enum status guide_host(const struct conversation *conversation, char host[HOST_SIZE],
                       bool again, struct fault *fault);
