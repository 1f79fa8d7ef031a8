/* adobe.h: what the suites of the network program share: responses made from bytes. */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "helper/adobe/document.h"
#include "helper/adobe/reply.h"
#include "helper/adobe/response.h"
#include "tests/lib/suite.h"

#define ADOBE_NOW 1767225600 /* 2026-01-01 00:00:00 UTC */

/* A whole answer with that status and body, as http.c would have it; for response_clear(). */
static inline struct response response_of_bytes(long http_status, const void *body,
                                                size_t length)
{
    struct response response = RESPONSE(1024u * 1024u);

    document_init();
    response.outcome = STATUS_OK;
    response.http_status = http_status;
    buffer_append(&response.body, body, length);
    ck_assert_int_eq(buffer_status(&response.body), STATUS_OK);
    return response;
}

static inline struct response response_of(long http_status, const char *body)
{
    return response_of_bytes(http_status, body, strlen(body));
}

static inline void header(struct response *response, const char *line)
{
    ck_assert(response_header(response, line, strlen(line)));
}

static inline void expect(const struct reply *reply, const char *status, const char *error,
                          const char *field)
{
    ck_assert_pstr_eq(reply->answer.status, status);
    ck_assert_pstr_eq(reply->answer.error, error);
    ck_assert_pstr_eq(reply->answer.field, field);
}

/* `count` times the same byte, as a string to free(3). */
static inline char *many(char byte, size_t count)
{
    char *text = malloc(count + 1);

    ck_assert_ptr_nonnull(text);
    memset(text, byte, count);
    text[count] = '\0';
    return text;
}
