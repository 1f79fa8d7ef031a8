/* keychain.h: a store's key slots opened one by one, for those who change them. Opening a store
 * stops at the first slot that opens; here each slot's own secret is wanted, since the slot is
 * to be wrapped again.
 */
#ifndef STORE_KEYCHAIN_H
#define STORE_KEYCHAIN_H

#include <stdbool.h>

#include "protocol/status.h"
#include "store/folder.h"
#include "store/keyslot.h"
#include "store/stack.h"
#include "store/store.h"
#include "store/walk.h"

/* Holds keys: to be kept in guarded memory. KEYCHAIN is the empty value. */
struct keychain {
    struct folder folder;
    struct unlock_context context;
    struct unlock_stack stack;
    struct keyslots slots; /* as they were found */
    struct walk *walk;     /* has the secrets of the required modules */
    unsigned char key[SEAL_KEY_SIZE];
    int writers; /* the writers' lock, or −1 */
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
 * statuses of modules; the fault's subject is a path or the module's name, the detail "line"
 * when the stack has no line for it. */
enum status keychain_regain(struct keychain *chain, const struct keyslot *slot,
                            unsigned char secret[UNLOCK_SECRET_SIZE], struct fault *fault);

/* Takes the writers' lock, and what a process that died has left is removed. STATUS_BUSY when
 * the slots have been changed since they were found, or the lock isn't to be had. */
enum status keychain_lock(struct keychain *chain, struct fault *fault);

/* Gives the lock back and wipes everything; the struct itself is the caller's. */
void keychain_close(struct keychain *chain);

#endif
