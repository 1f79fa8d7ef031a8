/* fuzz_rules.c: any text as the broker's policy: what it gives stands in a line that allows it,
 * and nobody gets anything from a policy that has a fault. */
#include "protocol/broker_rules.h"
#include "protocol/host.h"
#include "tests/fuzz/fuzz.h"

static bool find_id(const char *name, bool is_group, uint32_t *id)
{
    *id = (uint32_t)strlen(name) + (is_group ? 100 : 0);
    return *name != '\0' && *name != 'x';
}

static void expect_rule(const struct broker_rule *rule, const char *file)
{
    char canonical[HOST_SIZE];

    EXPECT(rule->line > 0 && rule->min_validity >= 0);
    EXPECT(broker_socket_is_valid(rule->socket));
    if (rule->host != NULL)
        EXPECT(host_canonical(canonical, rule->host) && strcmp(canonical, rule->host) == 0);
    EXPECT(!rule->is_allowed || (rule->profile != NULL && strstr(file, "allow") != NULL &&
                                 strstr(file, rule->profile) != NULL));
}

static void expect_decisions(const struct broker_rules *rules)
{
    static const uint32_t uids[] = { 0, 1, 5, 1000, 65534 };
    size_t i;

    for (i = 0; i < sizeof uids / sizeof uids[0]; i++) {
        struct broker_caller caller = { .uid = uids[i], .gid = 5, .socket = BROKER_MAIN };
        struct broker_decision decision = broker_rules_decide(rules, &caller, NULL, -1);

        EXPECT(decision.status == STATUS_OK || decision.status == STATUS_DENIED);
        EXPECT(decision.status != STATUS_OK ||
               (decision.rule->is_allowed && uids[i] != 0 && uids[i] != 65534));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct broker_rules rules;
    struct buffer file = fuzz_text(data, size);
    struct fault fault = { 0 };
    enum status status;
    size_t i;

    rules = (struct broker_rules){ .text = BUFFER(BROKER_RULES_MAX) };
    buffer_append(&rules.text, data, size);
    status = broker_rules_parse(&rules, find_id, &fault);
    EXPECT(status == STATUS_OK ||
           (status == STATUS_MALFORMED && strncmp(fault.subject, "line ", 5) == 0));
    for (i = 0; status == STATUS_OK && i < rules.rules; i++)
        expect_rule(&rules.rule[i], file.data);
    if (status == STATUS_OK)
        expect_decisions(&rules);
    broker_rules_clear(&rules);
    fuzz_free(&file);
    return 0;
}
