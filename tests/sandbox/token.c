/* token: access tokens as Adobe IMS issues them; see token.h. */
#include "token.h"

#include "value.h"
#include "world.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static json_t *known_tokens;

void token_init(void)
{
    known_tokens = json_object();
}

void token_clear(void)
{
    json_decref(known_tokens);
    known_tokens = NULL;
}

void token_random(char *text, size_t size)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_";
    size_t i;

    if (gnutls_rnd(GNUTLS_RND_NONCE, text, size) != 0)
        memset(text, 0, size);
    for (i = 0; i + 1 < size; i++)
        text[i] = letters[(unsigned char)text[i] % 64];
    text[size - 1] = '\0';
}

static char *base64url(const char *text)
{
    const gnutls_datum_t plain = { (unsigned char *)text, (unsigned)strlen(text) };
    gnutls_datum_t coded;
    char *copy, *c;

    if (gnutls_base64_encode2(&plain, &coded) != 0)
        return NULL;
    copy = strndup((char *)coded.data, coded.size);
    gnutls_free(coded.data);
    for (c = copy; c != NULL && *c != '\0'; c++) {
        if (*c == '+')
            *c = '-';
        else if (*c == '/')
            *c = '_';
        else if (*c == '=')
            *c = '\0';
    }
    return copy;
}

static json_t *number_text(long long number)
{
    return json_sprintf("%lld", number);
}

static json_t *make_claims(const char *client_id, const json_t *client, const char *scope,
                           long long now)
{
    const json_t *settings = json_object_get(world(), "token");
    long long lifetime = value_number(settings, "lifetime", 86399);
    long long padding = value_number(settings, "padding", 0);
    char session[257], nonce[44];
    json_t *claims;

    token_random(session, sizeof session);
    token_random(nonce, sizeof nonce);
    lifetime = value_number(settings, "claims_lifetime", lifetime + 1);
    claims =
        json_pack("{so ss ss ss ss ss ss so so ss ss}", "id",
                  json_sprintf("%lld_%s_uw2", now, nonce), "type", "access_token", "client_id",
                  client_id, "user_id", value_text(client, "technical_account_id"), "as",
                  "ims-na1", "aa_id", value_text(client, "technical_account_id"), "scope",
                  scope, "created_at", number_text(now), "expires_in",
                  number_text(lifetime * 1000), "moi", nonce, "state", session);
    if (padding > 0 && padding <= 1 << 20)
        json_object_set_new(claims, "padding", json_sprintf("%0*d", (int)padding, 0));
    return claims;
}

static char *assemble(const json_t *claims)
{
    char signature[343], *dump = json_dumps(claims, JSON_COMPACT), *token = NULL;
    char *head = base64url("{\"alg\":\"RS256\",\"x5u\":\"ims_na1-key-at-1.cer\","
                           "\"kid\":\"ims_na1-key-at-1\",\"itt\":\"at\"}");
    char *body = dump != NULL ? base64url(dump) : NULL;
    size_t size;

    token_random(signature, sizeof signature);
    memcpy(signature, "CANARY", 6);
    if (head != NULL && body != NULL) {
        size = strlen(head) + strlen(body) + sizeof signature + 2;
        token = malloc(size);
        if (token != NULL)
            snprintf(token, size, "%s.%s.%s", head, body, signature);
    }
    free(dump);
    free(head);
    free(body);
    return token;
}

char *token_issue(const char *client_id, const json_t *client, const char *scope)
{
    long long now = world_now_ms();
    long long lifetime =
        value_number(json_object_get(world(), "token"), "lifetime", 86399) * 1000;
    json_t *claims = make_claims(client_id, client, scope, now);
    char *token = assemble(claims);

    if (token == NULL) {
        json_decref(claims);
        return NULL;
    }
    json_object_set_new(known_tokens, token,
                        json_pack("{ss ss ss ss sI so}", "client_id", client_id, "account",
                                  value_text(client, "technical_account_id"), "org",
                                  value_text(client, "org"), "scope", scope, "expires_at",
                                  (json_int_t)(now + lifetime), "claims", claims));
    return token;
}

const json_t *token_find(const char *token, const char **reason)
{
    const json_t *known = json_object_get(known_tokens, token);

    *reason = NULL;
    if (known == NULL)
        *reason = "unknown";
    else if (value_true(known, "revoked"))
        *reason = "revoked";
    else if (value_number(known, "expires_at", 0) <= world_now_ms())
        *reason = "expired";
    return *reason == NULL ? known : NULL;
}

void token_revoke(const char *token)
{
    json_t *known = json_object_get(known_tokens, token);

    if (known != NULL)
        json_object_set_new(known, "revoked", json_true());
}

void token_revoke_all(void)
{
    const char *token;
    json_t *known;

    json_object_foreach (known_tokens, token, known) {
        json_object_set_new(known, "revoked", json_true());
    }
}

const char *token_of(const struct exchange *x)
{
    const char *value = exchange_header(x, "authorization");

    return strncasecmp(value, "Bearer ", 7) == 0 ? value + 7 : "";
}

bool token_has_scope(const json_t *known, const char *scope)
{
    const char *list = value_text(known, "scope");
    size_t length = strlen(scope);

    while (*list != '\0') {
        size_t item = strcspn(list, ",");

        if (item == length && strncmp(list, scope, length) == 0)
            return true;
        list += item + (list[item] == ',');
    }
    return false;
}
