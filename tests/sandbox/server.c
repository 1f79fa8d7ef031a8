/* server: the HTTPS server behind every host name; see server.h. */
#include "server.h"

#include "certificate.h"
#include "deliver.h"
#include "exchange.h"
#include "family.h"
#include "fault.h"
#include "journal.h"
#include "spoil.h"
#include "value.h"
#include "world.h"

#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>

static struct MHD_Daemon *server;

static void look_for_secrets(struct exchange *x)
{
    static const char *const names[] = { "client_secret", "token", "access_token" };
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (json_object_get(x->query, names[i]) != NULL)
            journal_alarm(x->entry, "secret in the query string");
}

static void record(struct exchange *x)
{
    journal_show(x->entry, "headers", x->headers);
    journal_show(x->entry, "query", x->query);
    journal_show(x->entry, "form", x->form);
    look_for_secrets(x);
    journal_append(x->entry);
}

static void make_answer(struct exchange *x, const json_t *fault)
{
    const struct family *family;

    world_lock();
    family = family_of(x->host);
    if (fault_replaces(fault))
        spoil_replace(x, family, fault);
    else
        family->answer(x);
    spoil_change(x, fault);
    world_unlock();
}

static enum MHD_Result answer(struct exchange *x)
{
    json_t *fault = fault_take(FAULT_ANSWER, x->method, x->host, x->path);
    enum MHD_Result result = MHD_NO;

    record(x);
    fault_wait(fault);
    if (!value_true(fault, "close")) {
        make_answer(x, fault);
        journal_set(x->entry, "status", json_integer(x->answer.status));
        result = deliver(x, fault);
    }
    json_decref(fault);
    return result;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *size, void **slot)
{
    struct exchange *x = *slot;

    (void)cls, (void)version;
    if (x == NULL) {
        *slot = x = exchange_new(connection, method, path);
        return x != NULL ? MHD_YES : MHD_NO;
    }
    if (*size > 0) {
        bool fits = exchange_receive(x, data, *size);

        *size = 0;
        return fits ? MHD_YES : MHD_NO;
    }
    return answer(x);
}

static void on_end(void *cls, struct MHD_Connection *connection, void **slot,
                   enum MHD_RequestTerminationCode why)
{
    (void)cls, (void)connection, (void)why;
    exchange_free(*slot);
    *slot = NULL;
}

bool server_start(void)
{
    server = MHD_start_daemon(MHD_USE_TLS | MHD_USE_THREAD_PER_CONNECTION |
                                  MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC |
                                  MHD_USE_NO_LISTEN_SOCKET | MHD_USE_SUPPRESS_DATE_NO_CLOCK,
                              0, NULL, NULL, on_request, NULL, MHD_OPTION_HTTPS_CERT_CALLBACK,
                              certificate_choose, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL,
                              MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)1 << 17,
                              MHD_OPTION_CONNECTION_LIMIT, 4000u, MHD_OPTION_END);
    return server != NULL;
}

void server_stop(void)
{
    if (server != NULL)
        MHD_stop_daemon(server);
    server = NULL;
}

void server_serve(int socket)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;

    memset(&peer, 0, sizeof peer);
    getpeername(socket, (struct sockaddr *)&peer, &size);
    MHD_add_connection(server, socket, (struct sockaddr *)&peer, size);
}
