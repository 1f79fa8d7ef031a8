/* tpm2.c: the program that speaks to a TPM, the only one that links its library. It seals a
 * secret under the storage root key, and unseals it; nothing stays in the TPM. What was sealed
 * is public: it can be opened by this TPM alone. */
#include <tss2/tss2_mu.h>

#include "helper/vault/tpm2_session.h"
#include "protocol/secret.h"

/* The name of the parent, by which another TPM's would be noticed, and where it lies. */
static bool parent_tell(struct tpm2 *tpm2)
{
    unsigned char handle[4] = { (unsigned char)(tpm2->handle >> 24),
                                (unsigned char)(tpm2->handle >> 16),
                                (unsigned char)(tpm2->handle >> 8),
                                (unsigned char)tpm2->handle };
    TPM2B_NAME *name = NULL;

    if (!tpm2_check(tpm2, "naming the storage root key",
                    Esys_TR_GetName(tpm2->esys, tpm2->parent, &name)))
        return false;
    vault_put(&tpm2->job->parent, name->name, name->size);
    vault_put(&tpm2->job->handle, handle, sizeof handle);
    Esys_Free(name);
    return true;
}

static bool parent_is(struct tpm2 *tpm2, const char *expected)
{
    TPM2B_NAME *name = NULL;
    unsigned char bytes[sizeof name->name];
    size_t length;
    bool same;

    if (!tpm2_check(tpm2, "naming the storage root key",
                    Esys_TR_GetName(tpm2->esys, tpm2->parent, &name)))
        return false;
    same = vault_take(expected, bytes, sizeof bytes, &length) && length == name->size &&
           memcmp(bytes, name->name, length) == 0;
    Esys_Free(name);
    if (!same)
        vault_no(tpm2->job,
                 "this TPM isn't the one that has sealed the secret, or was cleared");
    return same;
}

/* The digest of the policy that the PCRs are what they are now. */
static bool policy_make(struct tpm2 *tpm2, TPM2B_DIGEST *digest)
{
    TPM2B_DIGEST *made = NULL;

    if (!tpm2_session_start(tpm2, TPM2_SE_TRIAL, 0, &tpm2->policy) ||
        !tpm2_policy_apply(tpm2, tpm2->job->call.pcrs, tpm2->policy) ||
        !tpm2_check(tpm2, "making a policy",
                    Esys_PolicyGetDigest(tpm2->esys, tpm2->policy, ESYS_TR_NONE, ESYS_TR_NONE,
                                         ESYS_TR_NONE, &made)))
        return false;
    *digest = *made;
    Esys_Free(made);
    tpm2_flush(tpm2, &tpm2->policy);
    return true;
}

/* Appends both parts as the TPM writes them: with their sizes before them. */
static bool parts_tell(struct tpm2 *tpm2, const TPM2B_PUBLIC *public_part,
                       const TPM2B_PRIVATE *private_part)
{
    unsigned char bytes[sizeof *public_part + sizeof *private_part];
    size_t length = 0;

    if (!tpm2_check(tpm2, "writing down what was sealed",
                    Tss2_MU_TPM2B_PUBLIC_Marshal(public_part, bytes, sizeof bytes, &length)))
        return false;
    vault_put(&tpm2->job->public_part, bytes, length);
    length = 0;
    if (!tpm2_check(tpm2, "writing down what was sealed",
                    Tss2_MU_TPM2B_PRIVATE_Marshal(private_part, bytes, sizeof bytes, &length)))
        return false;
    vault_put(&tpm2->job->private_part, bytes, length);
    return true;
}

