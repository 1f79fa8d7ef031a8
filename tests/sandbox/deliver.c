/* deliver: sends an exchange's answer; see deliver.h. */
#include "deliver.h"

#include "fault.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

struct delivery {
    char *text;
    size_t length; /* announced */
    size_t end;    /* where it stops */
    size_t step;
    long pause_ms;
};

static ssize_t read_body(void *cls, uint64_t position, char *buffer, size_t max)
{
    const struct delivery *delivery = cls;
    size_t size = max;

    if (position >= delivery->end)
        return delivery->end == delivery->length ? MHD_CONTENT_READER_END_OF_STREAM
                                                 : MHD_CONTENT_READER_END_WITH_ERROR;
    if (size > delivery->step)
        size = delivery->step;
    if (size > delivery->end - position)
        size = delivery->end - (size_t)position;
    if (position > 0)
        fault_pause(delivery->pause_ms);
    memcpy(buffer, delivery->text + position, size);
    return (ssize_t)size;
}

static void free_delivery(void *cls)
{
    struct delivery *delivery = cls;

    free(delivery->text);
    free(delivery);
}

static struct delivery *make_delivery(struct answer *answer, const json_t *fault)
{
    const json_t *drip = json_object_get(fault, "drip");
    struct delivery *delivery = calloc(1, sizeof *delivery);
    long long end;

    if (delivery == NULL)
        return NULL;
    delivery->text = answer->text;
    delivery->length = answer->length;
    delivery->step = (size_t)value_number(drip, "bytes", 1 << 20);
    delivery->pause_ms = (long)value_number(drip, "every_ms", 0);
    end = value_number(fault, "truncate", (long long)answer->length);
    delivery->end = end >= 0 && (size_t)end < answer->length ? (size_t)end : answer->length;
    answer->text = NULL;
    answer->length = 0;
    return delivery;
}

static void add_headers(struct MHD_Response *response, const json_t *headers)
{
    const char *name;
    json_t *value, *item;
    size_t i;

    json_object_foreach ((json_t *)headers, name, value) {
        if (json_is_string(value))
            MHD_add_response_header(response, name, json_string_value(value));
        json_array_foreach (value, i, item) {
            if (json_is_string(item))
                MHD_add_response_header(response, name, json_string_value(item));
        }
    }
}

static bool write_out(struct answer *answer)
{
    if (answer->body == NULL)
        return true;
    answer->text = json_dumps(answer->body, JSON_COMPACT | JSON_ENCODE_ANY);
    answer->length = answer->text != NULL ? strlen(answer->text) : 0;
    return answer->text != NULL;
}

enum MHD_Result deliver(struct exchange *x, const json_t *fault)
{
    bool chunked = value_true(fault, "chunked");
    struct delivery *delivery;
    struct MHD_Response *response;
    enum MHD_Result queued;

    if (!write_out(&x->answer) || (delivery = make_delivery(&x->answer, fault)) == NULL)
        return MHD_NO;
    response = MHD_create_response_from_callback(chunked ? MHD_SIZE_UNKNOWN : delivery->length,
                                                 16384, read_body, delivery, free_delivery);
    if (response == NULL) {
        free_delivery(delivery);
        return MHD_NO;
    }
    add_headers(response, x->answer.headers);
    queued = MHD_queue_response(x->connection, x->answer.status, response);
    MHD_destroy_response(response);
    return queued;
}
