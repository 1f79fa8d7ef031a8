/* inside.h: what parts of store/ may do with an open store, and nobody else. */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "store/folder.h"
#include "store/records.h"
#include "store/store.h"

/* Does `work` with the store's folder and its current records, with the writers' lock held. */
typedef enum status store_work(void *context, const struct folder *folder,
                               const struct records *records, struct fault *fault);
enum status store_do(struct store *store, store_work *work, void *context, struct fault *fault);

/* The same without the lock, for what only reads. */
enum status store_look(struct store *store, store_work *work, void *context,
                       struct fault *fault);

/* Takes the writers' lock of the store in the folder, which needn't be open; lock.h. */
enum status store_lock_writers(const struct folder *folder, int *fd, struct fault *fault);

#endif
