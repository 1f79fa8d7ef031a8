/* keyslot.c: the file `keys`: grammar, checksum, and the wrapping of the store key. */
#include "store/keyslot.h"

#include <string.h>

#include <sodium.h>

enum {
    CHECK_SIZE = crypto_shorthash_siphashx24_BYTES,
    CHECK_HEX = 2 * CHECK_SIZE + 1,
    CHECK_LINE = sizeof "check=" - 1 + CHECK_HEX, /* with its LF */
};

static const char file_name[] = "keys", copy_name[] = "keys.copy";
static const char version_key[] = "workfront-credential-keys";
static const char *const versions[] = { "1", "2" };
enum { VERSIONS = sizeof versions / sizeof versions[0] };
const char keyslot_label[] = "workfront-credential kek v1";

static const struct record_rule header_rules[] = {
    RECORD_RULE(keyslots, store, TEXT),
    RECORD_RULE(keyslots, records, TEXT),
    RECORD_RULE_AS(keyslots, "required[]", required, LIST),
    RECORD_RULE_AS(keyslots, "sealed[]", sealed, LIST),
    RECORD_RULE(keyslots, leftover, TEXT),
    RECORD_RULE(keyslots, prints, TEXT),
    RECORD_RULE(keyslots, log, TEXT),
};
enum { HEADER_RULES = RECORD_RULES_COUNT(header_rules), BOUND_HEADER_RULES = HEADER_RULES - 3 };

/* What the box authenticates ends before it. */
static const struct record_rule slot_rules[] = {
    RECORD_RULE_AS(keyslot, "slot", number, NUMBER),
    RECORD_RULE(keyslot, module, TEXT),
    RECORD_RULE(keyslot, parameters, TEXT),
    RECORD_RULE(keyslot, box, TEXT),
    RECORD_RULE(keyslot, added, NUMBER),
};
enum { SLOT_RULES = RECORD_RULES_COUNT(slot_rules), BOUND_SLOT_RULES = SLOT_RULES - 2 };

void keyslots_clear(struct keyslots *slots)
{
    buffer_clear(&slots->text);
    *slots = (struct keyslots)KEYSLOTS_EMPTY;
}

/* A checksum against accidents, not against people: its key is no secret. */
static void check_make(const char *text, size_t length, char out[CHECK_HEX])
{
    static const unsigned char key[crypto_shorthash_siphashx24_KEYBYTES];
    unsigned char hash[CHECK_SIZE];

    crypto_shorthash_siphashx24(hash, (const unsigned char *)text, length, key);
    sodium_bin2hex(out, CHECK_HEX, hash, sizeof hash);
}

static void check_write(struct buffer *out, size_t start)
{
    char check[CHECK_HEX];

    if (buffer_status(out) != STATUS_OK)
        return;
    check_make(out->data + start, out->length - start, check);
    record_put(out, "check", check);
}

/* Takes the last line off the text and says whether it is the checksum of the rest. */
static bool check_take(struct record_reader *reader)
{
    size_t length = reader->at != NULL ? (size_t)(reader->end - reader->at) : 0;
    char line[CHECK_LINE + 1] = "check=";

    if (length < CHECK_LINE)
        return false;
    reader->end -= CHECK_LINE;
    check_make(reader->at, length - CHECK_LINE, line + strlen(line));
    line[CHECK_LINE - 1] = '\n';
    return memcmp(reader->end, line, CHECK_LINE) == 0;
}

/* STATUS_NEWER for a larger number than ours. */
static enum status version_take(int64_t *number, const char *version)
{
    if (!record_number(version, number) || *number < 1)
        return STATUS_DAMAGED;
    if (*number > VERSIONS)
        return STATUS_NEWER;
    return strcmp(version, versions[*number - 1]) == 0 ? STATUS_OK : STATUS_DAMAGED;
}

/* The first and the last line, which have the same form in every version. */
static enum status frame_parse(struct record_reader *reader, int64_t *number)
{
    const char *key, *version;

    if (!check_take(reader) || record_next(reader, &key, &version) != STATUS_OK ||
        strcmp(key, version_key) != 0)
        return STATUS_DAMAGED;
    return version_take(number, version);
}

