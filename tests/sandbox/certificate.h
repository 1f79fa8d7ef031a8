/*
 * certificate: a throw-away certificate authority, and a certificate for every host name asked
 * for, good or bad.
 *
 * The authority is made anew at each start; its key never leaves memory. Its certificate is
 * published in the folder as ca.pem (for SSL_CERT_FILE) and once more in ca/ under the name
 * that OpenSSL looks for (X509_NAME_hash, for SSL_CERT_DIR). Certificates are valid from ten
 * years ago to ten years ahead, so that a client whose clock is turned by libfaketime still
 * accepts them.
 */
#pragma once

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>

/* Makes the authority and publishes it in folder, which must exist. */
bool certificate_init(const char *folder);

/* Removes what certificate_init() published and frees everything; safe after a failure. */
void certificate_clear(const char *folder);

/* For MHD_OPTION_HTTPS_CERT_CALLBACK: the certificate for the name that the client asks for by
 * SNI ("localhost" if it asks for none), made on first use and kept. A fault of place FAULT_TLS
 * that matches the name chooses a bad one, or ends the handshake. */
int certificate_choose(gnutls_session_t session, const gnutls_datum_t *authorities,
                       int authority_count, const gnutls_pk_algorithm_t *algorithms,
                       int algorithm_count, gnutls_pcert_st **certificate,
                       unsigned int *certificate_count, gnutls_privkey_t *key);
