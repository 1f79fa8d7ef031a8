/* keys.c: listing a store's key slots, and adding one. */
#include "store/change/keys.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "protocol/secret.h"
#include "store/change/keychain.h"
#include "store/lock.h"
#include "store/unlock/enroll.h"

static bool line_is_for(const struct unlock_line *line, const char *module, size_t length)
{
    return strlen(line->module->name) == length &&
           strncmp(line->module->name, module, length) == 0;
}

static bool line_is_ready(const struct keychain *chain, const struct unlock_line *line,
                          struct fault *why)
{
    fault_set(why, STATUS_LOCKED, 0, line->module->name, NULL);
    return line->module->ready == NULL ||
           line->module->ready(&chain->context, line, why) == UNLOCK_YES;
}

/* Whether any line for the module is ready, and what the first one lacks. */
static void slot_judge(struct store_slot *slot, const struct keychain *chain, size_t length,
                       bool required)
{
    struct fault later;
    size_t i, seen = 0;

    fault_because(&slot->why, STATUS_LOCKED, CAUSE_NO_LINE, slot->module, NULL);
    for (i = 0; i < chain->stack.count && !slot->is_ready; i++) {
        const struct unlock_line *line = &chain->stack.line[i];

        if (line->control != UNLOCK_OPTIONAL && unlock_is_required(line) == required &&
            line_is_for(line, slot->module, length))
            slot->is_ready = line_is_ready(chain, line, seen++ == 0 ? &slot->why : &later);
    }
}

static void slots_list(struct store_slots *slots, struct keychain *chain)
{
    const struct string_list *required = &chain->slots.required;
    size_t i;

    for (i = 0; i < chain->slots.count; i++) {
        const struct keyslot *from = &chain->slots.slot[i];
        struct store_slot *slot = &slots->slot[slots->count++];

        *slot = (struct store_slot){ .number = from->number,
                                     .added = from->added,
                                     .module = from->module,
                                     .parameters = from->parameters };
        slot_judge(slot, chain, strlen(slot->module), false);
    }
    for (i = 0; i < required->count && i < STORE_SLOTS_MAX; i++) {
        struct store_slot *slot = &slots->required[slots->required_count++];
        const char *name = required->item[i];
        size_t length = strcspn(name, " ");

        *slot = (struct store_slot){ .module = name, .parameters = name + length };
        slot->parameters += strspn(slot->parameters, " ");
        slot_judge(slot, chain, length, true);
    }
}

static bool required_are_read(const struct unlock_stack *stack)
{
    size_t i;

    for (i = 0; i < stack->count; i++)
        if (unlock_is_required(&stack->line[i]) && !stack->line[i].module->is_read)
            return false;
    return true;
}

static bool is_tried(const struct store_slot *slot)
{
    const struct unlock_module *module = unlock_module_find(slot->module);

    return slot->is_ready && module != NULL && module->is_read;
}

/* Tries the slots that say they are ready, where that needs no more than reading files. */
static void slots_try(struct store_slots *slots, struct keychain *chain)
{
    unsigned char *secret = secret_alloc(UNLOCK_SECRET_SIZE);
    size_t i;

    if (secret != NULL && slots->policy_holds && required_are_read(&chain->stack) &&
        walk_required(chain->walk) && !chain->walk->failed)
        for (i = 0; i < slots->count; i++)
            if (is_tried(&slots->slot[i]))
                slots->slot[i].is_ready = keychain_regain(chain, &chain->slots.slot[i], secret,
                                                          &slots->slot[i].why) == STATUS_OK;
    secret_free(secret);
}

enum status store_slots_read(struct store_slots *slots, const struct store_options *options,
                             struct fault *fault)
{
    enum status status;