static bool records_is_valid(const char *name)
{
    const size_t prefix = sizeof KEYSLOT_RECORDS_PREFIX - 1;

    return name != NULL && strlen(name) == KEYSLOT_RECORDS_SIZE - 1 &&
           memcmp(name, KEYSLOT_RECORDS_PREFIX, prefix) == 0 &&
           strspn(name + prefix, "0123456789abcdef") == KEYSLOT_RECORDS_SIZE - 1 - prefix;
}

/* What modules are called and write for parameters: it is shown to people before it is
 * authenticated. */
static bool words_are_plain(const char *words)
{
    if (words == NULL)
        return false;
    while (*words >= ' ' && *words <= '~')
        words++;
    return *words == '\0';
}

static bool list_is_plain(const struct string_list *list)
{
    size_t i = 0;

    while (i < list->count && words_are_plain(list->item[i]))
        i++;
    return i == list->count;
}

static bool version_is_kept(const struct keyslots *slots)
{
    if (slots->version < VERSIONS)
        return slots->log == NULL && slots->sealed.count == 0;
    return slots->log != NULL && strlen(slots->log) == SEAL_COUNT_HEX - 1 &&
           list_is_plain(&slots->sealed);
}

static bool header_is_valid(struct keyslots *slots)
{
    return hex_decode(slots->store, slots->store_id, sizeof slots->store_id) &&
           records_is_valid(slots->records) && list_is_plain(&slots->required) &&
           version_is_kept(slots) &&
           (slots->leftover == NULL || (records_is_valid(slots->leftover) &&
                                        strcmp(slots->leftover, slots->records) != 0)) &&
           (slots->prints == NULL || strlen(slots->prints) == SEAL_PRINTS_HEX - 1);
}

static bool slot_is_valid(const struct keyslot *slot)
{
    return words_are_plain(slot->module) && words_are_plain(slot->parameters) &&
           slot->box != NULL && strlen(slot->box) == KEYSLOT_BOX_HEX - 1;
}

enum status keyslots_parse(struct keyslots *slots)
{
    struct record_reader reader = record_reader(&slots->text);
    enum status status = frame_parse(&reader, &slots->version);
    int64_t last = 0;

    if (status != STATUS_OK)
        return status;
    if (record_read(&reader, header_rules, HEADER_RULES, slots, NULL) != STATUS_OK ||
        !header_is_valid(slots))
        return STATUS_DAMAGED;
    while (reader.at < reader.end) {
        struct keyslot *slot = &slots->slot[slots->count];

        if (slots->count == KEYSLOT_MAX ||
            record_read(&reader, slot_rules, SLOT_RULES, slot, NULL) != STATUS_OK ||
            !slot_is_valid(slot) || slot->number <= last || slot->number > KEYSLOT_NUMBER)
            return STATUS_DAMAGED;
        last = slot->number;
        slots->count++;
    }
    return STATUS_OK;
}

static void header_write(const struct keyslots *slots, size_t rules, struct buffer *out)
{
    record_put(out, version_key, versions[slots->version >= VERSIONS ? VERSIONS - 1 : 0]);
    record_write(out, header_rules, rules, slots);
}

/* A line more keeps programs that link equal files from making the two one. */
static void file_write(const struct keyslots *slots, bool is_copy, struct buffer *out)
{
    size_t start = out->length, i;

    header_write(slots, HEADER_RULES, out);
    if (is_copy)
        record_put(out, "copy", "yes");
    record_end(out);
    for (i = 0; i < slots->count; i++) {
        record_write(out, slot_rules, SLOT_RULES, &slots->slot[i]);
        record_end(out);
    }
    check_write(out, start);
}

void keyslots_write(const struct keyslots *slots, struct buffer *out)
{
    file_write(slots, false, out);
}

static enum status file_parse(struct keyslots *slots, const struct folder *folder,
                              const char *name, struct fault *fault)
{
    enum status status;

    keyslots_clear(slots);
    status = file_read(folder, name, &slots->text, &slots->stamp, fault);
    if (status != STATUS_OK)
        return status;
    status = keyslots_parse(slots);
    return status == STATUS_OK ? status : folder_fault(fault, status, 0, folder, name);
}