static bool secret_seal(struct tpm2 *tpm2, const TPM2B_SENSITIVE_CREATE *sensitive)
{
    static const TPM2B_DATA outside;
    static const TPML_PCR_SELECTION no_pcrs;
    TPM2B_PUBLIC template = {
        .publicArea = { .type = TPM2_ALG_KEYEDHASH,
                        .nameAlg = TPM2_ALG_SHA256,
                        .objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT,
                        .parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL },
    };
    TPM2B_PUBLIC *public_part = NULL;
    TPM2B_PRIVATE *private_part = NULL;
    bool done;

    if (tpm2->job->call.pin == NULL)
        template.publicArea.objectAttributes |= TPMA_OBJECT_NODA;
    if (tpm2->job->call.pcrs == NULL)
        template.publicArea.objectAttributes |= TPMA_OBJECT_USERWITHAUTH;
    else if (!policy_make(tpm2, &template.publicArea.authPolicy))
        return false;
    done = tpm2_check(tpm2, "sealing",
                      Esys_Create(tpm2->esys, tpm2->parent, tpm2->session, ESYS_TR_NONE,
                                  ESYS_TR_NONE, sensitive, &template, &outside, &no_pcrs,
                                  &private_part, &public_part, NULL, NULL, NULL)) &&
           parts_tell(tpm2, public_part, private_part);
    Esys_Free(public_part);
    Esys_Free(private_part);
    return done;
}

/* The persistent storage root key where there is one, else one that is made for now. */
static bool parent_choose(struct tpm2 *tpm2)
{
    return tpm2_parent_load(tpm2, TPM2_SRK) || tpm2_parent_load(tpm2, 0);
}

/* The call's PIN, if it has one. Without NODA the TPM counts who guesses it. */
static bool pin_take(struct vault_job *job, TPM2B_AUTH *pin)
{
    size_t length = 0;

    if (job->call.pin != NULL &&
        !vault_take(job->call.pin, pin->buffer, VAULT_PIN_MAX, &length))
        return vault_no(job, "the PIN isn't one");
    pin->size = (UINT16)length;
    return true;
}

static void job_seal(struct vault_job *job)
{
    TPM2B_SENSITIVE_CREATE *sensitive = secret_alloc(sizeof *sensitive);
    TPM2B_SENSITIVE_DATA *data = sensitive != NULL ? &sensitive->sensitive.data : NULL;
    struct tpm2 tpm2;
    size_t length = 0;

    if (data == NULL ||
        !vault_take(job->call.secret, data->buffer, VAULT_SECRET_SIZE, &length) ||
        length != VAULT_SECRET_SIZE) {
        vault_no(job, "the secret isn't one");
        secret_free(sensitive);
        return;
    }
    data->size = (UINT16)length;
    if (tpm2_open(&tpm2, job) && pin_take(job, &sensitive->sensitive.userAuth) &&
        parent_choose(&tpm2) &&
        tpm2_session_start(&tpm2, TPM2_SE_HMAC, TPMA_SESSION_DECRYPT | TPMA_SESSION_ENCRYPT,
                           &tpm2.session) &&
        parent_tell(&tpm2) && secret_seal(&tpm2, sensitive))
        vault_yes(job);
    tpm2_close(&tpm2);
    secret_free(sensitive);
}

static bool object_load(struct tpm2 *tpm2)
{
    const struct vault_call *call = &tpm2->job->call;
    TPM2B_PUBLIC public_part = { 0 };
    TPM2B_PRIVATE private_part = { 0 };
    unsigned char bytes[sizeof public_part + sizeof private_part];
    size_t length, used = 0;

    if (!vault_take(call->public_part, bytes, sizeof bytes, &length) ||
        Tss2_MU_TPM2B_PUBLIC_Unmarshal(bytes, length, &used, &public_part) != TSS2_RC_SUCCESS ||
        used != length)
        return vault_no(tpm2->job, "the public part of what was sealed is damaged");
    used = 0;
    if (!vault_take(call->private_part, bytes, sizeof bytes, &length) ||
        Tss2_MU_TPM2B_PRIVATE_Unmarshal(bytes, length, &used, &private_part) !=
            TSS2_RC_SUCCESS ||
        used != length)
        return vault_no(tpm2->job, "the private part of what was sealed is damaged");
    return tpm2_check(tpm2, "loading what was sealed",
                      Esys_Load(tpm2->esys, tpm2->parent, tpm2->session, ESYS_TR_NONE,
                                ESYS_TR_NONE, &private_part, &public_part, &tpm2->object));
}

