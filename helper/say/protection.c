/* protection.c: against whom each module protects, and what that makes together. */
#include "helper/say/protection.h"

#include <stdio.h>
#include <string.h>

#include "helper/say/fields.h"
#include "helper/say/say.h"
#include "helper/say/times.h"
#include "helper/token/moment.h"
#include "store/unlock/unlock.h"

enum { NAME_SIZE = 32 };

/* Against whom, and not against whom; of a cache, what it gives up. */
static const struct {
    const struct unlock_module *module;
    const char *text;
} protections[] = {
    { &unlock_keyfile, "against copies of the store without the key file; not against those "
                       "who can read your files: programs that run as you, and root" },
    { &unlock_keyring, "opens the store for a time, or until `lock`, for every program that "
                       "runs as you, and root, whatever the other lines ask for" },
    { &unlock_passphrase,
      "against everybody who can't guess the passphrase, though they have all files; not "
      "against programs that run as you, or root, while it is typed or a command runs" },
    { &unlock_systemd, "against copies of the disk, where the credential is sealed to the "
                       "machine; not against the service that gets it, nor root" },
    { &unlock_exec,
      "as the program does; not against programs that run as you and can start it, nor root" },
    { &unlock_secret_service,
      "against copies of all files, where the login's passphrase isn't guessed; not against "
      "programs that run as you while you are logged in, nor root" },
    { &unlock_tpm2, "against copies of all files, away from this machine; against programs on "
                    "it that may use the TPM, and root, only with a PIN (auth=pin)" },
};

const char *protection_of(const struct unlock_module *module)
{
    size_t i = 0, count = sizeof protections / sizeof protections[0];

    while (i < count && protections[i].module != module)
        i++;
    return i < count ? protections[i].text : "this build doesn't know the module";
}

/* None when they can't be read. To be cleared. */
static struct keyslots slots_read(const struct store_options *options)
{
    struct keyslots slots = KEYSLOTS_EMPTY;

    inspect_slots(&slots, options, NULL);
    return slots;
}

/* The slot that the store was opened with; NULL when it isn't there any more. */
static const struct keyslot *slot_open(const struct keyslots *slots, const struct store *store)
{
    size_t i;

    for (i = 0; i < slots->count; i++)
        if (slots->slot[i].number == store_unlocked_slot(store))
            return &slots->slot[i];
    return NULL;
}

/* The module's name, at which a required module's text begins: printable, and cut. */
static void name_write(char out[NAME_SIZE], const char *module)
{
    fault_sanitise(out, NAME_SIZE, module);
    out[strcspn(out, " ")] = '\0';
}

static void slot_name(char out[NAME_SIZE], const struct keyslot *slot)
{
    if (slot != NULL)
        name_write(out, slot->module);
    else
        snprintf(out, NAME_SIZE, "another slot");
}

static const char *protection_named(const char *name)
{
    return protection_of(unlock_module_find(name));
}

void protection_opened_by(char out[PROTECTION_SIZE], const struct store *store,
                          const struct store_options *options)
{
    const char *by = store_unlocked_by(store);
    struct keyslots slots = slots_read(options);
    char name[NAME_SIZE];

    slot_name(name, slot_open(&slots, store));
    snprintf(out, PROTECTION_SIZE, "%.100s%s%s", by,
             strcmp(by, name) == 0 ? "" : ", a cache of ", strcmp(by, name) == 0 ? "" : name);
    keyslots_clear(&slots);
}

static void module_text(struct buffer *out, const char *label, const char *name)
{
    char text[768];

    snprintf(text, sizeof text, "%s: %s", name, protection_named(name));
    fields_text(out, label, text);
}

static void tell_cache(void *out, const struct unlock_line *line,
                       const struct inspected_cache *cache)
{
    char text[CACHES_TEXT_SIZE];

    caches_say(text, line, cache);
    fields_text(out, line->module->name, text);
    if (cache->verdict == UNLOCK_YES)
        fields_text(out, "", protection_of(line->module));
}

/* Without memory *array becomes NULL, which no object takes. */
static void add_cache(void *array, const struct unlock_line *line,
                      const struct inspected_cache *cache)
{
    json_t *object = caches_json(line, cache), **caches = array;

    json_object_set_new(object, "protects", json_string(protection_of(line->module)));
    if (json_array_append_new(*caches, object) == 0)
        return;
    json_decref(*caches);
    *caches = NULL;
}

/* What can't be said of caches is left out: the store is open. */
void protection_text(struct buffer *out, const struct store *store,
                     const struct store_options *options)
{
    struct keyslots slots = slots_read(options);
    const struct keyslot *slot = slot_open(&slots, store);
    char by[PROTECTION_SIZE], name[NAME_SIZE];
    size_t i;

    protection_opened_by(by, store, options);
    fields_text(out, "unlocked by", by);
    slot_name(name, slot);
    module_text(out, "protects", name);
    for (i = 0; i < slots.required.count; i++) {
        name_write(name, slots.required.item[i]);
        module_text(out, "requires", name);
    }
    for (i = 0; i < slots.count; i++) {
        slot_name(name, &slots.slot[i]);
        if (&slots.slot[i] != slot)
            module_text(out, "opens as well", name);
    }
    keyslots_clear(&slots);
    caches_walk(options, tell_cache, out, NULL);
}

