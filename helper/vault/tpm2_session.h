/* tpm2_session.h: a TPM, the key that things are sealed under, and sessions with it. Sources:
 * TCG TSS 2.0 Enhanced System API; TCG TPM v2.0 Provisioning Guidance, 7.5.1 (the storage root
 * key). */
#pragma once

#include <stdint.h>

#include <tss2/tss2_esys.h>

#include "helper/vault/vault.h"

/* Where provisioned machines keep the storage root key. */
#define TPM2_SRK 0x81000001u

/* A TPM in use. Whatever isn't ESYS_TR_NONE is to be flushed. */
struct tpm2 {
    struct vault_job *job; /* is told what went wrong */
    TSS2_TCTI_CONTEXT *tcti;
    ESYS_CONTEXT *esys;
    ESYS_TR parent;
    uint32_t handle; /* of the persistent parent; 0 = it was made for now */
    ESYS_TR session, policy, object;
};

/* Opens the TPM of the call. False after telling the job. */
bool tpm2_open(struct tpm2 *tpm2, struct vault_job *job);

/* Flushes what is left in the TPM, and closes it. */
void tpm2_close(struct tpm2 *tpm2);

/* Whether a call of the library went well; else tells the job why not. */
bool tpm2_check(const struct tpm2 *tpm2, const char *what, TSS2_RC code);

/* A code of the TPM's own without the number of the parameter, handle or session that it is
 * about; one of the library's as it is. */
TSS2_RC tpm2_code(TSS2_RC code);

/* Loads the storage root key: the persistent one `handle`, or with 0 makes it anew from the
 * owner's seed, which yields the same key each time. */
bool tpm2_parent_load(struct tpm2 *tpm2, uint32_t handle);

/* Starts a session of that type, salted with the parent: what it encrypts can't be read on the
 * bus. */
bool tpm2_session_start(struct tpm2 *tpm2, TPM2_SE type, TPMA_SESSION attributes,
                        ESYS_TR *session);

/* Has the policy session `session` ask for the PCRs' (SHA-256) present values, and for the PIN
 * where the call has one. */
bool tpm2_policy_apply(struct tpm2 *tpm2, const char *pcrs, ESYS_TR session);

/* Gives back a session or an object. */
void tpm2_flush(struct tpm2 *tpm2, ESYS_TR *handle);