/* The PIN isn't sent: what goes to the TPM proves that it is known. */
static bool object_authorize(struct tpm2 *tpm2)
{
    TPM2B_AUTH pin = { .size = 0 };
    bool done =
        pin_take(tpm2->job, &pin) &&
        tpm2_check(tpm2, "taking the PIN", Esys_TR_SetAuth(tpm2->esys, tpm2->object, &pin));

    secret_wipe(&pin, sizeof pin);
    return done;
}

/* The answer's secret, which the TPM sends encrypted. */
static bool object_unseal(struct tpm2 *tpm2, ESYS_TR session)
{
    TPM2B_SENSITIVE_DATA *data = NULL;
    TSS2_RC code =
        Esys_Unseal(tpm2->esys, tpm2->object, session, ESYS_TR_NONE, ESYS_TR_NONE, &data);
    bool done = false;

    if (tpm2->job->call.pin != NULL && tpm2_code(code) == TPM2_RC_AUTH_FAIL)
        vault_no(tpm2->job, "the PIN is wrong");
    else
        done = tpm2_check(tpm2, "unsealing", code);
    if (!done)
        return false;
    done = data->size == VAULT_SECRET_SIZE;
    if (done)
        vault_put(&tpm2->job->secret, data->buffer, data->size);
    else
        vault_no(tpm2->job, "what was sealed isn't a secret of ours");
    secret_wipe(data, sizeof *data);
    Esys_Free(data);
    return done;
}

/* With PCRs the object opens to a session that has asked for them, else to any. */
static bool secret_unseal(struct tpm2 *tpm2)
{
    const char *pcrs = tpm2->job->call.pcrs;

    if (pcrs == NULL)
        return tpm2_check(tpm2, "using the session",
                          Esys_TRSess_SetAttributes(
                              tpm2->esys, tpm2->session,
                              TPMA_SESSION_ENCRYPT | TPMA_SESSION_CONTINUESESSION, 0xff)) &&
               object_unseal(tpm2, tpm2->session);
    return tpm2_session_start(tpm2, TPM2_SE_POLICY, TPMA_SESSION_ENCRYPT, &tpm2->policy) &&
           tpm2_policy_apply(tpm2, pcrs, tpm2->policy) && object_unseal(tpm2, tpm2->policy);
}

static bool handle_take(struct vault_job *job, uint32_t *handle)
{
    unsigned char bytes[4];
    size_t length;

    if (vault_take(job->call.handle, bytes, sizeof bytes, &length) && length == sizeof bytes) {
        *handle = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                  (uint32_t)bytes[2] << 8 | bytes[3];
        if (*handle == 0 || *handle == TPM2_SRK)
            return true;
    }
    return vault_no(job, "the storage root key's place isn't one");
}

static void job_unseal(struct vault_job *job)
{
    struct tpm2 tpm2;
    uint32_t handle = 0;

    if (!handle_take(job, &handle))
        return;
    if (tpm2_open(&tpm2, job) && tpm2_parent_load(&tpm2, handle) &&
        parent_is(&tpm2, job->call.parent) &&
        tpm2_session_start(&tpm2, TPM2_SE_HMAC, TPMA_SESSION_DECRYPT | TPMA_SESSION_ENCRYPT,
                           &tpm2.session) &&
        object_load(&tpm2) && object_authorize(&tpm2) && secret_unseal(&tpm2))
        vault_yes(job);
    tpm2_close(&tpm2);
}

int main(int argc, char **argv)
{
    static const struct vault_row rows[] = {
        { "seal", job_seal },
        { "unseal", job_unseal },
        { NULL, NULL },
    };

    return vault_main(argc, argv, "workfront-credential-tpm2", JAIL_TPM, rows);
}
