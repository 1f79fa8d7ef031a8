/* token.c: how long a token is good for. */
#include "helper/token/token.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "helper/token/stored.h"

enum {
    SUSPECT_PAUSE = 60, /* seconds: suspects are renewed at most this often */
    CLOCKS_APART = 2,   /* seconds by which both clocks may differ when nobody set either */
};

static const struct record_rule rules[] = {
    RECORD_RULE(token, access_token, TEXT), RECORD_RULE(token, binding, TEXT),
    RECORD_RULE(token, issued_at, NUMBER),  RECORD_RULE(token, issued_boot, NUMBER),
    RECORD_RULE(token, lifetime, NUMBER),   RECORD_RULE(token, due, NUMBER),
    RECORD_RULE(token, expires_at, NUMBER), RECORD_RULE(token, suspect_at, NUMBER),
    RECORD_RULE(token, boot, TEXT),         RECORD_RULE(token, after_suspect, FLAG),
};

static const struct stored_form form = STORED_FORM(TOKEN, rules);

static bool is_this_boot(const char *boot)
{
    char present[BOOT_SIZE];

    boot_identify(present);
    return boot == NULL || present[0] == '\0' || strcmp(boot, present) == 0;
}

/* Which boot it is matters only when the two clocks tell different stories. */
int64_t token_age(const struct token *token, struct moment now)
{
    struct moment issued = { token->issued_at, token->issued_boot };
    int64_t apart = (now.wall - issued.wall) - (now.boot - issued.boot);

    if ((apart > CLOCKS_APART || apart < -CLOCKS_APART) && !is_this_boot(token->boot))
        issued.boot = now.boot + 1;
    return moment_age(now, issued);
}

int64_t token_left(const struct token *token, struct moment now)
{
    int64_t age = token_age(token, now);

    return token->access_token == NULL || age < 0 || age >= token->lifetime
               ? 0
               : token->lifetime - age;
}

int64_t token_expiry(const struct token *token, struct moment now)
{
    int64_t correction = token->expires_at - token->lifetime - token->issued_at;
    int64_t left = token_left(token, now), end = token->issued_at + token->lifetime;
    int64_t moved = now.wall + left - end;

    if (correction > TOKEN_CORRECTION_MAX || correction < -TOKEN_CORRECTION_MAX)
        correction = 0;
    if (left > 0 && (moved > CLOCKS_APART || moved < -CLOCKS_APART))
        end += moved; /* our clock was set: less than that is how seconds are rounded */
    return end + correction;
}

static int64_t wanted_validity(const struct token *token, int64_t min_validity)
{
    if (min_validity >= 0)
        return min_validity > 0 ? min_validity : 1;
    return token->lifetime / 2 < TOKEN_MIN_VALIDITY ? token->lifetime / 2 : TOKEN_MIN_VALIDITY;
}

static bool is_suspect(const struct token *token, struct moment now)
{
    return token->suspect_at != 0 &&
           (!token->after_suspect || token_age(token, now) >= SUSPECT_PAUSE);
}

enum token_state token_judge(const struct token *token, const char *binding,
                             int64_t min_validity, struct moment now)
{
    int64_t left = token_left(token, now);

    if (left == 0 || left < wanted_validity(token, min_validity) || is_suspect(token, now) ||
        strcmp(token->binding, binding) != 0)
        return TOKEN_SHORT;
    return token->lifetime - left >= token->due ? TOKEN_DUE : TOKEN_FRESH;
}

static bool makes_sense(const struct token *token)
{
    return token->access_token != NULL && token_is_valid(token->access_token) &&
           token->binding != NULL && token->lifetime > 0 &&
           token->lifetime <= TOKEN_LIFETIME_MAX && token->issued_at > 0 &&
           token->issued_at <= INT64_MAX - TOKEN_LIFETIME_MAX && token->expires_at > 0;
}

enum status token_load(struct token *token, struct store *store, const char *profile,
                       struct fault *fault)
{
    enum status status;

    token_clear(token);
    status = stored_load(token, &token->text, &form, store, profile, NULL, fault);
    if (status == STATUS_OK && makes_sense(token))
        return STATUS_OK;
    token_clear(token);
    if (status != STATUS_OK && status != STATUS_DAMAGED)
        return status;
    fault_set(fault, STATUS_NOT_FOUND, 0, profile, NULL);
    return STATUS_NOT_FOUND;
}

enum status token_save(const struct token *token, struct store *store, const char *profile,
                       struct fault *fault)
{
    return stored_save(token, &form, store, profile, fault);
}

static bool is_named(const struct token *token, const char *named)
{
    size_t length = strlen(token->access_token);

    return strlen(named) == length && sodium_memcmp(named, token->access_token, length) == 0;
}

static enum status token_mark(struct store *store, const char *profile, const char *named,
                              char print[STORE_FINGERPRINT_SIZE], bool *has_changed,
                              struct fault *fault)
{
    struct token token = TOKEN;
    enum status status = token_load(&token, store, profile, fault);

    if (status == STATUS_OK)
        store_fingerprint(store, token.access_token, strlen(token.access_token), print);
    if (status == STATUS_OK && is_named(&token, named) && token.suspect_at == 0) {
        *has_changed = true;
        token.suspect_at = moment_now().wall;
        status = token_save(&token, store, profile, fault);
    }
    token_clear(&token);
    return status;
}

enum status token_suspect(struct store *store, const char *profile, const char *named,
                          char print[STORE_FINGERPRINT_SIZE], bool *has_changed,
                          struct fault *fault)
{
    struct store_lock lock = STORE_UNLOCKED;
    enum status status = store_lock(store, STORE_TOKEN, profile, STORE_LOCK_WAIT, &lock, fault);

    if (status == STATUS_OK)
        status = token_mark(store, profile, named, print, has_changed, fault);
    store_unlock(&lock);
    return status;
}

/* The access token and the name of this boot lie one after the other in the token's memory. */
enum status token_make(struct token *token, const char *access_token, struct moment issued,
                       int64_t lifetime)
{
    size_t size = strlen(access_token) + 1;
    char boot[BOOT_SIZE];

    boot_identify(boot);
    token_clear(token);
    buffer_append(&token->text, access_token, size);
    buffer_append(&token->text, boot, strlen(boot) + 1);
    if (buffer_status(&token->text) != STATUS_OK)
        return buffer_status(&token->text);
    token->access_token = token->text.data;
    token->boot = token->text.data + size;
    token->issued_at = issued.wall;
    token->issued_boot = issued.boot;
    token->lifetime = lifetime;
    token->due = lifetime * (750 + (int64_t)randombytes_uniform(100)) / 1000;
    return STATUS_OK;
}

void token_clear(struct token *token)
{
    buffer_clear(&token->text);
    *token = (struct token)TOKEN;
}

void token_binding(char out[STORE_FINGERPRINT_SIZE], const struct profile *profile,
                   struct store *store)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    size_t i;

    if (profile->binding != NULL) {
        snprintf(out, STORE_FINGERPRINT_SIZE, "%s", profile->binding);
        return;
    }
    record_put(&text, "endpoint", profile->endpoint);
    record_put(&text, "client_id", profile->client_id);
    record_put(&text, "scope", profile->scope);
    for (i = 0; i < profile->client_secret.count; i++)
        record_put(&text, "client_secret", profile->client_secret.item[i]);
    store_fingerprint(store, buffer_string(&text), text.length, out);
    buffer_clear(&text);
}
