/* exchange: one request as received and its answer; see exchange.h. */
#include "exchange.h"

#include "journal.h"
#include "value.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static char *lower(char *text)
{
    char *c;

    for (c = text; c != NULL && *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return text;
}

static enum MHD_Result keep_header(void *into, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    char *key = lower(strdup(name));

    (void)kind;
    if (key != NULL)
        json_object_set_new(into, key, value_string(value != NULL ? value : ""));
    free(key);
    return MHD_YES;
}

static enum MHD_Result keep_parameter(void *into, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    (void)kind;
    json_object_set_new(into, name, value_string(value != NULL ? value : ""));
    return MHD_YES;
}

static enum MHD_Result keep_field(void *cls, enum MHD_ValueKind kind, const char *name,
                                  const char *file, const char *type, const char *encoding,
                                  const char *data, uint64_t offset, size_t size)
{
    struct exchange *x = cls;
    const char *before = offset > 0 ? exchange_form(x, name) : "";
    size_t room = strlen(before) + size + 1;
    char *value = malloc(room);

    (void)kind, (void)file, (void)type, (void)encoding;
    if (value == NULL)
        return MHD_NO;
    snprintf(value, room, "%s%.*s", before, (int)size, data);
    json_object_set_new(x->form, name, value_string(value));
    free(value);
    return MHD_YES;
}

static char *host_of(const json_t *headers)
{
    char *host = strdup(value_text(headers, "host")), *port;

    port = host != NULL ? strrchr(host, ':') : NULL;
    if (port != NULL && strchr(port, ']') == NULL)
        *port = '\0';
    return lower(host);
}

struct exchange *exchange_new(struct MHD_Connection *connection, const char *method,
                              const char *path)
{
    struct exchange *x = calloc(1, sizeof *x);
    const char *type;

    if (x == NULL)
        return NULL;
    x->connection = connection;
    x->method = strdup(method);
    x->path = strdup(path);
    x->headers = json_object();
    x->query = json_object();
    x->form = json_object();
    x->answer.headers = json_object();
    MHD_get_connection_values(connection, MHD_HEADER_KIND, keep_header, x->headers);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, keep_parameter, x->query);
    x->host = host_of(x->headers);
    type = exchange_header(x, "content-type");
    if (strncasecmp(type, MHD_HTTP_POST_ENCODING_FORM_URLENCODED,
                    strlen(MHD_HTTP_POST_ENCODING_FORM_URLENCODED)) == 0)
        x->post = MHD_create_post_processor(connection, 4096, keep_field, x);
    if (x->method == NULL || x->path == NULL || x->host == NULL) {
        exchange_free(x);
        return NULL;
    }
    x->entry = journal_entry("https", x->method, x->host, x->path);
    return x;
}

void exchange_free(struct exchange *x)
{
    if (x == NULL)
        return;
    if (x->post != NULL)
        MHD_destroy_post_processor(x->post);
    free(x->method);
    free(x->path);
    free(x->host);
    json_decref(x->headers);
    json_decref(x->query);
    json_decref(x->form);
    journal_release(x->entry);
    answer_clear(&x->answer);
    free(x);
}

bool exchange_receive(struct exchange *x, const char *data, size_t size)
{
    x->received += size;
    if (x->received > EXCHANGE_BODY_MAX)
        return false;
    if (x->post != NULL)
        MHD_post_process(x->post, data, size);
    return true;
}

const char *exchange_header(const struct exchange *x, const char *name)
{
    return value_text(x->headers, name);
}

const char *exchange_query(const struct exchange *x, const char *name)
{
    return value_text(x->query, name);
}

const char *exchange_form(const struct exchange *x, const char *name)
{
    return value_text(x->form, name);
}

bool exchange_is(const struct exchange *x, const char *method, const char *path)
{
    return strcmp(x->method, method) == 0 && strcmp(x->path, path) == 0;
}

const char *exchange_below(const struct exchange *x, const char *prefix)
{
    size_t length = strlen(prefix);

    return strncmp(x->path, prefix, length) == 0 ? x->path + length : NULL;
}

static void answer_begin(struct exchange *x, unsigned status)
{
    json_decref(x->answer.body);
    free(x->answer.text);
    x->answer.body = NULL;
    x->answer.text = NULL;
    x->answer.length = 0;
    x->answer.status = status;
}

void answer_json(struct exchange *x, unsigned status, json_t *body)
{
    answer_begin(x, status);
    x->answer.body = body;
    answer_header(x, "Content-Type", "application/json;charset=UTF-8");
}

void answer_bytes(struct exchange *x, unsigned status, const char *type, const void *bytes,
                  size_t size)
{
    answer_begin(x, status);
    x->answer.text = malloc(size + 1);
    if (x->answer.text != NULL) {
        memcpy(x->answer.text, bytes, size);
        x->answer.length = size;
    }
    answer_header(x, "Content-Type", type);
}

void answer_text(struct exchange *x, unsigned status, const char *type, const char *text)
{
    answer_bytes(x, status, type, text, strlen(text));
}

void answer_empty(struct exchange *x, unsigned status)
{
    answer_begin(x, status);
    json_object_del(x->answer.headers, "Content-Type");
}

void answer_html(struct exchange *x, unsigned status, const char *title)
{
    char page[512];

    snprintf(page, sizeof page,
             "<!DOCTYPE html>\n<html><head><title>%u %s</title></head>\n"
             "<body><h1>%s</h1><p>The sandbox answers for %.200s.</p></body></html>\n",
             status, title, title, x->host);
    answer_text(x, status, "text/html;charset=UTF-8", page);
}

void answer_header(struct exchange *x, const char *name, const char *value)
{
    json_object_set_new(x->answer.headers, name, value_string(value));
}

void answer_clear(struct answer *answer)
{
    json_decref(answer->headers);
    json_decref(answer->body);
    free(answer->text);
    memset(answer, 0, sizeof *answer);
}
