/* api_body.c: what `api` sends: a file, JSON as typed, or fields as gh(1) takes them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "helper/commands/api.h"
#include "store/store.h"

enum { VALUE_MAX = 1024 * 1024, DIGITS_MAX = 18 };

static enum status refuse_option(struct context *context, const char *option, const char *why)
{
    return fault_set(&context->fault, STATUS_USAGE, 0, option, why);
}

/* curl would send nothing in place of what it can't read. */
static enum status check_file(struct context *context, const char *name)
{
    bool is_input = strcmp(name, "-") == 0;
    struct stat body;
    int error = 0;

    if (is_input ? fstat(STDIN_FILENO, &body) != 0
                 : stat(name, &body) != 0 || access(name, R_OK) != 0)
        error = errno;
    else if (S_ISDIR(body.st_mode))
        error = EISDIR;
    if (error == 0)
        return STATUS_OK;
    return fault_set(&context->fault, STATUS_IO, error, is_input ? "standard input" : name,
                     NULL);
}

static enum status send_text(struct context *context, struct call *call,
                             const struct buffer *text)
{
    if (buffer_status(text) == STATUS_OK)
        call->body_file = api_memory_file(text);
    if (call->body_file < 0)
        return fault_set(&context->fault, STATUS_IO, errno, "api", NULL);
    snprintf(call->body_name, sizeof call->body_name, "/dev/fd/%d", call->body_file);
    call->body = call->body_name;
    return STATUS_OK;
}

static enum status take_data(struct context *context, struct call *call, const char *data)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    enum status status;
    json_t *value;

    if (data[0] != '{' && data[0] != '[') {
        call->body = data + (data[0] == '@');
        return check_file(context, call->body);
    }
    value = json_loads(data, JSON_DECODE_INT_AS_REAL, NULL);
    if (value == NULL)
        return refuse_option(context, "--data",
                             "takes JSON, a file, or - for standard input; this "
                             "begins as JSON and isn't");
    json_decref(value);
    buffer_text(&text, data);
    status = send_text(context, call, &text);
    buffer_clear(&text);
    return status;
}

static bool is_integer(const char *text)
{
    size_t digits = strspn(text + (*text == '-'), "0123456789");

    return digits > 0 && digits <= DIGITS_MAX && text[(*text == '-') + digits] == '\0';
}

/* A new value: a literal of JSON, the text of a file, or a string. */
static json_t *value_make(struct context *context, const char *text)
{
    struct buffer file = BUFFER(VALUE_MAX);
    json_t *value = NULL;
    int fd;

    if (strcmp(text, "null") == 0)
        return json_null();
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return json_boolean(text[0] == 't');
    if (is_integer(text))
        return json_integer(strtoll(text, NULL, 10));
    if (text[0] != '@')
        return json_string(text);
    fd = strcmp(text, "@-") == 0 ? STDIN_FILENO : open(text + 1, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || buffer_read(&file, fd) != STATUS_OK)
        fault_set(&context->fault, STATUS_IO, fd < 0 ? errno : 0, text + 1, NULL);
    else
        value = json_stringn(buffer_string(&file), file.length);
    if (fd > STDIN_FILENO)
        close(fd);
    buffer_clear(&file);
    return value;
}

/* The member, made where it isn't there; NULL where it is something else. Borrowed. */
static json_t *member_make(json_t *object, const char *name, json_t *(*make)(void))
{
    json_t *found = json_object_get(object, name), *new;

    if (found != NULL)
        return found;
    new = make();
    return json_object_set_new(object, name, new) == 0 ? new : NULL;
}

/* Sets what "name", "name[member]" or "name[]" stands for. Writes into `path`. */
static bool field_set(json_t *object, char *path, json_t *value)
{
    char *name = path, *tail = path + strcspn(path, "[");

    while (*tail == '[') {
        char *inner = tail + 1, *close = strchr(inner, ']');

        if (close == NULL || (close[1] != '\0' && close[1] != '['))
            return false;
        *tail = *close = '\0';
        if (*inner == '\0')
            return close[1] == '\0' && *name != '\0' &&
                   json_array_append(member_make(object, name, json_array), value) == 0;
        object = member_make(object, name, json_object);
        name = inner;
        tail = close + 1;
    }
    return *name != '\0' && json_object_set(object, name, value) == 0;
}

static enum status field_take(struct context *context, json_t *object, const char *field)
{
    const char *equals = strchr(field, '=');
    struct buffer path = BUFFER(VALUE_MAX);
    json_t *value = equals != NULL ? value_make(context, equals + 1) : NULL;
    enum status status = context->fault.status;

    if (equals != NULL)
        buffer_append(&path, field, (size_t)(equals - field));
    if (status == STATUS_OK &&
        (value == NULL || path.length == 0 || !field_set(object, path.data, value)))
        status = refuse_option(context, "--field",
                               "takes NAME=VALUE; NAME[MEMBER]=VALUE and "
                               "NAME[]=VALUE for what is in there");
    json_decref(value);
    buffer_clear(&path);
    return status;
}

static enum status fields_to_body(struct context *context, struct call *call)
{
    const struct string_list *fields = &context->options.field;
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    json_t *object = json_object();
    enum status status = STATUS_OK;
    char *dump;
    size_t i;

    for (i = 0; status == STATUS_OK && i < fields->count; i++)
        status = field_take(context, object, fields->item[i]);
    dump = status == STATUS_OK ? json_dumps(object, JSON_COMPACT) : NULL;
    if (dump != NULL) {
        buffer_text(&text, dump);
        status = send_text(context, call, &text);
    }
    free(dump);
    json_decref(object);
    buffer_clear(&text);
    return status;
}

static enum status fields_to_query(struct context *context, struct call *call)
{
    const struct string_list *fields = &context->options.field;
    struct buffer *out = &call->query;
    size_t i;

    if (call->path[1] != NULL)
        return refuse_option(context, "--field", "takes one path, to whose query it belongs");
    buffer_text(out, call->path[0]);
    for (i = 0; i < fields->count; i++) {
        const char *equals = strchr(fields->item[i], '=');
        struct buffer name = BUFFER(VALUE_MAX);

        if (equals == NULL || equals == fields->item[i])
            return refuse_option(context, "--field", "takes NAME=VALUE");
        buffer_append(&name, fields->item[i], (size_t)(equals - fields->item[i]));
        buffer_text(out, strchr(buffer_string(out), '?') != NULL ? "&" : "?");
        api_encode(out, buffer_string(&name));
        buffer_text(out, "=");
        api_encode(out, equals + 1);
        buffer_clear(&name);
    }
    if (buffer_status(out) != STATUS_OK)
        return refuse_option(context, "--field", "is too much for a query");
    call->path[0] = out->data;
    return STATUS_OK;
}

enum status api_body(struct context *context, struct call *call)
{
    const char *data = context->options.data, *method = call->method;
    bool is_read =
        method != NULL && (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0);

    if (data != NULL && context->options.field.count > 0)
        return refuse_option(context, "--field",
                             "can't go with --data, which is the whole body");
    if (data != NULL)
        return take_data(context, call, data);
    if (context->options.field.count == 0)
        return STATUS_OK;
    return is_read || context->options.all ? fields_to_query(context, call)
                                           : fields_to_body(context, call);
}

void api_body_clear(struct call *call)
{
    fd_close(&call->body_file);
    buffer_clear(&call->query);
}
