/* console: the I/O Management API's client secrets; see console.h. */
#include "console.h"

#include "gateway.h"
#include "token.h"
#include "value.h"
#include "world.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECRETS_MAX 2

struct request {
    const char *client_id;
    json_t *client;
    char uuid[64];
};

bool console_serves(const char *host)
{
    return strcmp(host, "api.adobe.io") == 0;
}

static void fail(struct exchange *x, unsigned status, const char *message)
{
    char code[16];

    snprintf(code, sizeof code, "%u000", status);
    gateway_error(x, status, code, message);
}

static json_t *stamp_text(const char *ms)
{
    time_t when = (time_t)(strtoll(ms, NULL, 10) / 1000);
    struct tm utc;
    char text[64] = "";

    if (gmtime_r(&when, &utc) != NULL)
        strftime(text, sizeof text, "%a, %b %d %Y %H:%M:%S.000 UTC", &utc);
    return json_string(text);
}

static long long setting(const char *name, long long otherwise)
{
    return value_number(json_object_get(world(), "console"), name, otherwise);
}

/* What is told of a use lags behind. */
static const char *told_use(json_t *secret)
{
    const char *used = value_text(secret, "last_used_at");

    if (strtoll(used, NULL, 10) + setting("used_lag", 0) * 1000 <= world_now_ms())
        json_object_set_new(secret, "told_used_at", json_string(used));
    return value_text(secret, "told_used_at");
}

static json_t *describe(const char *uuid, json_t *secret)
{
    const char *created = value_text(secret, "created_at");
    const char *used = told_use(secret);
    json_t *usages = json_null();

    if (*used != '\0')
        usages =
            json_pack("[{ss ss}]", "last_used_at", used, "grant_type", "client_credentials");
    return json_pack("{ss ss ss so ss so}", "expires_at", "PERMANENT", "expires_at_str",
                     "PERMANENT", "created_at", created, "created_at_str", stamp_text(created),
                     "uuid", uuid, "secret_usages", usages);
}

static void list_secrets(struct exchange *x, const struct request *request)
{
    json_t *list = json_array(), *secret;
    const char *uuid;

    json_object_foreach (json_object_get(request->client, "secrets"), uuid, secret) {
        json_array_append_new(list, describe(uuid, secret));
    }
    answer_json(x, 200,
                json_pack("{ss so}", "client_id", request->client_id, "client_secrets", list));
}

static void new_uuid(char *uuid, size_t size)
{
    unsigned char bytes[16];
    size_t i;

    if (gnutls_rnd(GNUTLS_RND_NONCE, bytes, sizeof bytes) != 0)
        memset(bytes, 0, sizeof bytes);
    for (i = 0; i < sizeof bytes && 2 * i + 2 < size; i++)
        snprintf(uuid + 2 * i, size - 2 * i, "%02x", bytes[i]);
}

static void add_secret(struct exchange *x, const struct request *request)
{
    json_t *secrets = json_object_get(request->client, "secrets"), *secret, *shown;
    char uuid[33], text[36], random[25];

    if (json_object_size(secrets) >= SECRETS_MAX) {
        fail(x, (unsigned)setting("limit_status", 400),
             "A credential has at most two client secrets");
        return;
    }
    new_uuid(uuid, sizeof uuid);
    token_random(random, sizeof random);
    snprintf(text, sizeof text, "p8e-CANARY-%s", random);
    secret = json_pack("{ss so sI}", "secret", text, "created_at",
                       json_sprintf("%lld", world_now_ms()), "refusals",
                       (json_int_t)value_number(request->client, "new_secret_refusals", 0));
    json_object_set_new(secrets, uuid, secret);
    shown = describe(uuid, secret);
    json_object_set_new(shown, "client_secret", json_string(text));
    answer_json(x, (unsigned)setting("add_status", 201), shown);
}

static void delete_secret(struct exchange *x, const struct request *request)
{
    json_t *secrets = json_object_get(request->client, "secrets");

    if (json_object_del(secrets, request->uuid) != 0)
        fail(x, 404, "No such client secret");
    else
        answer_empty(x, (unsigned)setting("delete_status", 204));
}

/* GET /console/organizations: the one that the token is of. */
static void list_organizations(struct exchange *x, const json_t *client)
{
    answer_json(x, 200,
                json_pack("[{ss ss ss}]", "id", value_text(client, "org_id"), "code",
                          value_text(client, "org"), "type", "entp"));
}

/* Its credentials, by pages as small as the world says. */
static void list_integrations(struct exchange *x, const json_t *known)
{
    json_t *clients = json_object_get(world(), "clients"), *list = json_array(), *client;
    size_t size = (size_t)setting("page_size", 50), number = 0;
    size_t first = size * strtoul(exchange_query(x, "page"), NULL, 10);
    const char *id;

    json_object_foreach (clients, id, client) {
        if (strcmp(value_text(client, "org_id"), value_text(known, "org_id")) != 0)
            continue;
        if (number >= first && number < first + size)
            json_array_append_new(list, json_pack("{ss ss ss}", "id",
                                                  value_text(client, "credential_id"), "name",
                                                  value_text(client, "name"), "apikey", id));
        number++;
    }
    answer_json(x, 200, json_pack("{so}", "content", list));
}

/* Whether it was asked which numbers there are, and answered. */
static bool answer_numbers(struct exchange *x, const json_t *known)
{
    const json_t *client = world_client(value_text(known, "client_id"));
    char integrations[128];

    snprintf(integrations, sizeof integrations, "/console/organizations/%s/integrations",
             value_text(client, "org_id"));
    if (!exchange_is(x, "GET", "/console/organizations") &&
        !exchange_is(x, "GET", integrations))
        return false;
    if (!token_has_scope(known, "read_organizations"))
        fail(x, 403, "The token lacks a scope this needs");
    else if (exchange_is(x, "GET", integrations))
        list_integrations(x, client);
    else
        list_organizations(x, client);
    return true;
}

static bool parse(struct exchange *x, const json_t *known, struct request *request)
{
    char org[64], credential[64], slash = '\0';
    int used = 0;

    request->uuid[0] = '\0';
    if (sscanf(x->path, "/console/organizations/%63[^/]/credentials/%63[^/]/secrets%n%c%63[^/]",
               org, credential, &used, &slash, request->uuid) < 2 ||
        used == 0 || (slash != '\0' && slash != '/'))
        return false;
    request->client_id = value_text(known, "client_id");
    request->client = world_client(request->client_id);
    return strcmp(value_text(request->client, "org_id"), org) == 0 &&
           strcmp(value_text(request->client, "credential_id"), credential) == 0;
}

static const struct verb {
    const char *method;
    bool with_uuid;
    const char *scope;
    void (*answer)(struct exchange *x, const struct request *request);
} verbs[] = {
    { "GET", false, "read_client_secret", list_secrets },
    { "POST", false, "manage_client_secrets", add_secret },
    { "DELETE", true, "manage_client_secrets", delete_secret },
};

void console_answer(struct exchange *x)
{
    const json_t *known = gateway_admit(x);
    struct request request;
    size_t i;

    if (known == NULL || answer_numbers(x, known))
        return;
    if (!parse(x, known, &request)) {
        fail(x, 404, "No such credential");
        return;
    }
    for (i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].method, x->method) == 0 &&
            verbs[i].with_uuid == (request.uuid[0] != '\0'))
            break;
    if (i == sizeof verbs / sizeof *verbs)
        fail(x, 405, "Method not allowed");
    else if (!token_has_scope(known, verbs[i].scope))
        fail(x, 403, "The token lacks a scope this needs");
    else
        verbs[i].answer(x, &request);
}
