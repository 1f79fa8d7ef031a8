/* dialect_git.c: git-credential(1). Bearer for callers that list the capability "authtype"
 * (git 2.46), user name and password for all others. */
#include "protocol/dialect.h"

static void answer_bearer(struct buffer *out, const char *authtype, const char *credential,
                          const struct credential *from)
{
    record_put(out, "capability[]", "authtype");
    record_put(out, "authtype", authtype);
    record_put(out, "credential", credential);
    record_put(out, "ephemeral", from->token != NULL ? "1" : NULL);
}

static void answer(struct buffer *out, const struct request *request,
                   const struct credential *credential)
{
    bool capable = request_is_capable(request, "authtype");

    if (capable && credential->token != NULL) {
        answer_bearer(out, "Bearer", credential->token, credential);
    } else if (credential->token != NULL) {
        record_put(out, "username", credential->username);
        record_put(out, "password", credential->token);
    } else {
        if (capable && credential->credential != NULL)
            answer_bearer(out, credential->authtype, credential->credential, credential);
        record_put(out, "username", credential->username);
        record_put(out, "password", credential->password);
        record_put(out, "oauth_refresh_token", credential->oauth_refresh_token);
    }
    if (credential->expires_at != 0)
        record_put_number(out, "password_expiry_utc", credential->expires_at);
}

const struct dialect dialect_git = { "git", answer, NULL };