enum status keyslots_load(struct keyslots *slots, const struct folder *folder,
                          struct fault *fault)
{
    enum status status = file_parse(slots, folder, file_name, fault), copy;
    struct fault of_copy = { 0 };

    if (status != STATUS_NOT_FOUND && status != STATUS_DAMAGED)
        return status;
    copy = file_parse(slots, folder, copy_name, &of_copy);
    slots->is_copy = copy == STATUS_OK;
    if (copy == STATUS_OK || status == STATUS_DAMAGED || copy == STATUS_NOT_FOUND)
        return copy == STATUS_OK ? copy : status;
    if (fault != NULL)
        *fault = of_copy;
    return copy;
}

enum status keyslots_save(const struct keyslots *slots, const struct folder *folder,
                          struct fault *fault)
{
    struct buffer text = BUFFER(KEYSLOT_FILE_MAX), copy = BUFFER(KEYSLOT_FILE_MAX);
    enum status status;

    keyslots_write(slots, &text);
    file_write(slots, true, &copy);
    status = file_publish(folder, copy_name, &copy, fault);
    if (status == STATUS_OK)
        status = file_publish(folder, file_name, &text, fault);
    buffer_clear(&text);
    buffer_clear(&copy);
    return status;
}

static bool is_removed(const struct folder *folder, const char *name)
{
    enum status status = file_remove(folder, name, NULL);

    return status == STATUS_OK || status == STATUS_NOT_FOUND;
}

bool keyslots_remove(const struct folder *folder)
{
    return is_removed(folder, file_name) && is_removed(folder, copy_name);
}

bool keyslots_are_current(const struct file_stamp *stamp, const struct folder *folder)
{
    return file_is_same(folder, file_name, stamp);
}

void keyslot_kek(const struct keyslots *slots, const struct buffer *material,
                 unsigned char kek[SEAL_KEY_SIZE])
{
    crypto_generichash(kek, SEAL_KEY_SIZE, (const unsigned char *)material->data,
                       material->length, slots->store_id, sizeof slots->store_id);
}

void keyslots_name_records(char out[KEYSLOT_RECORDS_SIZE])
{
    const size_t prefix = sizeof KEYSLOT_RECORDS_PREFIX - 1;
    unsigned char number[8];

    randombytes_buf(number, sizeof number);
    memcpy(out, KEYSLOT_RECORDS_PREFIX, prefix);
    sodium_bin2hex(out + prefix, KEYSLOT_RECORDS_SIZE - prefix, number, sizeof number);
}

/* What a slot's box authenticates: lines of the header and of the slot, as in the file. */
static void slot_associate(const struct keyslots *slots, const struct keyslot *slot,
                           struct buffer *out)
{
    header_write(slots, BOUND_HEADER_RULES, out);
    record_end(out);
    record_write(out, slot_rules, BOUND_SLOT_RULES, slot);
}

enum status keyslot_wrap(const struct keyslots *slots, struct keyslot *slot,
                         const unsigned char kek[SEAL_KEY_SIZE],
                         const unsigned char key[SEAL_KEY_SIZE], char box[KEYSLOT_BOX_HEX])
{
    struct buffer associated = BUFFER(KEYSLOT_FILE_MAX);
    enum status status;

    slot_associate(slots, slot, &associated);
    status = buffer_status(&associated);
    if (status == STATUS_OK) {
        seal_text_close(box, key, SEAL_KEY_SIZE, associated.data, associated.length, kek);
        slot->box = box;
    }
    buffer_clear(&associated);
    return status;
}

enum status keyslot_unwrap(const struct keyslots *slots, const struct keyslot *slot,
                           const unsigned char kek[SEAL_KEY_SIZE],
                           unsigned char key[SEAL_KEY_SIZE])
{
    struct buffer associated = BUFFER(KEYSLOT_FILE_MAX);
    enum status status;

    slot_associate(slots, slot, &associated);
    status = buffer_status(&associated);
    if (status == STATUS_OK &&
        !seal_text_open(key, SEAL_KEY_SIZE, slot->box, associated.data, associated.length, kek))
        status = STATUS_LOCKED;
    buffer_clear(&associated);
    return status;
}
