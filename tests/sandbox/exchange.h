/*
 * exchange: one request as received and the answer being made for it.
 *
 * server.c fills the request; a family (family.h) or a fault (spoil.h) fills the answer;
 * deliver.c sends it. Everything is owned by the exchange and freed with it, whoever filled it.
 */
#pragma once

#include <jansson.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

#define EXCHANGE_BODY_MAX ((size_t)1 << 20)

struct answer {
    unsigned status;
    json_t *headers; /* name → string, or array of strings */
    json_t *body;    /* JSON, or NULL and then: */
    char *text;      /* length bytes from malloc(), or NULL for an empty body */
    size_t length;
};

struct exchange {
    struct MHD_Connection *connection;
    struct MHD_PostProcessor *post; /* while an urlencoded body comes in, else NULL */
    char *method;
    char *path;      /* percent-decoded, without the query */
    char *host;      /* from the Host header, lower case, without a port */
    json_t *headers; /* name in lower case → value; of several the last */
    json_t *query;   /* name → value; of several the last */
    json_t *form;    /* the same of an urlencoded body */
    size_t received; /* bytes of the body so far */
    json_t *entry;   /* its line in the journal */
    struct answer answer;
};

/* NULL if there is no memory. */
struct exchange *exchange_new(struct MHD_Connection *connection, const char *method,
                              const char *path);
void exchange_free(struct exchange *x);

/* Takes in a piece of the body. False if the body is larger than EXCHANGE_BODY_MAX. */
bool exchange_receive(struct exchange *x, const char *data, size_t size);

/* The value, borrowed; "" where there is none. Names of headers are given in lower case. */
const char *exchange_header(const struct exchange *x, const char *name);
const char *exchange_query(const struct exchange *x, const char *name);
const char *exchange_form(const struct exchange *x, const char *name);

bool exchange_is(const struct exchange *x, const char *method, const char *path);

/* The rest of the path after prefix, or NULL if it does not begin so. */
const char *exchange_below(const struct exchange *x, const char *prefix);

/* Each of these replaces the answer made so far, except for its headers. answer_json() takes
 * over the reference to body; the others copy. */
void answer_json(struct exchange *x, unsigned status, json_t *body);
void answer_text(struct exchange *x, unsigned status, const char *type, const char *text);
void answer_bytes(struct exchange *x, unsigned status, const char *type, const void *bytes,
                  size_t size);
void answer_empty(struct exchange *x, unsigned status);
void answer_html(struct exchange *x, unsigned status, const char *title);

/* Sets a header of the answer, replacing one of the same name. */
void answer_header(struct exchange *x, const char *name, const char *value);

/* Frees what the answer holds. */
void answer_clear(struct answer *answer);