static json_t *slot_json(const struct keyslot *slot)
{
    char name[NAME_SIZE];

    slot_name(name, slot);
    return json_pack("{s:I, s:s, s:s}", "number",
                     slot != NULL ? (json_int_t)slot->number : (json_int_t)0, "module", name,
                     "protects", protection_named(name));
}

static json_t *required_json(const char *module)
{
    char name[NAME_SIZE];

    name_write(name, module);
    return json_pack("{s:s, s:s}", "module", name, "protects", protection_named(name));
}

json_t *protection_json(const struct store *store, const struct store_options *options)
{
    struct keyslots slots = slots_read(options);
    const struct keyslot *slot = slot_open(&slots, store);
    json_t *required = json_array(), *others = json_array(), *caches = json_array();
    json_t *opened = slot_json(slot);
    size_t i;

    for (i = 0; i < slots.required.count; i++)
        json_array_append_new(required, required_json(slots.required.item[i]));
    for (i = 0; i < slots.count; i++)
        if (&slots.slot[i] != slot)
            json_array_append_new(others, slot_json(&slots.slot[i]));
    keyslots_clear(&slots);
    caches_walk(options, add_cache, &caches, NULL);
    return json_pack("{s:o, s:o, s:o, s:o}", "slot", opened, "required", required,
                     "other_slots", others, "caches", caches);
}

static const char *const places[] = {
    [UNLOCK_PLACE_USER] = "your keyring in the kernel",
    [UNLOCK_PLACE_SESSION] = "the keyring of this session in the kernel",
};

const char *caches_place(const struct unlock_line *line)
{
    return places[line->module->cache->place(line)];
}

enum status caches_stack(struct unlock_stack *stack, const struct store_options *options,
                         struct fault *fault)
{
    stack->origin = options->stack_origin;
    return unlock_stack_parse(stack, options->stack, fault);
}

bool caches_key_file(char path[PATH_MAX], const struct store_options *options)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    const char *named = NULL;
    bool is_there = false;
    size_t i;

    if (caches_stack(&stack, options, NULL) == STATUS_OK)
        for (i = 0; i < stack.count && !is_there; i++) {
            is_there = stack.line[i].module == &unlock_keyfile;
            named = unlock_argument(&stack.line[i], "path");
        }
    snprintf(path, PATH_MAX, "%s", is_there && named != NULL ? named : options->key_file);
    unlock_stack_clear(&stack);
    return is_there;
}

enum status caches_walk(const struct store_options *options, caches_visit *visit, void *to,
                        struct fault *fault)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    struct inspected_cache cache;
    enum status status = caches_stack(&stack, options, fault);
    size_t i;

    for (i = 0; i < stack.count && status == STATUS_OK; i++) {
        if (stack.line[i].control != UNLOCK_OPTIONAL || stack.line[i].module->cache == NULL)
            continue;
        status = inspect_cache(&cache, &stack.line[i], options, fault);
        if (status == STATUS_OK)
            visit(to, &stack.line[i], &cache);
    }
    unlock_stack_clear(&stack);
    return status;
}

void caches_say(char out[CACHES_TEXT_SIZE], const struct unlock_line *line,
                const struct inspected_cache *cache)
{
    const char *place = caches_place(line);
    char at[FORMAT_TIME_SIZE], relative[FORMAT_TIME_SIZE], why[SAY_REASON_SIZE];

    if (cache->verdict == UNLOCK_YES) {
        format_time_utc(at, cache->until);
        format_time_relative(relative, cache->until, moment_now().wall);
        snprintf(out, CACHES_TEXT_SIZE, "keeps the key in %s until %s (%s)", place, at,
                 relative);
    } else if (cache->verdict == UNLOCK_NO) {
        say_reason(why, &cache->fault);
        snprintf(out, CACHES_TEXT_SIZE, "can't be used here: %s", why);
    } else {
        snprintf(out, CACHES_TEXT_SIZE, "keeps no key");
    }
}

json_t *caches_json(const struct unlock_line *line, const struct inspected_cache *cache)
{
    char why[SAY_REASON_SIZE] = "";
    bool holds = cache->verdict == UNLOCK_YES;

    if (cache->verdict == UNLOCK_NO)
        say_reason(why, &cache->fault);
    return json_pack("{s:s, s:s, s:b, s:I, s:s*}", "module", line->module->name, "where",
                     caches_place(line), "holds", holds, "until",
                     (json_int_t)(holds ? cache->until : 0), "why", text_or_null(why));
}
