/* ims: Adobe IMS as far as a server-to-server credential sees it; see ims.h. */
#include "ims.h"

#include "journal.h"
#include "token.h"
#include "value.h"
#include "world.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct documented {
    unsigned status;
    const char *error, *description;
} documented[] = {
    { 400, "bad_request", "The request is malformed" },
    { 401, "invalid_client", "invalid client_secret parameter" },
    { 403, "unauthorized_client", "The client is not allowed to use this grant" },
    { 404, "not_found", "No such endpoint" },
    { 405, "method_not_allowed", "Use POST" },
    { 500, "internal_error", "Please try again later" },
};

static void refuse(struct exchange *x, unsigned status, const char *error,
                   const char *description)
{
    answer_json(x, status,
                json_pack("{ss ss}", "error", error, "error_description", description));
}

static void invalid_client(struct exchange *x, const char *which)
{
    char text[64];

    snprintf(text, sizeof text, "invalid %s parameter", which);
    refuse(x, 400, "invalid_client", text);
}

bool ims_serves(const char *host)
{
    return value_lists(json_object_get(world(), "ims_hosts"), host);
}

void ims_fail(struct exchange *x, unsigned status)
{
    size_t i;

    if (status == 429) {
        answer_json(
            x, status,
            json_pack("{ss ss}", "error_code", "429050", "message", "Too many requests"));
        return;
    }
    for (i = 0; i < sizeof documented / sizeof *documented; i++)
        if (documented[i].status == status) {
            refuse(x, status, documented[i].error, documented[i].description);
            return;
        }
    answer_empty(x, status);
}

static json_t *find_secret(json_t *client, const char *text, size_t *place)
{
    const char *uuid;
    json_t *secret;

    *place = 0;
    json_object_foreach (json_object_get(client, "secrets"), uuid, secret) {
        ++*place;
        if (*text != '\0' && strcmp(value_text(secret, "secret"), text) == 0)
            return secret;
    }
    return NULL;
}

static bool manages_secrets(const char *scope)
{
    return strstr(scope, "_client_secret") != NULL || strstr(scope, "ent_adobeio_sdk") != NULL;
}

static json_t *prove_client(struct exchange *x)
{
    json_t *client = world_client(exchange_form(x, "client_id"));
    json_t *secret;
    size_t place;
    char note[32];

    if (client == NULL) {
        invalid_client(x, "client_id");
        return NULL;
    }
    secret = find_secret(client, exchange_form(x, "client_secret"), &place);
    if (secret == NULL || world_countdown(secret, "refusals")) {
        journal_set(x->entry, "note",
                    json_string(secret == NULL ? "wrong secret" : "new secret"));
        invalid_client(x, "client_secret");
        return NULL;
    }
    json_object_set_new(secret, "last_used_at", json_sprintf("%lld", world_now_ms()));
    snprintf(note, sizeof note, "secret %zu%s", place,
             manages_secrets(exchange_form(x, "scope")) ? ", manages" : "");
    journal_set(x->entry, "note", json_string(note));
    return client;
}

static bool grants(const json_t *client, const char *scope)
{
    const json_t *granted = json_object_get(client, "scopes");

    if (*scope == '\0')
        return false;
    while (*scope != '\0') {
        size_t length = strcspn(scope, ",");
        char item[128];

        if (length == 0 || length >= sizeof item)
            return false;
        snprintf(item, sizeof item, "%.*s", (int)length, scope);
        if (!value_lists(granted, item))
            return false;
        scope += length + (scope[length] == ',');
    }
    return true;
}

static bool check_form(struct exchange *x)
{
    const char *grant = exchange_form(x, "grant_type");

    if (*exchange_query(x, "client_secret") != '\0') {
        journal_alarm(x->entry, "client secret in the query string");
        refuse(x, 400, "bad_request", "The sandbox takes no secret in the query string");
    } else if (x->post == NULL) {
        refuse(x, 400, "bad_request", "Content-Type must be application/x-www-form-urlencoded");
    } else if (*grant == '\0') {
        refuse(x, 400, "invalid_request", "grant_type is missing");
    } else if (strcmp(grant, "client_credentials") != 0) {
        refuse(x, 400, "unsupported_grant_type", "grant_type must be client_credentials");
    } else {
        return true;
    }
    return false;
}

