/* git.c: git-credential(1). Bearer for callers that list the capability "authtype"
 * (git 2.46), user name and password for all others. */
#include "protocol/dialects/dialect.h"

static enum status read_request(struct request *request, struct buffer *text,
                                struct fault *fault)
{
    enum status status = request_read(request, text, fault);

    if (status != STATUS_OK || (request->protocol != NULL && request->host != NULL))
        return status;
    return fault_because(fault, STATUS_NOT_FOUND, CAUSE_NO_HOST, "the request", NULL);
}

static void put_authtype(struct buffer *out, const char *authtype, const char *credential)
{
    record_put(out, "capability[]", "authtype");
    record_put(out, "authtype", authtype);
    record_put(out, "credential", credential);
}

static void put_password(struct buffer *out, const char *username, const char *password)
{
    record_put(out, "username", username);
    record_put(out, "password", password);
}

static void answer_minted(struct buffer *out, bool capable, const struct credential *minted)
{
    if (capable) {
        put_authtype(out, "Bearer", minted->token);
        record_put(out, "ephemeral", "1");
    } else {
        put_password(out, minted->username, minted->token);
    }
}

/* One form only: git would prefer the pre-encoded one and pass both on to be stored. */
static void answer_kept(struct buffer *out, bool capable, const struct credential *kept)
{
    bool encoded = capable && kept->credential != NULL;

    if (encoded)
        put_authtype(out, kept->authtype, kept->credential);
    put_password(out, kept->username, encoded ? NULL : kept->password);
    record_put(out, "oauth_refresh_token", kept->oauth_refresh_token);
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    bool capable = request_is_capable(answer->request, "authtype");

    if (answer->credential->token != NULL)
        answer_minted(out, capable, answer->credential);
    else
        answer_kept(out, capable, answer->credential);
    if (answer->credential->expires_at != 0)
        record_put_number(out, "password_expiry_utc", answer->credential->expires_at);
}

const struct dialect dialect_git = { .name = "git",
                                     .is_whole = record_is_whole,
                                     .read = read_request,
                                     .answer = write_answer,
                                     .miss = "" };
