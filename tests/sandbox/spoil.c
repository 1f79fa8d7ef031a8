/* spoil: makes the answer that a fault asks for; see spoil.h. */
#include "spoil.h"

#include "token.h"
#include "value.h"
#include "world.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MEGABYTES_MAX 512
#define JSON_TYPE     "application/json;charset=UTF-8"

static void answer_huge(struct exchange *x, unsigned status, long long megabytes)
{
    static const char head[] = "{\"token_type\":\"bearer\",\"expires_in\":86399,"
                               "\"access_token\":\"";
    static const char tail[] = "\"}";
    size_t size = (size_t)(megabytes < MEGABYTES_MAX ? megabytes : MEGABYTES_MAX) << 20;

    char *bytes = malloc(size);

    if (bytes == NULL)
        return;
    memset(bytes, 'A', size);
    memcpy(bytes, head, sizeof head - 1);
    memcpy(bytes + size - (sizeof tail - 1), tail, sizeof tail - 1);
    answer_bytes(x, status, JSON_TYPE, bytes, size);
    free(bytes);
}

static void answer_base64(struct exchange *x, unsigned status, const char *text)
{
    const gnutls_datum_t coded = { (unsigned char *)text, (unsigned)strlen(text) };
    gnutls_datum_t plain;

    answer_empty(x, status);
    if (gnutls_base64_decode2(&coded, &plain) != 0)
        return;
    answer_bytes(x, status, JSON_TYPE, plain.data, plain.size);
    gnutls_free(plain.data);
}

void spoil_replace(struct exchange *x, const struct family *family, const json_t *fault)
{
    const char *location = value_text(fault, "redirect");
    unsigned status = (unsigned)value_number(fault, "status", *location != '\0' ? 302 : 200);
    json_t *body = json_object_get(fault, "body");

    if (json_is_string(body))
        answer_bytes(x, status, JSON_TYPE, json_string_value(body), json_string_length(body));
    else if (json_object_get(fault, "base64") != NULL)
        answer_base64(x, status, value_text(fault, "base64"));
    else if (body != NULL)
        answer_json(x, status, json_incref(body));
    else if (value_true(fault, "html"))
        answer_html(x, status, "Service Unavailable");
    else if (value_number(fault, "megabytes", 0) > 0)
        answer_huge(x, status, value_number(fault, "megabytes", 0));
    else if (value_true(fault, "empty") || status < 400)
        answer_empty(x, status);
    else
        family->fail(x, status);
    if (*location != '\0')
        answer_header(x, "Location", location);
}

static void set_date(struct exchange *x, const char *name, long long seconds)
{
    time_t when = (time_t)(world_now_ms() / 1000 + seconds);
    struct tm utc;
    char text[64];

    if (gmtime_r(&when, &utc) == NULL ||
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc) == 0)
        return;
    answer_header(x, name, text);
}

static void set_headers(struct exchange *x, const json_t *headers)
{
    const char *name;
    json_t *value;

    json_object_foreach ((json_t *)headers, name, value) {
        if (json_is_null(value))
            json_object_del(x->answer.headers, name);
        else
            json_object_set(x->answer.headers, name, value);
    }
}

void spoil_change(struct exchange *x, const json_t *fault)
{
    const json_t *patch = json_object_get(fault, "patch");
    char text[32];

    if (patch != NULL && x->answer.body != NULL) {
        json_t *whole = json_deep_copy(x->answer.body);

        json_decref(x->answer.body);
        x->answer.body = value_merge(whole, patch);
    }
    token_random(text, 17);
    answer_header(x, "x-debug-id", text);
    set_date(x, "Date", value_number(fault, "clock_offset", 0));
    if (json_object_get(fault, "debug_id") != NULL)
        answer_header(x, "x-debug-id", value_text(fault, "debug_id"));
    if (json_object_get(fault, "retry_after") != NULL) {
        snprintf(text, sizeof text, "%lld", value_number(fault, "retry_after", 0));
        answer_header(x, "Retry-After", text);
    }
    if (json_object_get(fault, "retry_after_date") != NULL)
        set_date(x, "Retry-After", value_number(fault, "retry_after_date", 0));
    set_headers(x, json_object_get(fault, "headers"));
}
