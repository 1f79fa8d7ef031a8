/* explain_broker.c: `explain broker`: what the broker would decide, by its own code. */
#include "helper/broker_file.h"
#include "helper/commands/explain.h"
#include "helper/token/answer.h"

/* The caller that the command line describes; the groups lie in `groups`. */
static enum status caller_take(struct context *context, struct broker_caller *caller,
                               uint32_t groups[RECORD_LIST_MAX])
{
    const struct options *options = &context->options;
    int64_t gid;
    size_t i;

    if (options->uid < 0)
        return fault_set(&context->fault, STATUS_USAGE, 0, "--uid", "is needed here");
    *caller = (struct broker_caller){
        .uid = (uint32_t)options->uid,
        .gid = UINT32_MAX,
        .group = groups,
        .groups = options->gid.count,
        .socket = options->socket != NULL ? options->socket : BROKER_MAIN,
    };
    for (i = 0; i < options->gid.count; i++) {
        if (!record_number(options->gid.item[i], &gid) || gid < 0 || gid >= UINT32_MAX)
            return fault_set(&context->fault, STATUS_USAGE, 0, "--gid", "takes a number");
        groups[i] = (uint32_t)gid;
    }
    return STATUS_OK;
}

static void report_decision(struct explanation *explanation, const struct broker_rules *rules,
                            const struct broker_decision *decision)
{
    const struct broker_rule *rule = decision->rule;
    char line[96] = "none matches", validity[32];

    if (rule != NULL)
        snprintf(line, sizeof line, "%u, which %s%s", rule->line,
                 rule->is_allowed ? "allows" : "denies",
                 rule->is_allowed && rules->accounts > 0 ? "; account lines are asked" : "");
    explanation_add(explanation, "line", "line", line);
    if (rule != NULL && rule->is_allowed) {
        snprintf(validity, sizeof validity, "%lld s", (long long)rule->min_validity);
        explanation_add(explanation, "profile", "profile", rule->profile);
        explanation_add(explanation, "host", "host",
                        rule->host != NULL ? rule->host : "any that it serves");
        explanation_add(explanation, "min-validity", "min_validity", validity);
    }
    explanation_add(explanation, "answer", "answer",
                    decision->status == STATUS_OK         ? "a token"
                    : decision->status == STATUS_VALIDITY ? "nothing: too much is asked for"
                                                          : "nothing");
}

enum status explain_broker(struct explanation *explanation)
{
    struct context *context = explanation->context;
    static struct broker_rules rules = { .text = BUFFER(BROKER_RULES_MAX) };
    const char *path =
        context->options.policy != NULL ? context->options.policy : broker_file_path;
    struct broker_decision decision;
    uint32_t groups[RECORD_LIST_MAX];
    struct broker_caller caller;
    char host[HOST_SIZE];
    enum status status = caller_take(context, &caller, groups);

    if (status == STATUS_OK)
        status = answer_host_option(context, host);
    if (status == STATUS_OK)
        status = broker_file_read(&rules, path, &context->fault);
    if (status == STATUS_OK) {
        decision = broker_rules_decide(&rules, &caller, host[0] != '\0' ? host : NULL,
                                       context->options.min_validity);
        context->prints_always = true;
        explanation_add(explanation, "policy", "policy", path);
        report_decision(explanation, &rules, &decision);
        status = decision.status;
    }
    broker_rules_clear(&rules);
    return status;
}
