/* instance.h: the host of a Workfront instance, out of what people have at hand.
 *
 *   acme                                          the domain: acme.my.workfront.com
 *   acme.my.workfront.com                         the host itself
 *   https://acme.my.workfront.com/projects        any address of it, from a browser
 *   https://experience.adobe.com/#/@acme/so:acme-Production/workfront/…
 *                                                 Adobe's shell: acme.my.workfront.adobe.com
 *
 * Source: Adobe, "Locate the domain for API calls" and the addresses of the Unified Shell,
 * whose "so:" part is the domain, a hyphen and the environment.
 */
#pragma once

#include <stdbool.h>

#include "protocol/host.h"

/* Writes the canonical host into `out`. False, with out = "", when no Workfront host can be
 * made of `text`, as none can of one of Adobe's for all customers (family.h); blanks around it
 * don't count. */
bool instance_host(char out[HOST_SIZE], const char *text);

/* Whether `text` is an address of Adobe's shell, of which some don't name the instance. */
bool instance_is_shell(const char *text);
