/* records.c: sealed records by kind and name, with their previous generations. */
#include "store/records.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "protocol/clock.h"
#include "protocol/secret.h"

_Static_assert(STORE_NAME_MAX == SEAL_NAME_MAX, "every name can be sealed");

static const struct {
    bool keeps_previous; /* damage is healed from the generation before */
    bool is_cache;       /* can be fetched again: what can't be read isn't there */
    bool is_quick;       /* replaced without waiting for the disk */
    bool is_brief;       /* removed so as well: it does no harm when it is back */
} kinds[STORE_KINDS] = {
    [STORE_PROFILE] = { .keeps_previous = true },
    [STORE_TOKEN] = { .is_cache = true, .is_quick = true },
    [STORE_HOST] = { 0 },
    [STORE_ENTRY] = { 0 },
    [STORE_STATE] = { .is_cache = true, .is_quick = true, .is_brief = true },
    [STORE_AUDIT] = { .is_quick = true },
    [STORE_FLEET] = { .keeps_previous = true },
};

/* A record's place: its hash and the names of its files. */
struct record_place {
    unsigned char file[SEAL_FILE_SIZE];
    char current[RECORDS_NAME_SIZE], previous[RECORDS_NAME_SIZE];
};

bool records_name_parse(const char *name, unsigned char file[SEAL_FILE_SIZE])
{
    const char *suffix = name + RECORDS_HASH_HEX;

    return strspn(name, "0123456789abcdef") == RECORDS_HASH_HEX &&
           (*suffix == '\0' || strcmp(suffix, RECORDS_PREVIOUS) == 0) &&
           sodium_hex2bin(file, SEAL_FILE_SIZE, name, RECORDS_HASH_HEX, NULL, NULL, NULL) == 0;
}

void records_name_make(char out[RECORDS_NAME_SIZE], const unsigned char file[SEAL_FILE_SIZE],
                       const char *suffix)
{
    sodium_bin2hex(out, RECORDS_NAME_SIZE, file, SEAL_FILE_SIZE);
    memcpy(out + RECORDS_HASH_HEX, suffix, strlen(suffix) + 1);
}

static void place_name(struct record_place *place)
{
    records_name_make(place->current, place->file, "");
    records_name_make(place->previous, place->file, RECORDS_PREVIOUS);
}

static void place_find(struct record_place *place, const struct records *records,
                       enum store_kind kind, const char *name)
{
    seal_file(records->seal, kind, name, strlen(name), place->file);
    place_name(place);
}

enum status records_load(const struct records *records, const char *name,
                         const unsigned char file[SEAL_FILE_SIZE], struct buffer *bytes,
                         struct sealed *content, struct fault *fault)
{
    enum status status = file_read(&records->folder, name, bytes, NULL, fault);

    if (status != STATUS_OK)
        return status;
    status = seal_open(records->seal, file, bytes, content);
    return status == STATUS_OK ? status
                               : folder_fault(fault, status, 0, &records->folder, name);
}

static bool is_lost(enum status status)
{
    return status == STATUS_DAMAGED || status == STATUS_NOT_FOUND;
}

/* Loads the newest generation that is whole. A record whose current file is missing while a
 * previous one is there has been damaged too: deleting removes the previous one first. */
static enum status newest_load(const struct records *records, enum store_kind kind,
                               const struct record_place *place, struct buffer *bytes,
                               struct sealed *content, bool *restored, struct fault *fault)
{
    enum status status =
        records_load(records, place->current, place->file, bytes, content, fault);

    *restored = false;
    if (!is_lost(status) || !kinds[kind].keeps_previous)
        return status;
    buffer_clear(bytes);
    *restored =
        records_load(records, place->previous, place->file, bytes, content, NULL) == STATUS_OK;
    return *restored ? STATUS_OK : status;
}

static bool content_is(const struct sealed *content, enum store_kind kind, const char *name)
{
    return content->kind == (unsigned)kind && content->name_length == strlen(name) &&
           memcmp(content->name, name, content->name_length) == 0;
}

