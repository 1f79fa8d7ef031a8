/* finish_rekey.c: removing the folder of records that a change of the store key has left. */
#include "store/finish_rekey.h"

#include <fcntl.h>
#include <unistd.h>

/* What stays makes the folder stay, which is noticed then. */
static enum status entry_remove(void *context, const char *name)
{
    const struct folder *leftover = context;

    unlinkat(leftover->fd, name, 0);
    return STATUS_OK;
}

static enum status leftover_remove(const struct folder *folder, const char *name,
                                   struct fault *fault)
{
    struct folder leftover = FOLDER_CLOSED;
    enum status status = folder_open_in(&leftover, folder, name, fault);

    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = folder_walk(&leftover, entry_remove, &leftover, fault);
    folder_close(&leftover);
    if (status != STATUS_OK)
        return status;
    if (unlinkat(folder->fd, name, AT_REMOVEDIR) != 0)
        return folder_fault_errno(fault, folder, name);
    return folder_sync(folder, fault);
}

/* `keys.copy` first becomes what `keys` is: it may name the leftover as the records. */
enum status finish_rekey(struct keyslots *slots, const struct folder *folder,
                         struct fault *fault)
{
    enum status status;

    if (slots->leftover == NULL)
        return STATUS_OK;
    status = keyslots_save(slots, folder, fault);
    if (status == STATUS_OK)
        status = leftover_remove(folder, slots->leftover, fault);
    if (status != STATUS_OK)
        return status;
    slots->leftover = NULL;
    return keyslots_save(slots, folder, fault);
}
