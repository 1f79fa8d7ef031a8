/* control: how tests steer the sandbox and look into it; see control.h. */
#include "control.h"

#include "fault.h"
#include "journal.h"
#include "proxy.h"
#include "token.h"
#include "value.h"
#include "world.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BODY_MAX ((size_t)1 << 20)

struct command {
    json_t *query;
    char *body;
    size_t size;
};

struct reply {
    unsigned status;
    json_t *json; /* owned, or NULL, and then text */
    char text[256];
};

static struct MHD_Daemon *control;

static void reject(struct reply *reply, const char *text)
{
    reply->status = 400;
    snprintf(reply->text, sizeof reply->text, "%s\n", text);
}

static json_t *parse(const struct command *command, struct reply *reply)
{
    json_error_t error;
    json_t *value = json_loadb(command->body != NULL ? command->body : "", command->size,
                               JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

    if (value == NULL)
        reject(reply, error.text);
    return value;
}

static void add_fault(const struct command *command, struct reply *reply)
{
    char error[200];
    json_t *spec = parse(command, reply);
    long id;

    if (spec == NULL)
        return;
    id = fault_add(spec, error, sizeof error);
    json_decref(spec);
    if (id == 0) {
        reject(reply, error);
        return;
    }
    reply->status = 201;
    reply->json = json_pack("{si}", "id", (int)id);
}

static void show_faults(const struct command *command, struct reply *reply)
{
    (void)command;
    reply->status = 200;
    reply->json = fault_list();
}

static void delete_fault(const struct command *command, struct reply *reply)
{
    const char *text = value_text(command->query, "id");
    long id = value_decimal(text, 0);

    if (*text != '\0' && id == 0)
        reject(reply, "id is the number of a fault");
    else
        fault_remove(id);
}

static bool is_filter(const struct command *command, struct reply *reply)
{
    static const char known[] =
        " method host path scheme status note alarm at_least timeout_ms ";
    const char *name;
    char wanted[32];
    json_t *value;

    json_object_foreach (command->query, name, value) {
        snprintf(wanted, sizeof wanted, " %.24s ", name);
        if (strstr(known, wanted) == NULL) {
            reject(reply, "unknown filter");
            return false;
        }
    }
    return true;
}

static void show_requests(const struct command *command, struct reply *reply)
{
    if (!is_filter(command, reply))
        return;
    reply->status = 200;
    reply->json = json_pack("{so}", "requests", journal_list(command->query));
}

static void show_count(const struct command *command, struct reply *reply)
{
    long wanted = value_decimal(value_text(command->query, "at_least"), 0);
    long timeout = value_decimal(value_text(command->query, "timeout_ms"), 60000);

    if (!is_filter(command, reply))
        return;
    reply->status = 200;
    snprintf(reply->text, sizeof reply->text, "%zu\n",
             journal_await(command->query, (size_t)wanted, timeout));
}

static void clear_requests(const struct command *command, struct reply *reply)
{
    (void)command, (void)reply;
    journal_clear();
}

static void show_world(const struct command *command, struct reply *reply)
{
    (void)command;
    reply->status = 200;
    world_lock();
    reply->json = json_deep_copy(world());
    world_unlock();
}

static void patch_world(const struct command *command, struct reply *reply)
{
    json_t *patch = parse(command, reply);
    const char *stranger;
    char text[128];

    if (patch == NULL)
        return;
    world_lock();
    stranger = world_patch(patch);
    world_unlock();
    if (stranger != NULL) {
        snprintf(text, sizeof text, "no world has a member \"%.60s\"", stranger);
        reject(reply, text);
    }
    json_decref(patch);
}

static void reset_world(const struct command *command, struct reply *reply)
{
    (void)command, (void)reply;
    world_lock();
    world_reset();
    world_unlock();
}

static void revoke_tokens(const struct command *command, struct reply *reply)
{
    (void)command, (void)reply;
    world_lock();
    token_revoke_all();
    world_unlock();
}

static void reset(const struct command *command, struct reply *reply)
{
    fault_remove(0);
    reset_world(command, reply);
    journal_clear();
}

static const struct route {
    const char *method, *path;
    void (*run)(const struct command *command, struct reply *reply);
} routes[] = {
    { "POST", "/fault", add_fault },      { "GET", "/fault", show_faults },
    { "DELETE", "/fault", delete_fault }, { "GET", "/requests", show_requests },
    { "GET", "/count", show_count },      { "DELETE", "/requests", clear_requests },
    { "GET", "/world", show_world },      { "PATCH", "/world", patch_world },
    { "DELETE", "/world", reset_world },  { "DELETE", "/tokens", revoke_tokens },
    { "POST", "/reset", reset },
};

static enum MHD_Result send_reply(struct MHD_Connection *connection, struct reply *reply)
{
    char *text = reply->json != NULL ? json_dumps(reply->json, JSON_INDENT(2) | JSON_SORT_KEYS)
                                     : strdup(reply->text);
    struct MHD_Response *response;
    enum MHD_Result queued;

    json_decref(reply->json);
    if (text == NULL)
        return MHD_NO;
    response = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
    if (response == NULL) {
        free(text);
        return MHD_NO;
    }
    queued = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result keep_parameter(void *into, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    (void)kind;
    json_object_set_new(into, name, value_string(value != NULL ? value : ""));
    return MHD_YES;
}

static struct command *command_new(struct MHD_Connection *connection)
{
    struct command *command = calloc(1, sizeof *command);

    if (command == NULL)
        return NULL;
    command->query = json_object();
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, keep_parameter,
                              command->query);
    return command;
}

static bool receive(struct command *command, const char *data, size_t size)
{
    char *longer;

    if (command->size + size > BODY_MAX)
        return false;
    longer = realloc(command->body, command->size + size);
    if (longer == NULL)
        return false;
    memcpy(longer + command->size, data, size);
    command->body = longer;
    command->size += size;
    return true;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *size, void **slot)
{
    struct command *command = *slot;
    struct reply reply = { .status = 204 };
    size_t i;

    (void)cls, (void)version;
    if (command == NULL)
        return (*slot = command_new(connection)) != NULL ? MHD_YES : MHD_NO;
    if (*size > 0) {
        bool fits = receive(command, data, *size);

        *size = 0;
        return fits ? MHD_YES : MHD_NO;
    }
    for (i = 0; i < sizeof routes / sizeof *routes; i++)
        if (strcmp(routes[i].method, method) == 0 && strcmp(routes[i].path, path) == 0)
            break;
    if (i < sizeof routes / sizeof *routes)
        routes[i].run(command, &reply);
    else
        reject(&reply, "no such control");
    return send_reply(connection, &reply);
}

static void on_end(void *cls, struct MHD_Connection *connection, void **slot,
                   enum MHD_RequestTerminationCode why)
{
    struct command *command = *slot;

    (void)cls, (void)connection, (void)why;
    *slot = NULL;
    if (command == NULL)
        return;
    json_decref(command->query);
    free(command->body);
    free(command);
}

bool control_start(unsigned short *port)
{
    int listener;

    *port = 0;
    listener = proxy_listen(AF_INET, port);
    if (listener < 0)
        return false;
    control = MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                                   MHD_USE_POLL | MHD_USE_ITC,
                               0, NULL, NULL, on_request, NULL, MHD_OPTION_LISTEN_SOCKET,
                               (MHD_socket)listener, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
                               MHD_OPTION_END);
    return control != NULL;
}

void control_stop(void)
{
    if (control != NULL)
        MHD_stop_daemon(control);
    control = NULL;
}
