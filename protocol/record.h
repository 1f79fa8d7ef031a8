/* record.h: key=value lines, the one grammar of the wire, the disk and the pipe between our
 * programs. PROTOCOL.md gives it byte by byte; its source is git's gitcredentials(7) and
 * git-credential(1), "INPUT/OUTPUT FORMAT".
 *
 *   record = *( line ) ( LF / end )     a blank line or the end of the bytes ends it
 *   line   = key "=" value LF           the last line may lack its LF
 *   key    = bytes without "=", LF, CR, NUL; may be empty (an unknown key)
 *   value  = bytes without LF, CR, NUL
 *
 * A line is at most RECORD_LINE_MAX bytes with its LF, a record at most RECORD_MAX. Any CR, any
 * NUL and a line without "=" make the record malformed, and nothing is ever resynchronised
 * upon. A CR before LF isn't dropped, as some readers of these lines would and others wouldn't
 * (CVE-2024-52006).
 *
 * Structs are described by rules (a key, where the member lies, its kind), and one function
 * reads and one writes any of them. What is read points into the buffer that was parsed: the
 * buffer owns the bytes, is changed by the parsing (NULs are put between the fields) and must
 * outlive the struct.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol/buffer.h"
#include "protocol/identifiers.h"
#include "protocol/status.h"

#define RECORD_LINE_MAX 65535u
#define RECORD_MAX      (1024u * 1024u)
#define RECORD_LIST_MAX 64

/* Walks the fields of a buffer in place. */
struct record_reader {
    char *at, *end;
};

/* Starts at the first byte of `text`, which must stay alive and unchanged by others. */
struct record_reader record_reader(struct buffer *text);

/* The next field: STATUS_OK and two strings inside the buffer; STATUS_NOT_FOUND at the end of
 * the record; STATUS_MALFORMED or STATUS_TOO_LONG for a bad line, after which the reader is at
 * its end. */
enum status record_next(struct record_reader *reader, const char **key, const char **value);

/* Whether `text` has the blank line that ends a record, after whatever stands before it. */
bool record_is_whole(const struct buffer *text);

/* How many bytes after the record's blank line were not parsed, and where they start: a
 * payload. Only after record_next() has returned STATUS_NOT_FOUND. */
size_t record_rest(const struct record_reader *reader, char **rest);

/* A repeated key, in order: `host[]=a`, `host[]=b`. An empty value clears what came before, as
 * git-credential(1) says. */
struct string_list {
    const char *item[RECORD_LIST_MAX];
    size_t count;
};

/* The text, or NULL when it is empty or isn't there. */
const char *text_or_null(const char *text);

/* Whether both are the same text, or neither is there. */
bool text_is_same(const char *one, const char *other);

/* Whether `text` is one of the words, to the byte. */
bool string_list_contain(const struct string_list *words, const char *text);

/* Whether both have the same words in the same order. */
bool string_list_is_same(const struct string_list *one, const struct string_list *other);

/* Takes out each that is `text`. */
void string_list_remove(struct string_list *words, const char *text);

enum record_kind {
    RECORD_TEXT,   /* const char *; NULL when absent, "" when given empty */
    RECORD_LIST,   /* struct string_list; more than RECORD_LIST_MAX items are STATUS_TOO_LONG */
    RECORD_NUMBER, /* int64_t, see record_number(); anything else is malformed */
    RECORD_FLAG,   /* bool; written as "1" when true; read by record_boolean(), and true when
                      that doesn't know the word: as git reads booleans */
};

struct record_rule {
    char key[32];
    size_t offset;
    enum record_kind kind;
    bool once; /* a second occurrence is malformed; otherwise the last one wins */
    enum identifier identifier; /* of texts and list items: any other is malformed */
};

/* The rule for a member, of a kind without its RECORD_: under its own name, or under another
 * one. What isn't a list may be there once. */
#define RECORD_RULE(type, member, kind) RECORD_RULE_AS(type, #member, member, kind)
#define RECORD_RULE_AS(type, key, member, kind)                                                \
    {                                                                                          \
        key, offsetof(struct type, member), RECORD_##kind, RECORD_##kind != RECORD_LIST,       \
            IDENTIFIER_NONE                                                                    \
    }

/* A text or a list of that identifier, of identifiers.h without its IDENTIFIER_. */
#define RECORD_RULE_OF(type, member, name)                                                     \
    {                                                                                          \
#member, offsetof(struct type, member), RECORD_TEXT, true, IDENTIFIER_##name           \
    }
#define RECORD_RULE_LIST_OF(type, key, member, name)                                           \
    {                                                                                          \
        key, offsetof(struct type, member), RECORD_LIST, false, IDENTIFIER_##name              \
    }

/* At most 64 rules describe a struct. The second is the first two arguments of who takes them:
 * the array and its count. */
#define RECORD_RULES_COUNT(rules) (sizeof(rules) / sizeof(rules)[0])
#define RECORD_RULES(rules)       rules, RECORD_RULES_COUNT(rules)

/* Reads fields into the zeroed struct at `target`; unknown keys are ignored. Returns STATUS_OK,
 * STATUS_MALFORMED or STATUS_TOO_LONG; on failure fault->subject is the rule's key, or "line N"
 * for a line that has no usable key: never bytes of the input. `reader` is left after the
 * record. */
enum status record_read(struct record_reader *reader, const struct record_rule *rules,
                        size_t count, void *target, struct fault *fault);

/* Writes each member that is set (text not NULL, list items, number not 0, flag true), in the
 * order of the rules, without a closing blank line. Empty list items are left out: the grammar
 * has no way to say them. */
void record_write(struct buffer *out, const struct record_rule *rules, size_t count,
                  const void *source);

/* The same with the closing line; unless 0, `version` is what the first rule writes, whatever
 * the struct says. */
void record_write_whole(struct buffer *out, const struct record_rule *rules, size_t count,
                        const void *source, int64_t version);

/* Writes one line. The buffer fails with STATUS_MALFORMED if the key or value holds a byte that
 * the grammar forbids, STATUS_TOO_LONG if the line is over its limit. A NULL value writes
 * nothing. */
void record_put(struct buffer *out, const char *key, const char *value);
void record_put_number(struct buffer *out, const char *key, int64_t value);

/* Writes the blank line that ends a record. */
void record_end(struct buffer *out);

/* The words for no and yes: "", "0", "no", "off", "false" and "1", "yes", "on", "true", in any
 * case. False for any other. */
bool record_boolean(const char *text, bool *value);

/* Decimal digits with an optional "-", within int64_t, nothing else: false otherwise. */
bool record_number(const char *text, int64_t *number);

/* Takes a span of time as people write it: "90", "90s", "15m", "3h", "2d", "1w". False for
 * anything else and for a number of more than nine digits. */
bool record_span(const char *text, int64_t *seconds);