static enum status record_append(struct buffer *out, const struct sealed *content,
                                 const char *name, struct fault *fault)
{
    enum status status;

    buffer_append(out, content->record, content->length);
    status = buffer_status(out);
    return status == STATUS_OK ? status : fault_set(fault, status, 0, name, NULL);
}

enum status records_get(const struct records *records, enum store_kind kind, const char *name,
                        struct buffer *record, bool *restored, struct fault *fault)
{
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX);
    struct sealed content;
    struct record_place place;
    enum status status;
    bool is_previous;

    place_find(&place, records, kind, name);
    status = newest_load(records, kind, &place, &bytes, &content, &is_previous, fault);
    if (status == STATUS_OK && !content_is(&content, kind, name))
        /* unreached: only the key's owner can seal such a file */
        status = folder_fault(fault, STATUS_DAMAGED, 0, &records->folder, place.current);
    if (status == STATUS_OK)
        status = record_append(record, &content, name, fault);
    buffer_clear(&bytes);
    if (restored != NULL)
        *restored = is_previous;
    if (kinds[kind].is_cache && (status == STATUS_DAMAGED || status == STATUS_NEWER))
        return STATUS_NOT_FOUND;
    return status;
}

/* Copies the current file, if it is whole, to the previous generation's name, and finds the
 * generation of the newest that is whole, 0 when none is. */
static enum status generation_keep(const struct records *records, enum store_kind kind,
                                   const struct record_place *place, uint64_t *generation,
                                   struct fault *fault)
{
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX), raw = BUFFER(RECORDS_FILE_MAX);
    struct sealed content = { 0 };
    enum status status;
    bool restored;

    status = newest_load(records, kind, place, &bytes, &content, &restored, fault);
    *generation = status == STATUS_OK ? content.generation : 0;
    if (status == STATUS_OK && !restored && kinds[kind].keeps_previous) {
        status = file_read(&records->folder, place->current, &raw, NULL, fault);
        if (status == STATUS_OK)
            status = file_publish(&records->folder, place->previous, &raw, fault);
    }
    buffer_clear(&bytes);
    buffer_clear(&raw);
    if (is_lost(status) || (kinds[kind].is_cache && status == STATUS_NEWER))
        return STATUS_OK;
    return status;
}

enum status records_put(const struct records *records, enum store_kind kind, const char *name,
                        const struct buffer *record, struct fault *fault)
{
    struct sealed content = { .kind = kind,
                              .name = name,
                              .name_length = strlen(name),
                              .record = record->data,
                              .length = record->length };
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX);
    struct record_place place;
    enum status status;

    place_find(&place, records, kind, name);
    status = generation_keep(records, kind, &place, &content.generation, fault);
    content.generation++;
    if (status == STATUS_OK) {
        seal_close(records->seal, &content, &bytes);
        timing_lap("sealing a record");
        status = (kinds[kind].is_quick ? file_replace : file_publish)(
            &records->folder, place.current, &bytes, fault);
    }
    buffer_clear(&bytes);
    return status;
}

enum status records_delete(const struct records *records, enum store_kind kind,
                           const char *name, struct fault *fault)
{
    enum status previous = STATUS_NOT_FOUND, current;
    struct record_place place;

    place_find(&place, records, kind, name);
    if (kinds[kind].keeps_previous)
        previous = file_remove(&records->folder, place.previous, fault);
    if (previous != STATUS_OK && previous != STATUS_NOT_FOUND)
        return previous;
    current = (kinds[kind].is_brief ? file_drop : file_remove)(&records->folder, place.current,
                                                               fault);
    return current == STATUS_NOT_FOUND ? previous : current;
}

/* One record of a listing; `name` is NULL when the record is damaged. */
struct entry {
    char file[RECORDS_HASH_HEX + 1];
    char *name;
};

struct listing {
    const struct records *records;
    enum store_kind kind;
    struct entry *entry;
    size_t count, room;
};

static void entry_clear(struct entry *entry)
{
    if (entry->name != NULL)
        secret_wipe(entry->name, strlen(entry->name));
    free(entry->name);
}

static void listing_clear(struct listing *listing)
{
    size_t i;

    for (i = 0; i < listing->count; i++)
        entry_clear(&listing->entry[i]);
    free(listing->entry);
}

