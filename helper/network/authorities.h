/* authorities.h: the certificate authorities that the environment names, read before the jail
 * is entered, so that nothing in it follows a path of the caller's.
 *
 * As with curl(1), CURL_CA_BUNDLE counts alone; without it SSL_CERT_FILE, a file of
 * certificates, and SSL_CERT_DIR, folders with colons between them, in which files are named by
 * openssl-rehash(1). Links are followed wherever they lead. Of what is read only certificates
 * in PEM are kept: who names another file, a key for instance, hands nothing of it to what is
 * in the jail. libcurl gets the bytes, or the name of a sealed memory file with them where its
 * TLS library takes no bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <curl/curl.h>

/* Reads what the environment names; nothing when it names nothing. Once, before jail_enter(),
 * which spares the descriptor that is returned: −1 when there is none. */
int authorities_load(void);

/* Has `easy` and its https proxy trust what was read; false when the library takes neither
 * form. */
bool authorities_trust(CURL *easy);

/* Writes what is wrong with what the environment names, with the variable's name; returns
 * false, with out = "", when nothing is. */
bool authorities_flaw(char *out, size_t size);
