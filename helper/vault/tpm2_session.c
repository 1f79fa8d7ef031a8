/* tpm2_session.c: opening a TPM, its storage root key, sessions, and what may go wrong. */
#include "helper/vault/tpm2_session.h"

#include <tss2/tss2_tctildr.h>

/* The one that shares the TPM with others. The library's own search would also take whatever
 * listens on loopback for a TPM. */
static const char default_tcti[] = "device:/dev/tpmrm0";

/* What people can do something about, in the TPM's own numbers (TPM 2.0 Library, Part 2, 6.6).
 */
static const struct {
    TSS2_RC code;
    const char *sentence;
} reasons[] = {
    { TPM2_RC_POLICY_FAIL, "the PCRs aren't what they were when the secret was sealed" },
    { TPM2_RC_PCR_CHANGED, "the PCRs are changing" },
    { TPM2_RC_INTEGRITY, "another TPM has sealed this, or it was changed" },
    { TPM2_RC_LOCKOUT, "the TPM is locked out after too many failures; wait, or clear that" },
    { TPM2_RC_BAD_AUTH, "the TPM's owner has set a password" },
    { TPM2_RC_AUTH_FAIL, "the TPM's owner has set a password" },
    { TPM2_RC_OBJECT_MEMORY, "the TPM has no room: programs have left objects in it" },
    { TPM2_RC_SESSION_MEMORY, "the TPM has no room: programs have left sessions in it" },
    { TPM2_RC_OBJECT_HANDLES, "the TPM has no room: programs have left objects in it" },
    { TPM2_RC_INITIALIZE, "the TPM wasn't started" },
};

TSS2_RC tpm2_code(TSS2_RC code)
{
    TSS2_RC layer = code & TSS2_RC_LAYER_MASK;

    if (layer != TSS2_TPM_RC_LAYER && layer != TSS2_RESMGR_TPM_RC_LAYER)
        return code;
    code &= ~TSS2_RC_LAYER_MASK;
    return (code & TPM2_RC_FMT1) != 0 ? code & (TPM2_RC_FMT1 | 0x3f) : code;
}

bool tpm2_check(const struct tpm2 *tpm2, const char *what, TSS2_RC code)
{
    TSS2_RC bare = tpm2_code(code);
    char detail[160];
    size_t i;

    if (code == TSS2_RC_SUCCESS)
        return true;
    for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].code != bare)
            continue;
        return vault_no(tpm2->job, reasons[i].sentence);
    }
    snprintf(detail, sizeof detail, "%s: the TPM says 0x%x", what, (unsigned)code);
    return vault_no(tpm2->job, detail);
}

bool tpm2_open(struct tpm2 *tpm2, struct vault_job *job)
{
    const char *tcti = job->call.tcti != NULL ? job->call.tcti : default_tcti;
    char detail[200];

    *tpm2 = (struct tpm2){ .job = job,
                           .parent = ESYS_TR_NONE,
                           .session = ESYS_TR_NONE,
                           .policy = ESYS_TR_NONE,
                           .object = ESYS_TR_NONE };
    if (setenv("TSS2_LOG", "all+none", 1) != 0) /* what went wrong is ours to say */
        return vault_no(job, "there is not enough memory");
    if (Tss2_TctiLdr_Initialize(tcti, &tpm2->tcti) == TSS2_RC_SUCCESS)
        return tpm2_check(tpm2, "starting", Esys_Initialize(&tpm2->esys, tpm2->tcti, NULL));
    snprintf(detail, sizeof detail, "there is no TPM at %s", tcti);
    return vault_not_mine(job, detail);
}

void tpm2_flush(struct tpm2 *tpm2, ESYS_TR *handle)
{
    if (*handle != ESYS_TR_NONE)
        Esys_FlushContext(tpm2->esys, *handle);
    *handle = ESYS_TR_NONE;
}

void tpm2_close(struct tpm2 *tpm2)
{
    if (tpm2->esys != NULL) {
        tpm2_flush(tpm2, &tpm2->object);
        tpm2_flush(tpm2, &tpm2->policy);
        tpm2_flush(tpm2, &tpm2->session);
        if (tpm2->handle == 0)
            tpm2_flush(tpm2, &tpm2->parent);
        Esys_Finalize(&tpm2->esys);
    }
    if (tpm2->tcti != NULL)
        Tss2_TctiLdr_Finalize(&tpm2->tcti);
}