    *slots = (struct store_slots){ .count = 0 };
    slots->chain = secret_init() ? secret_alloc(sizeof *slots->chain) : NULL;
    if (slots->chain == NULL)
        return fault_set(fault, STATUS_NO_MEMORY, 0, options->directory, NULL);
    *slots->chain = (struct keychain)KEYCHAIN;
    status = keychain_find(slots->chain, options, fault);
    if (status != STATUS_OK)
        return status;
    slots->chain->walk =
        walk_new(&slots->chain->stack, &slots->chain->context, &slots->chain->slots);
    if (slots->chain->walk == NULL)
        /* unreached: memory is short */
        return fault_set(fault, STATUS_NO_MEMORY, 0, options->directory, NULL);
    slots->policy_holds = walk_policy_holds(slots->chain->walk);
    slots->sealed = &slots->chain->slots.sealed;
    slots_list(slots, slots->chain);
    slots_try(slots, slots->chain);
    return STATUS_OK;
}

void store_slots_clear(struct store_slots *slots)
{
    if (slots->chain != NULL)
        keychain_close(slots->chain);
    secret_free(slots->chain);
    *slots = (struct store_slots){ .count = 0 };
}

/* A slot that is being added. Holds keys. */
struct adding {
    struct keychain chain;
    struct unlock_stack line; /* of one line */
    struct unlock_enrollment enrollment;
    unsigned char secret[UNLOCK_SECRET_SIZE];
};

static struct adding *adding_new(void)
{
    struct adding *adding = secret_init() ? secret_alloc(sizeof *adding) : NULL;

    if (adding == NULL)
        return NULL; /* unreached: memory is short */
    adding->chain = (struct keychain)KEYCHAIN;
    adding->line = (struct unlock_stack)UNLOCK_STACK_EMPTY;
    return adding;
}

static void adding_free(struct adding *adding)
{
    keychain_close(&adding->chain);
    unlock_stack_clear(&adding->line);
    unlock_enrollment_clear(&adding->enrollment);
    secret_free(adding);
}

static bool has_slot(const struct keyslots *slots, const char *module)
{
    size_t i;

    for (i = 0; i < slots->count; i++)
        if (strcmp(slots->slot[i].module, module) == 0)
            return true;
    return false;
}

/* The stack's line to enroll by, or NULL. */
static const struct unlock_line *line_choose(const struct keychain *chain, const char *module)
{
    size_t i;

    for (i = 0; i < chain->stack.count; i++) {
        const struct unlock_line *line = &chain->stack.line[i];

        if (line->control == UNLOCK_SUFFICIENT &&
            (line->module->enroll != NULL || line->module->is_given) &&
            (module != NULL ? strcmp(line->module->name, module) == 0
                            : !has_slot(&chain->slots, line->module->name)))
            return line;
    }
    return NULL;
}

static bool is_given(const struct string_list *words, const char *argument)
{
    size_t i, length = strcspn(argument, "=") + 1;

    for (i = 0; i < words->count; i++)
        if (strncmp(words->item[i], argument, length) == 0)
            return true;
    return false;
}

/* Writes the line as the stack has it, but for the words. */
static void line_write(const struct unlock_line *line, const struct string_list *words,
                       struct buffer *out)
{
    size_t i;

    buffer_text(out, "unlock sufficient ");
    buffer_text(out, line->module->name);
    for (i = 0; i < words->count; i++) {
        buffer_text(out, " ");
        buffer_text(out, words->item[i]);
    }
    for (i = 0; i < line->arguments; i++) {
        if (is_given(words, line->argument[i]))
            continue;
        buffer_text(out, " ");
        buffer_text(out, line->argument[i]);
    }
}

static enum status line_make(struct adding *adding, const char *module,
                             const struct string_list *words, struct store_added *added,
                             struct fault *fault)
{
    const struct unlock_line *line = line_choose(&adding->chain, module);
    struct buffer text = BUFFER(UNLOCK_STACK_MAX);
    enum status status;

    if (line == NULL)
        return fault_because(fault, STATUS_USAGE,
                             module != NULL ? CAUSE_NO_LINE_FOR : CAUSE_NO_LINE_LEFT,
                             module != NULL ? module : "key add", NULL);
    line_write(line, words, &text);
    snprintf(added->line, sizeof added->line, "%s", buffer_string(&text));
    added->module = line->module->name;
    status = unlock_stack_parse(&adding->line, buffer_string(&text), fault);
    if (status == STATUS_OK && adding->line.count != 1)
        status = fault_set(fault, STATUS_MALFORMED, 0, line->module->name, NULL);
    if (status != STATUS_OK)
        snprintf(fault->subject, sizeof fault->subject, "%s", line->module->name);
    buffer_clear(&text);
    return status;
}