static bool listing_grow(struct listing *listing)
{
    size_t room = listing->room == 0 ? 64 : 2 * listing->room;
    struct entry *entry;

    if (listing->count < listing->room)
        return true;
    entry = reallocarray(listing->entry, room, sizeof *entry);
    if (entry == NULL)
        return false;
    listing->entry = entry;
    listing->room = room;
    return true;
}

/* Takes down the file of a record, or its previous generation's in case that is all there is.
 */
static enum status file_add(void *context, const char *name)
{
    unsigned char file[SEAL_FILE_SIZE];
    struct listing *listing = context;
    struct entry *entry;

    if (!records_name_parse(name, file))
        return STATUS_OK;
    if (!listing_grow(listing))
        return STATUS_NO_MEMORY;
    entry = &listing->entry[listing->count++];
    *entry = (struct entry){ .name = NULL };
    memcpy(entry->file, name, RECORDS_HASH_HEX);
    return STATUS_OK;
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->file, ((const struct entry *)b)->file);
}

static const char *entry_label(const struct entry *entry)
{
    return entry->name != NULL ? entry->name : entry->file;
}

static int compare_labels(const void *a, const void *b)
{
    return strcmp(entry_label(a), entry_label(b));
}

/* Finds the name that the file of an entry holds, to be freed, or NULL: STATUS_NOT_FOUND when
 * it isn't for this listing. */
static enum status entry_identify(const struct listing *listing, const char *file, char **name)
{
    struct buffer bytes = BUFFER(RECORDS_FILE_MAX);
    struct sealed content;
    struct record_place place;
    enum status status;
    bool restored;

    *name = NULL;
    records_name_parse(file, place.file);
    place_name(&place);
    status =
        newest_load(listing->records, listing->kind, &place, &bytes, &content, &restored, NULL);
    if (status == STATUS_OK && content.kind != (unsigned)listing->kind)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK) {
        *name = strndup(content.name, content.name_length);
        status = *name != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    }
    buffer_clear(&bytes);
    if (status == STATUS_OK || status == STATUS_NO_MEMORY || status == STATUS_NOT_FOUND)
        return status;
    return kinds[listing->kind].is_cache ? STATUS_NOT_FOUND : STATUS_OK;
}

/* Keeps one entry a record, and only those that are for this listing. */
static enum status listing_identify(struct listing *listing)
{
    size_t i, kept = 0, count = listing->count;
    enum status status = STATUS_OK;

    qsort(listing->entry, count, sizeof *listing->entry, compare_files);
    for (i = 0; i < count && status != STATUS_NO_MEMORY; i++) {
        struct entry *entry = &listing->entry[i];
        char *name;

        if (i > 0 && compare_files(entry, entry - 1) == 0)
            continue;
        status = entry_identify(listing, entry->file, &name);
        if (status != STATUS_OK)
            continue;
        listing->entry[kept] = *entry;
        listing->entry[kept++].name = name;
    }
    listing->count = kept;
    qsort(listing->entry, kept, sizeof *listing->entry, compare_labels);
    return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

enum status listing_make(struct listing **out, const struct records *records,
                         enum store_kind kind, struct fault *fault)
{
    struct listing *listing = calloc(1, sizeof *listing);
    enum status status = STATUS_NO_MEMORY;

    *out = listing;
    if (listing != NULL) {
        listing->records = records;
        listing->kind = kind;
        status = folder_walk(&records->folder, file_add, listing, fault);
    }
    if (status == STATUS_OK && listing->count > 0)
        status = listing_identify(listing);
    if (status == STATUS_NO_MEMORY)
        folder_fault(fault, status, 0, &records->folder, NULL);
    return status;
}

size_t listing_count(const struct listing *listing)
{
    return listing->count;
}

const char *listing_name(const struct listing *listing, size_t i, const char **file)
{
    *file = listing->entry[i].file;
    return listing->entry[i].name;
}

void listing_free(struct listing *listing)
{
    if (listing != NULL)
        listing_clear(listing);
    free(listing);
}
