/* create.c: the making of a store. */
#include "store/create.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "protocol/secret.h"
#include "store/unlock/enroll.h"

static bool is_records(const char *name)
{
    return strncmp(name, KEYSLOT_RECORDS_PREFIX, sizeof KEYSLOT_RECORDS_PREFIX - 1) == 0;
}

static enum status entry_is_none(void *context, const char *name)
{
    (void)context;
    (void)name;
    return STATUS_DAMAGED;
}

/* A folder of records in a store without `keys`: STATUS_OK when it is empty, as a process that
 * died before it had published `keys` leaves it. */
static enum status leftover_judge(void *context, const char *name)
{
    const struct folder *store = context;
    struct folder folder = FOLDER_CLOSED;
    enum status status;

    if (!is_records(name))
        return STATUS_OK;
    status = folder_open_in(&folder, store, name, NULL);
    if (status == STATUS_OK)
        status = folder_walk(&folder, entry_is_none, NULL, NULL);
    folder_close(&folder);
    return status;
}

static enum status empty_remove(void *context, const char *name)
{
    const struct folder *store = context;

    if (is_records(name))
        folder_remove_in(store, name);
    return STATUS_OK;
}

enum status create_judge(const struct folder *folder, struct fault *fault)
{
    if (folder_walk(folder, leftover_judge, (void *)folder, NULL) == STATUS_OK)
        return folder_fault(fault, STATUS_NO_STORE, 0, folder, NULL);
    return folder_fault(fault, STATUS_DAMAGED, 0, folder, "keys");
}

/* What a new store's `keys` is made of. */
struct draft {
    struct keyslots slots;
    struct unlock_stack stack;
    struct unlock_enrollment enrollment;
    char store_hex[2 * SEAL_STORE_ID_SIZE + 1], records[KEYSLOT_RECORDS_SIZE];
    char log[SEAL_COUNT_HEX];
    unsigned char key[SEAL_KEY_SIZE];
    struct seal seal;
};

static struct draft *draft_new(void)
{
    struct draft *draft = secret_alloc(sizeof *draft);

    if (draft == NULL)
        return NULL; /* unreached: memory is short */
    draft->slots = (struct keyslots)KEYSLOTS_EMPTY;
    draft->stack = (struct unlock_stack)UNLOCK_STACK_EMPTY;
    randombytes_buf(draft->key, sizeof draft->key);
    randombytes_buf(draft->slots.store_id, SEAL_STORE_ID_SIZE);
    keyslots_name_records(draft->records);
    seal_init(&draft->seal, draft->key, draft->slots.store_id);
    seal_count_close(&draft->seal, 0, draft->log);
    draft->slots.version = 2;
    draft->slots.log = draft->log;
    draft->slots.records = draft->records;
    draft->slots.store = sodium_bin2hex(draft->store_hex, sizeof draft->store_hex,
                                        draft->slots.store_id, SEAL_STORE_ID_SIZE);
    return draft;
}

static void draft_free(struct draft *draft)
{
    keyslots_clear(&draft->slots);
    unlock_stack_clear(&draft->stack);
    unlock_enrollment_clear(&draft->enrollment);
    secret_free(draft);
}

static enum status draft_publish(const struct draft *draft, const struct folder *folder,
                                 struct fault *fault)
{
    enum status status = folder_make_in(folder, draft->records, fault);

    if (status != STATUS_OK)
        return status;
    status = keyslots_save(&draft->slots, folder, fault);
    if (status != STATUS_OK && keyslots_remove(folder))
        folder_remove_in(folder, draft->records);
    return status;
}

static enum status draft_make(struct draft *draft, const struct folder *folder,
                              const struct store_options *options, struct fault *fault)
{
    const struct unlock_context context = { .key_file = options->key_file,
                                            .program = options->program,
                                            .conversation = options->conversation };
    static const struct keyslots none = KEYSLOTS_EMPTY;
    enum status status;

    draft->stack.origin = options->stack_origin;
    status = unlock_stack_parse(&draft->stack, options->stack, fault);
    if (status == STATUS_OK)
        status = unlock_enroll(&draft->stack, &context, &draft->slots, &draft->enrollment,
                               draft->key, fault);
    if (status == STATUS_OK)
        status = draft_publish(draft, folder, fault);
    if (status != STATUS_OK)
        enroll_discard_all(&context, &draft->slots, &none, NULL);
    return status;
}

static void draft_hand_over(const struct draft *draft, struct created *created)
{
    memcpy(created->records, draft->records, sizeof created->records);
    memcpy(created->key, draft->key, sizeof created->key);
    created->module = draft->slots.slot[0].module;
    created->slot = draft->slots.slot[0].number;
}

enum status create_keys(const struct folder *folder, const struct store_options *options,
                        struct created *created, struct fault *fault)
{
    enum status status = create_judge(folder, fault);
    struct draft *draft;

    if (status != STATUS_NO_STORE)
        return status;
    folder_walk(folder, empty_remove, (void *)folder, NULL);
    draft = draft_new();
    if (draft == NULL)
        /* unreached: memory is short */
        return folder_fault(fault, STATUS_NO_MEMORY, 0, folder, NULL);
    status = draft_make(draft, folder, options, fault);
    if (status == STATUS_OK)
        draft_hand_over(draft, created);
    draft_free(draft);
    return status;
}

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
