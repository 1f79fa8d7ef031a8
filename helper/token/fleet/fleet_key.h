/* fleet_key.h: the keys of a fleet, and the two strings that carry them.
 *
 * All of them come from a seed of 32 random bytes, by crypto_kdf_derive_from_key with the
 * context "wffleet1":
 *
 *     1   K_token    seals tokens, and what stands beside them
 *     2   K_name     hashes the names under which the engine keeps things
 *     3   the seed of the Ed25519 key that minters sign with
 *     4   K_secret   seals client secrets for other minters
 *
 * Who has the *minter key* has the seed. The *reader key* is K_token, K_name and the public key
 * alone: its holder opens tokens, and can neither sign one nor open a client secret.
 *
 *     minter key   "wfm1" base64url( id (8) ‖ epoch (4) ‖ seed (32) ‖ check (8) )
 *     reader key   "wfr1" base64url( id (8) ‖ epoch (4) ‖ K_token ‖ K_name ‖ public ‖ check (8)
 * )
 *
 * without padding; numbers are little-endian. `check` is the first half of BLAKE2b(16) of the
 * first four letters and of all bytes before it: it tells a key that was mistyped or cut, and
 * protects against nobody. A new seed for the same fleet has the same id and the next epoch.
 * Sources: libsodium, "Key derivation", "Public-key signatures", "Generic hashing"; RFC 4648,
 * section 5.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/status.h"

#define FLEET_ID_SIZE   8
#define FLEET_ID_HEX    17 /* with its NUL */
#define FLEET_KEY_MAX   160u
#define FLEET_EPOCH_MAX UINT32_MAX

/* Lies in guarded memory: fleet_key_free() wipes it. */
struct fleet_key {
    bool mints; /* seed, sign and secret are there */
    uint32_t epoch;
    unsigned char id[FLEET_ID_SIZE];
    unsigned char token[32], name[32], verify[32];
    unsigned char seed[32], sign[64], secret[32];
};

/* A new seed: for a new fleet, or for the next epoch of `former`'s. NULL when memory is short
 * or the epochs are used up. */
struct fleet_key *fleet_key_make(const struct fleet_key *former);

/* Reads either string, which ends with a NUL. NULL when it isn't one to the last bit, or memory
 * is short. */
struct fleet_key *fleet_key_parse(const char *text);

/* Appends the minter key or the reader key; the buffer fails with STATUS_INTERNAL when a
 * reader's key is to be written as a minter's. */
void fleet_key_write(struct buffer *out, const struct fleet_key *key, bool mints);

/* Wipes and releases it; NULL is a no-op. */
void fleet_key_free(struct fleet_key *key);

/* Writes the fleet's id in hexadecimal. */
void fleet_key_id(char out[FLEET_ID_HEX], const struct fleet_key *key);

/* What the engine keeps: a token, the lock of its renewal, a client secret for other minters,
 * and that one of them has taken it. */
enum fleet_kind { FLEET_TOKEN, FLEET_LOCK, FLEET_SECRET, FLEET_ACK };

/* Writes under which name the engine keeps it: "wf:{FFFFFFFF}:K:HASH" with eight digits of the
 * fleet's id, a letter of the kind (t, l, s, a), and BLAKE2b(16, K_name, letter ‖ name) in
 * hexadecimal. The braces keep all of a fleet in one slot of a cluster (Redis Cluster
 * specification, "Hash tags"). */
#define FLEET_NAME_SIZE 49
void fleet_key_name(char out[FLEET_NAME_SIZE], const struct fleet_key *key,
                    enum fleet_kind kind, const char *name);

/* The letter of the kind, as a string. */
const char *fleet_kind_letter(enum fleet_kind kind);
