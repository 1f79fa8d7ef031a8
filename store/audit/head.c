/* head.c: the log's key and head, two sealed records of the store. */
#include "store/audit/chain.h"

#include <stdio.h>
#include <string.h>

#include "protocol/record.h"
#include "protocol/secret.h"

static const char key_name[] = "key", head_name[] = "head";

enum { HEAD_MAX = 16384 };

/* What the two say: the key, or all else. */
struct head_text {
    const char *key, *mac;
    int64_t count, end;
    struct string_list files; /* "NUMBER COUNT MAC" */
};

static const struct record_rule rules[] = {
    RECORD_RULE(head_text, key, TEXT),
    RECORD_RULE(head_text, count, NUMBER),
    RECORD_RULE(head_text, end, NUMBER),
    RECORD_RULE(head_text, mac, TEXT),
    RECORD_RULE_AS(head_text, "file[]", files, LIST),
};

static bool file_take(struct audit_file *file, const char *text)
{
    char number[24], count[24], mac[AUDIT_MAC_HEX + 2];

    return sscanf(text, "%23s %23s %65s", number, count, mac) == 3 &&
           record_number(number, &file->number) && file->number > 0 &&
           record_number(count, &file->count) && file->count >= 0 &&
           hex_decode(mac, file->mac, AUDIT_MAC_SIZE);
}

static bool key_take(struct audit_head *head, const struct head_text *text)
{
    return hex_decode(text->key, head->key, AUDIT_KEY_SIZE);
}

static bool head_take(struct audit_head *head, const struct head_text *text)
{
    size_t i;

    if (text->files.count == 0 || text->files.count > AUDIT_KEEP_MAX || text->count < 0 ||
        text->end < 0 || !hex_decode(text->mac, head->mac, AUDIT_MAC_SIZE))
        return false; /* unreached: only we can seal a record */
    head->count = text->count;
    head->end = text->end;
    for (i = 0; i < text->files.count; i++)
        if (!file_take(&head->file[i], text->files.item[i]) ||
            head->file[i].number != head->file[0].number + (int64_t)i)
            return false; /* unreached: only we can seal a record */
    head->files = text->files.count;
    return true;
}

/* Reads one of the two records. */
static enum status part_load(struct audit_head *head, const char *name,
                             bool (*take)(struct audit_head *, const struct head_text *),
                             const struct records *records, struct fault *fault)
{
    struct buffer record = BUFFER(HEAD_MAX);
    struct head_text text = { .key = NULL };
    enum status status = records_get(records, STORE_AUDIT, name, &record, NULL, fault);
    struct record_reader reader = record_reader(&record);

    if (status == STATUS_OK &&
        (record_read(&reader, RECORD_RULES(rules), &text, NULL) != STATUS_OK ||
         !take(head, &text)))
        /* unreached: only we can seal a record */
        status = fault_set(fault, STATUS_DAMAGED, 0, name, NULL);
    buffer_clear(&record);
    return status;
}

/* The head is saved first, so that a key without a head has lost it, and so has a head of
 * records without a key. */
enum status audit_head_load(struct audit_head *head, const struct records *records,
                            struct fault *fault)
{
    enum status of_head, of_key;

    memset(head, 0, sizeof *head);
    of_head = part_load(head, head_name, head_take, records, fault);
    if (of_head != STATUS_OK && of_head != STATUS_NOT_FOUND && of_head != STATUS_DAMAGED)
        return of_head;
    of_key = part_load(head, key_name, key_take, records, fault);
    if (of_key == STATUS_OK && of_head == STATUS_NOT_FOUND)
        return fault_set(fault, STATUS_DAMAGED, 0, head_name, NULL);
    if (of_key == STATUS_NOT_FOUND && (of_head == STATUS_DAMAGED || head->count > 0))
        return fault_set(fault, STATUS_DAMAGED, 0, key_name, NULL);
    return of_key != STATUS_OK ? of_key : of_head;
}

static enum status head_put(const char *name, struct buffer *record,
                            const struct records *records, struct fault *fault)
{
    enum status status = buffer_status(record);

    status = status == STATUS_OK ? records_put(records, STORE_AUDIT, name, record, fault)
                                 : fault_set(fault, status, 0, name, NULL);
    buffer_clear(record);
    return status;
}

static enum status key_make(struct audit_head *head, const struct records *records,
                            struct fault *fault)
{
    struct buffer record = BUFFER(HEAD_MAX);
    char *room;

    randombytes_buf(head->key, sizeof head->key);
    buffer_text(&record, "key=");
    room = buffer_room(&record, AUDIT_MAC_HEX + 1);
    if (room != NULL) {
        sodium_bin2hex(room, AUDIT_MAC_HEX + 1, head->key, sizeof head->key);
        record.length += AUDIT_MAC_HEX;
        buffer_text(&record, "\n");
    }
    return head_put(key_name, &record, records, fault);
}

enum status audit_head_begin(struct audit_head *head, int64_t file,
                             const struct records *records, struct fault *fault)
{
    enum status status;

    head->end = 0;
    randombytes_buf(head->mac, sizeof head->mac);
    head->file[0] = (struct audit_file){ .number = file, .count = head->count };
    memcpy(head->file[0].mac, head->mac, sizeof head->mac);
    head->files = 1;
    status = audit_head_save(head, records, fault);
    if (status == STATUS_OK && sodium_is_zero(head->key, sizeof head->key))
        status = key_make(head, records, fault);
    return status;
}

enum status audit_head_save(const struct audit_head *head, const struct records *records,
                            struct fault *fault)
{
    struct buffer record = BUFFER(HEAD_MAX);
    char hex[AUDIT_MAC_HEX + 1];
    size_t i;

    sodium_bin2hex(hex, sizeof hex, head->mac, sizeof head->mac);
    buffer_format(&record, "count=%lld\nend=%lld\nmac=%s\n", (long long)head->count,
                  (long long)head->end, hex);
    for (i = 0; i < head->files; i++) {
        const struct audit_file *file = &head->file[i];

        sodium_bin2hex(hex, sizeof hex, file->mac, sizeof file->mac);
        buffer_format(&record, "file[]=%lld %lld %s\n", (long long)file->number,
                      (long long)file->count, hex);
    }
    return head_put(head_name, &record, records, fault);
}

enum status audit_bound_load(int64_t *bound, const struct folder *store,
                             const struct records *records, struct fault *fault)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    enum status status = keyslots_load(&slots, store, fault);

    *bound = slots.log != NULL ? AUDIT_BOUND_FORGED : AUDIT_BOUND_NONE;
    if (slots.log != NULL)
        seal_count_open(records->seal, slots.log, bound);
    keyslots_clear(&slots);
    return status;
}

enum status audit_bound_raise(int64_t count, const struct folder *store,
                              const struct records *records, struct fault *fault)
{
    struct keyslots slots = KEYSLOTS_EMPTY;
    char log[SEAL_COUNT_HEX];
    enum status status = keyslots_load(&slots, store, fault);

    if (status == STATUS_OK && slots.log != NULL) {
        seal_count_close(records->seal, count, log);
        slots.log = log;
        status = keyslots_save(&slots, store, fault);
    }
    keyslots_clear(&slots);
    return status;
}