static json_t *expires_in(void)
{
    const json_t *settings = json_object_get(world(), "token");
    long long lifetime = value_number(settings, "lifetime", 86399);
    const char *form = value_text(settings, "form");

    if (strcmp(form, "milliseconds") == 0)
        return json_integer(lifetime * 1000);
    if (strcmp(form, "string") == 0)
        return json_sprintf("%lld", lifetime);
    return json_integer(lifetime);
}

static void answer_token(struct exchange *x)
{
    const char *org = exchange_form(x, "org_id"), *scope = exchange_form(x, "scope");
    json_t *client;
    char *token;

    if (!check_form(x) || (client = prove_client(x)) == NULL)
        return;
    if (value_true(client, "unauthorized")) {
        refuse(x, 400, "unauthorized_client", "The client is not allowed to use this grant");
    } else if (*org != '\0' && strcmp(org, value_text(client, "org")) != 0) {
        refuse(x, 400, "invalid_request", "invalid org_id parameter");
    } else if (!grants(client, scope)) {
        refuse(x, 400, "invalid_scope", "One or more scopes are not granted to this client");
    } else {
        token = token_issue(exchange_form(x, "client_id"), client, scope);
        answer_json(x, 200,
                    json_pack("{ss ss so}", "access_token", token != NULL ? token : "",
                              "token_type", "bearer", "expires_in", expires_in()));
        answer_header(x, "Cache-Control", "no-store");
        free(token);
    }
}

static void answer_validation(struct exchange *x)
{
    const char *field = exchange_form(x, "token"), *reason;
    const json_t *known = token_find(*field != '\0' ? field : token_of(x), &reason);

    if (strcmp(exchange_form(x, "type"), "access_token") != 0)
        refuse(x, 400, "invalid_request", "type must be access_token");
    else if (known == NULL)
        answer_json(x, 200, json_pack("{sb ss}", "valid", 0, "reason", reason));
    else
        answer_json(
            x, 200,
            json_pack("{sb sO}", "valid", 1, "token", json_object_get(known, "claims")));
}

static void answer_invalidation(struct exchange *x)
{
    if (prove_client(x) == NULL)
        return;
    if (strcmp(exchange_form(x, "token_type"), "access_token") != 0) {
        refuse(x, 400, "invalid_request", "token_type must be access_token");
        return;
    }
    token_revoke(exchange_form(x, "token"));
    answer_empty(x, 200);
}

static bool prove_basic(struct exchange *x)
{
    const char *value = exchange_header(x, "authorization");
    gnutls_datum_t coded, plain;
    char *pair, *colon;
    json_t *client;
    size_t place;
    bool proved = false;

    if (strncasecmp(value, "Basic ", 6) != 0)
        return false;
    coded.data = (unsigned char *)value + 6;
    coded.size = (unsigned)strlen(value + 6);
    if (gnutls_base64_decode2(&coded, &plain) != 0)
        return false;
    pair = strndup((char *)plain.data, plain.size);
    gnutls_free(plain.data);
    colon = pair != NULL ? strchr(pair, ':') : NULL;
    if (colon != NULL) {
        *colon = '\0';
        client = world_client(pair);
        proved = find_secret(client, colon + 1, &place) != NULL;
    }
    free(pair);
    return proved;
}

static void answer_revocation(struct exchange *x)
{
    if (!prove_basic(x)) {
        refuse(x, 401, "invalid_client", "invalid client_secret parameter");
        return;
    }
    token_revoke(exchange_form(x, "token"));
    answer_empty(x, 200);
}

static const struct endpoint {
    const char *path;
    void (*answer)(struct exchange *x);
} endpoints[] = {
    { "/ims/token/v3", answer_token },
    { "/ims/token/v2", answer_token },
    { "/ims/token/v4", answer_token },
    { "/ims/validate_token/v1", answer_validation },
    { "/ims/invalidate_token/v2", answer_invalidation },
    { "/ims/revoke", answer_revocation },
};

void ims_answer(struct exchange *x)
{
    size_t i;

    for (i = 0; i < sizeof endpoints / sizeof *endpoints; i++)
        if (strcmp(endpoints[i].path, x->path) == 0)
            break;
    if (i == sizeof endpoints / sizeof *endpoints)
        ims_fail(x, 404);
    else if (strcmp(x->method, "POST") != 0)
        ims_fail(x, 405);
    else
        endpoints[i].answer(x);
}
