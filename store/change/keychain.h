/* keychain.h: a store's key slots opened one by one, for those who change them. Opening a store
 * stops at the first slot that opens; here each slot's own secret is wanted, since the slot is
 * to be wrapped again.
 */
#pragma once

#include <stdbool.h>

#include "protocol/status.h"
#include "store/create.h"
#include "store/folder.h"
#include "store/keyslot.h"
#include "store/store.h"
#include "store/unlock/stack.h"
#include "store/unlock/walk.h"

/* Holds keys: to be kept in guarded memory. KEYCHAIN is the empty value. */
struct keychain {
    struct folder folder;
    struct unlock_context context;
    struct unlock_stack stack;
    struct keyslots slots; /* as they were found */
    const struct store_options *options;
    struct walk *walk; /* has the secrets of the required modules */
    unsigned char key[SEAL_KEY_SIZE], tried[SEAL_KEY_SIZE];
    const struct keyslot *opened; /* the slot that has yielded the key; NULL = none yet */
    struct created held;          /* what keychain_store() opens by */
    int writers;                  /* the writers' lock, or −1 */
};
#define KEYCHAIN                                                                               \
    {                                                                                          \
        .folder = FOLDER_CLOSED, .stack = UNLOCK_STACK_EMPTY, .slots = KEYSLOTS_EMPTY,         \
        .writers = -1                                                                          \
    }

/* Finds the store's folder, its slots and its stack. Nothing is asked for. STATUS_NO_STORE,
 * STATUS_MALFORMED and what keyslots_load() returns. */
enum status keychain_find(struct keychain *chain, const struct store_options *options,
                          struct fault *fault);

/* Has the required modules yield their secrets, which proves the policy that the store was made
 * with. Statuses and faults as unlock_open(). */
enum status keychain_begin(struct keychain *chain, struct fault *fault);

/* Has a line of the slot's module yield the slot's secret, and unwraps chain->key with it. A
 * person is told which slot it is where there are several to ask for. STATUS_LOCKED and the
 * statuses of modules; the fault's subject is a path or the module's name; its cause
 * CAUSE_NO_LINE when the stack has no line for it, CAUSE_KEY or CAUSE_PASSPHRASE when a secret
 * was had that isn't its own. */
enum status keychain_regain(struct keychain *chain, const struct keyslot *slot,
                            unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault);

/* Takes the writers' lock, and what a process that died has left is removed. STATUS_BUSY when
 * the slots have been changed since they were found, or the lock isn't to be had. */
enum status keychain_lock(struct keychain *chain, struct fault *fault);

/* Opens the store with the key of `records`, which a slot of the chain has yielded or opens
 * from now on, without asking anybody; NULL when it can't be, or none has. */
struct store *keychain_store(struct keychain *chain, const char *records,
                             const unsigned char key[SEAL_KEY_SIZE]);

/* Gives the lock back and wipes everything; the struct itself is the caller's. */
void keychain_close(struct keychain *chain);
