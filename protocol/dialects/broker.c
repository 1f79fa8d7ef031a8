/* broker.c: what the broker's helper reads from it, and answers: a git-credential request whose
 * host may be left open, and the answer of protocol/broker.h. */
#include "protocol/broker.h"

#include "protocol/dialects/dialect.h"

static enum status read_request(struct request *request, struct buffer *text,
                                struct fault *fault)
{
    return request_read(request, text, fault);
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    const struct credential *minted = answer->credential;
    struct broker_answer written = {
        .status = status_name(STATUS_OK),
        .password_expiry_utc = minted->expires_at,
        .host = minted->host,
        .client_id = minted->client_id,
        .org_id = minted->org_id,
    };

    if (request_is_capable(answer->request, "authtype")) {
        written.capability = (struct string_list){ { "authtype" }, 1 };
        written.authtype = "Bearer";
        written.credential = minted->token;
    } else {
        written.username = minted->username;
        written.password = minted->token;
    }
    broker_answer_write(out, &written);
}

const struct dialect dialect_broker = {
    .name = "broker",
    .is_whole = record_is_whole,
    .read = read_request,
    .answer = write_answer,
    .is_unattended = true,
};
