/* broker.c: the records between the broker and its callers. */
#include "protocol/broker.h"

static const struct record_rule request_rules[] = {
    RECORD_RULE(broker_request, version, NUMBER),
    RECORD_RULE(broker_request, operation, TEXT),
    RECORD_RULE(broker_request, protocol, TEXT),
    RECORD_RULE(broker_request, host, TEXT),
    RECORD_RULE(broker_request, username, TEXT),
    RECORD_RULE(broker_request, password, TEXT),
    RECORD_RULE(broker_request, credential, TEXT),
    RECORD_RULE(broker_request, min_validity, TEXT),
    RECORD_RULE_AS(broker_request, "capability[]", capability, LIST),
};

static const struct record_rule answer_rules[] = {
    RECORD_RULE(broker_answer, version, NUMBER),
    RECORD_RULE(broker_answer, status, TEXT),
    RECORD_RULE(broker_answer, message, TEXT),
    RECORD_RULE(broker_answer, retry_after, NUMBER),
    RECORD_RULE_AS(broker_answer, "capability[]", capability, LIST),
    RECORD_RULE(broker_answer, authtype, TEXT),
    RECORD_RULE(broker_answer, credential, TEXT),
    RECORD_RULE(broker_answer, username, TEXT),
    RECORD_RULE(broker_answer, password, TEXT),
    RECORD_RULE(broker_answer, password_expiry_utc, NUMBER),
    RECORD_RULE(broker_answer, host, TEXT),
    RECORD_RULE(broker_answer, client_id, TEXT),
    RECORD_RULE(broker_answer, org_id, TEXT),
};

static const struct record_rule order_rules[] = {
    RECORD_RULE(broker_order, operation, TEXT), RECORD_RULE(broker_order, caller, TEXT),
    RECORD_RULE(broker_order, profile, TEXT),   RECORD_RULE(broker_order, min_validity, TEXT),
    RECORD_RULE(broker_order, refused, NUMBER),
};

enum status broker_request_read(struct broker_request *request, struct buffer *text)
{
    struct record_reader reader = record_reader(text);
    enum status status = record_read(&reader, RECORD_RULES(request_rules), request, NULL);

    return status == STATUS_OK && request->version != 0 && request->version != BROKER_VERSION
               ? STATUS_MALFORMED
               : status;
}

enum status broker_answer_read(struct broker_answer *answer, struct buffer *text)
{
    struct record_reader reader = record_reader(text);
    enum status status = record_read(&reader, RECORD_RULES(answer_rules), answer, NULL);

    return status == STATUS_OK && answer->version != BROKER_VERSION ? STATUS_MALFORMED : status;
}

enum status broker_order_read(struct broker_order *order, struct buffer *text)
{
    struct record_reader reader = record_reader(text);

    return record_read(&reader, RECORD_RULES(order_rules), order, NULL);
}

void broker_request_write(struct buffer *out, const struct broker_request *request)
{
    record_write_whole(out, RECORD_RULES(request_rules), request, BROKER_VERSION);
}

void broker_answer_write(struct buffer *out, const struct broker_answer *answer)
{
    record_write_whole(out, RECORD_RULES(answer_rules), answer, BROKER_VERSION);
}

void broker_order_write(struct buffer *out, const struct broker_order *order)
{
    record_write(out, RECORD_RULES(order_rules), order);
}
