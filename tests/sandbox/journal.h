/*
 * journal: every request that reached the sandbox, in order, for tests to count and read.
 *
 * An entry is a JSON object:
 *
 *   seq      1, 2, 3 … since the start or the last journal_clear()
 *   time     milliseconds since 1970, UTC, by the sandbox's own clock
 *   scheme   "https", "http" (plain HTTP sent to the proxy) or "proxy" (a CONNECT)
 *   method, host, path
 *   query    the parameters, name → value
 *   form     the fields of an urlencoded body, name → value
 *   headers  name in lower case → value
 *   status   what was answered; 0 while the answer is held, delayed or was never given
 *   note     which of a client's secrets was used, and the like; often absent
 *   alarms   what no client may ever do; see journal_alarm()
 *
 * Values that may be secret (client_secret, token, Authorization, cookies, session IDs …) are
 * replaced by "(hidden)": what the sandbox shows can be kept by any CI log.
 *
 * A filter is a JSON object of strings: "method", "host", "path", "scheme", "note" and "alarm"
 * are patterns as in value_matches() ("alarm" matches any of the entry's alarms, "*" any at
 * all), "status" is compared as decimal text. Other members are ignored; {} matches every
 * entry.
 *
 * An entry is appended once a request has been received completely and the fault that will
 * spoil it has been taken, before any delay. So when a test has seen a request in the journal,
 * it knows that the request is being held. All functions may be called from any thread.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

void journal_init(void);

/* Wakes everyone in journal_await(), now and from now on. */
void journal_stop(void);

void journal_clear(void);

/* A new entry that is not yet in the journal; NULL values become "". The caller gives it back
 * with journal_release(), whether it has been appended or not. */
json_t *journal_entry(const char *scheme, const char *method, const char *host,
                      const char *path);

void journal_release(json_t *entry);

/* Replaces what may be secret in entry's member group ("query", "form" or "headers") by a
 * copy of values where secrets are hidden. */
void journal_show(json_t *entry, const char *group, const json_t *values);

/* Appends the entry to the journal, which takes a reference of its own. */
void journal_append(json_t *entry);

/* Sets a member of an entry; takes over the reference to value. */
void journal_set(json_t *entry, const char *name, json_t *value);

/* Marks an entry: the client did something that must not happen, such as a secret in a URL or
 * a token sent to a host the sandbox does not know. Stories assert that there are none. */
void journal_alarm(json_t *entry, const char *what);

/* Copies of the matching entries, as a new JSON array. */
json_t *journal_list(const json_t *filter);

size_t journal_count(const json_t *filter);

/* Waits until at least wanted entries match, or timeout_ms have passed; returns the count. */
size_t journal_await(const json_t *filter, size_t wanted, long timeout_ms);