/* Opens the first slot that can be opened. */
static enum status adding_open(struct adding *adding, struct fault *fault)
{
    struct keychain *chain = &adding->chain;
    enum status status = keychain_begin(chain, fault);
    struct fault why;
    size_t i;

    if (status != STATUS_OK)
        return status;
    fault_set(fault, STATUS_LOCKED, 0, "unlock", NULL);
    for (i = 0, status = STATUS_LOCKED; i < chain->slots.count && status != STATUS_OK; i++) {
        status = keychain_regain(chain, &chain->slots.slot[i], adding->secret, &why);
        if (status != STATUS_OK && (i == 0 || why.cause != CAUSE_NO_LINE))
            *fault = why;
    }
    buffer_clear(&chain->walk->answer);
    secret_wipe(adding->secret, sizeof adding->secret);
    return status == STATUS_OK ? status : fault->status;
}

static enum status slot_make(struct adding *adding, int64_t *number, struct fault *fault)
{
    struct keychain *chain = &adding->chain;
    struct keyslots *slots = &chain->slots;
    struct keyslot *slot;
    size_t i;

    if (slots->count == KEYSLOT_MAX)
        return fault_because(fault, STATUS_TOO_LONG, CAUSE_SLOTS_FULL, "key slots", NULL);
    slot = &slots->slot[slots->count];
    *slot = (struct keyslot){ .number = 1, .added = (int64_t)time(NULL) };
    for (i = 0; i < slots->count; i++)
        if (slots->slot[i].number >= slot->number)
            slot->number = slots->slot[i].number + 1;
    if (slot->number > KEYSLOT_NUMBER)
        return fault_because(fault, STATUS_TOO_LONG, CAUSE_SLOTS_FULL, "key slots", NULL);
    *number = slot->number;
    return enroll_slot(chain->walk, slot, &adding->line.line[0], chain->key,
                       &adding->enrollment, fault);
}

/* The order matters: nobody is asked while a lock is held. */
static enum status adding_run(struct adding *adding, const struct store_options *options,
                              const char *module, const struct string_list *words,
                              struct store_added *added, struct fault *fault)
{
    struct keychain *chain = &adding->chain;
    enum status status = keychain_find(chain, options, fault);
    const struct keyslot *slot;

    if (status == STATUS_OK)
        status = line_make(adding, module, words, added, fault);
    if (status == STATUS_OK)
        status = adding_open(adding, fault);
    if (status == STATUS_OK)
        status = slot_make(adding, &added->number, fault);
    if (status != STATUS_OK)
        return status;
    slot = &chain->slots.slot[chain->slots.count];
    status = keychain_lock(chain, fault);
    if (status == STATUS_OK) {
        chain->slots.count++;
        status = keyslots_save(&chain->slots, &chain->folder, fault);
    }
    if (status != STATUS_OK)
        enroll_discard(&chain->context, slot->module, slot->parameters, NULL);
    return status;
}

enum status store_slot_add(const struct store_options *options, const char *module,
                           const struct string_list *words, struct store_added *added,
                           struct fault *fault)
{
    struct adding *adding = adding_new();
    struct fault why = { .status = STATUS_OK };
    enum status status;

    *added = (struct store_added){ .number = 0 };
    if (adding == NULL)
        /* unreached: memory is short */
        return fault_set(fault, STATUS_NO_MEMORY, 0, options->directory, NULL);
    status = adding_run(adding, options, module, words, added, &why);
    lock_release(&adding->chain.writers);
    added->store =
        keychain_store(&adding->chain, adding->chain.slots.records, adding->chain.key);
    adding_free(adding);
    if (status != STATUS_OK && fault != NULL)
        *fault = why;
    return status;
}
