/* imports.h: credential files as the Console writes them, imported. */
#pragma once

#include "tests/lib/adobe.h"

#include "helper/adobe/import.h"

#define EMAIL "00000000-1111-2222-3333-444444444444@techacct.adobe.com"

static const char flat[] =
    "{ \"ORG_ID\": \"0123456789ABCDEF01234567@AdobeOrg\",\n"
    "  \"CLIENT_SECRETS\": [ \"p8e-FAKE-SECRET-ONE\", \"p8e-FAKE-SECRET-TWO\" ],\n"
    "  \"CLIENT_ID\": \"0123456789abcdef0123456789abcdef\",\n"
    "  \"SCOPES\": [ \"openid\", \"AdobeID\", \"additional_info.roles\", \"openid\" ],\n"
    "  \"TECHNICAL_ACCOUNT_ID\": \"ABCDEF0123456789ABCDEF01@techacct.adobe.com\",\n"
    "  \"TECHNICAL_ACCOUNT_EMAIL\": \"" EMAIL "\" }\n";

/* One element of a project's credentials[]. */
#define S2S(id, name, client_id)                                                               \
    "{\"id\":" id ",\"name\":\"" name "\",\"integration_type\":\"oauth_server_to_server\","    \
    "\"oauth_server_to_server\":{\"client_id\":\"" client_id "\","                             \
    "\"client_secrets\":[\"p8e-" client_id "\"],\"technical_account_email\":\"" EMAIL "\","    \
    "\"technical_account_id\":\"T@techacct.adobe.com\",\"scopes\":[\"openid\",\"AdobeID\"]}}"
#define JWT                                                                                    \
    "{\"id\":\"1\",\"name\":\"Old\",\"integration_type\":\"service\",\"jwt\":{\"client_id\":"  \
    "\"j\","                                                                                   \
    "\"client_secret\":\"s8e-OLD\",\"meta_scopes\":[\"ent_x\"]}}"
#define API_KEY                                                                                \
    "{\"id\":\"2\",\"name\":\"Key\",\"integration_type\":\"apikey\",\"api_key\":{\"client_"    \
    "id\":\"k\"}}"
#define PROJECT(credentials)                                                                   \
    "{\"project\":{\"id\":\"4566\",\"name\":\"812AmberFox\",\"title\":\"Workfront tools\","    \
    "\"org\":{\"id\":\"23294\",\"name\":\"Example Corp\",\"ims_org_id\":\"0123@AdobeOrg\"},"   \
    "\"workspace\":{\"id\":\"4\",\"name\":\"Production\",\"details\":{\"credentials\":"        \
    "[" credentials "],\"services\":[],\"runtime\":{\"namespaces\":[{\"name\":\"n\","          \
    "\"auth\":\"canary:canary\"}]}}}}}"

/* Imports bytes, of which `wanted` selects; for reply_clear(). */
static inline struct reply imported_bytes(const char *data, size_t length, const char *wanted)
{
    struct job job = { .call.credential = wanted, .payload = data, .payload_length = length };

    document_init();
    import_file(&job);
    return job.reply;
}

static inline struct reply imported(const char *text, const char *wanted)
{
    return imported_bytes(text, strlen(text), wanted);
}

static inline void expect_of(const char *text, const char *wanted, const char *status,
                             const char *error, const char *field)
{
    struct reply reply = imported(text, wanted);

    ck_assert_msg(strcmp(reply.answer.status, status) == 0, "%s: %s, not %s", text,
                  reply.answer.status, status);
    expect(&reply, status, error, field);
    reply_clear(&reply);
}
