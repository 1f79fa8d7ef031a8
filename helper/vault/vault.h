/* vault.h: what the programs that speak to keepers of secrets share: they read one call, run
 * its row, print one answer, and end. */
#pragma once

#include "helper/network/jail.h"
#include "protocol/vault.h"

#define VAULT_HEX_MAX 2048u /* bytes of a blob in hexadecimal */

/* A call under way, and its answer so far: "no". */
struct vault_job {
    struct vault_call call;
    const char *verdict;
    char detail[256];
    struct buffer secret; /* hexadecimal, as the rest */
    struct buffer parent, handle, public_part, private_part;
};

/* A verb. */
struct vault_row {
    const char *call;
    void (*run)(struct vault_job *job);
};

/* The whole of main(): hardens and jails the process, then answers one call. `rows` end with a
 * NULL call. Returns the exit status: 0 when an answer was printed, whatever it says. */
int vault_main(int argc, char **argv, const char *name, enum jail_kind kind,
               const struct vault_row *rows);

/* Sets the verdict and why; the text is sanitised. All but yes return false. */
void vault_yes(struct vault_job *job);
bool vault_no(struct vault_job *job, const char *detail);
bool vault_not_mine(struct vault_job *job, const char *detail);

/* Appends bytes in hexadecimal; and reads them back: false unless it is 1 to `size` bytes. */
void vault_put(struct buffer *out, const void *bytes, size_t length);
bool vault_take(const char *hex, void *out, size_t size, size_t *length);
