/* vault.h: what an unlock module asks the program that speaks to a keeper of secrets, a keyring
 * or a TPM. PROTOCOL.md has it byte by byte.
 *
 * Each call is one record on the program's stdin, each answer one on its stdout. Secrets are 32
 * bytes, in hexadecimal.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/status.h"

#define VAULT_TEXT_MAX    8192u /* bytes of a call or an answer */
#define VAULT_SECRET_SIZE 32u
#define VAULT_PIN_MAX     32u /* bytes: what a TPM takes */

struct vault_call {
    const char *call;   /* "store", "lookup", "clear"; "seal", "unseal" */
    const char *item;   /* the keyring's item */
    const char *secret; /* to be kept or sealed */
    const char *tcti;   /* where the TPM is, in words of Tss2_TctiLdr_Initialize(3) */
    const char *pin;    /* that it is, or is to be, opened with; hexadecimal; NULL = none */
    const char *pcrs;   /* "7", "0,2,7": what its state is bound to; NULL = nothing */
    const char *parent; /* the key that it was sealed under: its name, and */
    const char *handle; /* where that lies; hexadecimal, as the two parts of what was sealed */
    const char *public_part;
    const char *private_part;
    bool ask;        /* a person may be asked */
    int64_t timeout; /* seconds that the keeper has; 0 = as many as its program says */
};

struct vault_answer {
    const char *verdict; /* "yes", "no", "not-mine" */
    const char *detail;  /* why it isn't yes */
    const char *secret;
    const char *parent, *handle, *public_part, *private_part;
};

/* Parse the bytes, which are changed and pointed into, into a zeroed struct. STATUS_MALFORMED,
 * STATUS_TOO_LONG; also when there are bytes after the record, or the call or verdict is
 * missing. */
enum status vault_call_read(struct vault_call *call, struct buffer *text);
enum status vault_answer_read(struct vault_answer *answer, struct buffer *text);

/* Append the record. */
void vault_call_write(struct buffer *out, const struct vault_call *call);
void vault_answer_write(struct buffer *out, const struct vault_answer *answer);

/* What a TPM's program needs to reach it: two ports at most, or UNIX sockets. */
struct vault_reach {
    uint16_t ports[2];
    size_t count;
    bool is_unix;
};

/* What the words say (tss2-tctildr(3)): for host= and port= that port, 2321 unless they have
 * one, and the next, where a TPM in software is controlled; UNIX sockets for its path= and for
 * tabrmd's bus; else nothing. NULL needs nothing. */
struct vault_reach vault_reach(const char *tcti);

/* Whether `text` is `least` to `most` bytes in hexadecimal, lower case. NULL isn't. */
bool vault_is_hex(const char *text, size_t least, size_t most);