/* The template that the guidance gives for a storage root key on NIST P-256. */
static bool parent_make(struct tpm2 *tpm2)
{
    static const TPM2B_SENSITIVE_CREATE nothing;
    static const TPM2B_DATA outside;
    static const TPML_PCR_SELECTION no_pcrs;
    static const TPM2B_PUBLIC template = {
        .publicArea = {
            .type = TPM2_ALG_ECC,
            .nameAlg = TPM2_ALG_SHA256,
            .objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                                TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH |
                                TPMA_OBJECT_NODA | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT,
            .parameters.eccDetail = {
                .symmetric = { .algorithm = TPM2_ALG_AES,
                               .keyBits.aes = 128,
                               .mode.aes = TPM2_ALG_CFB },
                .scheme.scheme = TPM2_ALG_NULL,
                .curveID = TPM2_ECC_NIST_P256,
                .kdf.scheme = TPM2_ALG_NULL,
            },
            .unique.ecc = { .x.size = 32, .y.size = 32 },
        },
    };

    return tpm2_check(tpm2, "making the storage root key",
                      Esys_CreatePrimary(tpm2->esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD,
                                         ESYS_TR_NONE, ESYS_TR_NONE, &nothing, &template,
                                         &outside, &no_pcrs, &tpm2->parent, NULL, NULL, NULL,
                                         NULL));
}

bool tpm2_parent_load(struct tpm2 *tpm2, uint32_t handle)
{
    TSS2_RC code;

    if (handle == 0)
        return parent_make(tpm2);
    code = Esys_TR_FromTPMPublic(tpm2->esys, handle, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                 &tpm2->parent);
    if (code != TSS2_RC_SUCCESS) {
        vault_no(tpm2->job,
                 "the TPM has no storage root key; it was cleared, or is another one");
        return false;
    }
    tpm2->handle = handle;
    return true;
}

bool tpm2_session_start(struct tpm2 *tpm2, TPM2_SE type, TPMA_SESSION attributes,
                        ESYS_TR *session)
{
    static const TPMT_SYM_DEF cipher = { .algorithm = TPM2_ALG_AES,
                                         .keyBits.aes = 128,
                                         .mode.aes = TPM2_ALG_CFB };
    TSS2_RC code = Esys_StartAuthSession(tpm2->esys, tpm2->parent, ESYS_TR_NONE, ESYS_TR_NONE,
                                         ESYS_TR_NONE, ESYS_TR_NONE, NULL, type, &cipher,
                                         TPM2_ALG_SHA256, session);

    if (code == TSS2_RC_SUCCESS)
        code = Esys_TRSess_SetAttributes(tpm2->esys, *session,
                                         attributes | TPMA_SESSION_CONTINUESESSION, 0xff);
    return tpm2_check(tpm2, "starting a session", code);
}

static void pcrs_select(const char *pcrs, TPML_PCR_SELECTION *selection)
{
    TPMS_PCR_SELECTION *bank = &selection->pcrSelections[0];
    char *end = NULL;

    *selection = (TPML_PCR_SELECTION){ .count = 1 };
    bank->hash = TPM2_ALG_SHA256;
    bank->sizeofSelect = 3;
    for (; *pcrs != '\0'; pcrs = *end == ',' ? end + 1 : end) {
        unsigned long number = strtoul(pcrs, &end, 10);

        if (end == pcrs || number >= 24)
            return;
        bank->pcrSelect[number / 8] |= (BYTE)(1u << number % 8);
    }
}

bool tpm2_policy_apply(struct tpm2 *tpm2, const char *pcrs, ESYS_TR session)
{
    TPML_PCR_SELECTION selection;

    pcrs_select(pcrs, &selection);
    return tpm2_check(tpm2, "asking for the PCRs",
                      Esys_PolicyPCR(tpm2->esys, session, ESYS_TR_NONE, ESYS_TR_NONE,
                                     ESYS_TR_NONE, NULL, &selection)) &&
           (tpm2->job->call.pin == NULL ||
            tpm2_check(tpm2, "asking for the PIN",
                       Esys_PolicyAuthValue(tpm2->esys, session, ESYS_TR_NONE, ESYS_TR_NONE,
                                            ESYS_TR_NONE)));
}
