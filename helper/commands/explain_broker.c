/* explain_broker.c: `explain broker`: what the broker would decide, by its own code. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper/broker_file.h"
#include "helper/commands/explain.h"
#include "helper/token/answer.h"

enum { GROUPS = 1024 }; /* as many as the broker takes */

/* A user on record. */
struct user {
    uint32_t uid;
    char login[256];
    uint32_t *group;
    size_t groups;
};

static void user_join(struct user *user, const char *number)
{
    int64_t gid;
    size_t i;

    if (number == NULL || !record_number(number, &gid) || gid < 0 || gid >= UINT32_MAX)
        return;
    for (i = 0; i < user->groups; i++)
        if (user->group[i] == gid)
            return;
    if (user->groups < GROUPS)
        user->group[user->groups++] = (uint32_t)gid;
}

/* LOGIN:password:UID:GID:… */
static void take_user(struct user *user, char *line)
{
    const char *login = strsep(&line, ":");
    const char *number = strsep(&line, ":") != NULL ? strsep(&line, ":") : NULL;
    int64_t uid;

    if (user->login[0] != '\0' || number == NULL || !record_number(number, &uid) ||
        uid != user->uid)
        return;
    snprintf(user->login, sizeof user->login, "%s", login);
    user_join(user, strsep(&line, ":"));
}

/* NAME:password:GID:MEMBER,… */
static void take_group(struct user *user, char *line)
{
    const char *number, *member;

    strsep(&line, ":");
    strsep(&line, ":");
    number = strsep(&line, ":");
    while ((member = strsep(&line, ",\n")) != NULL)
        if (*member != '\0' && strcmp(member, user->login) == 0)
            user_join(user, number);
}

static enum status user_read(struct user *user, const char *path,
                             void (*take)(struct user *user, char *line), struct fault *fault)
{
    FILE *file = fopen(path, "re");
    int error = file == NULL ? errno : 0;
    size_t size = 0;
    char *line = NULL;

    while (file != NULL && getline(&line, &size, file) >= 0)
        take(user, line);
    if (file != NULL && !feof(file))
        error = errno;
    if (file != NULL)
        fclose(file);
    free(line);
    return error == 0 || error == ENOENT ? STATUS_OK
                                         : fault_set(fault, STATUS_IO, error, path, NULL);
}

/* Without the name service, as the names in the policy: helper/broker_file.h. */
static enum status user_find(struct user *user, struct fault *fault)
{
    enum status status = user_read(user, "/etc/passwd", take_user, fault);

    if (status == STATUS_OK && user->login[0] != '\0')
        status = user_read(user, "/etc/group", take_group, fault);
    return status;
}

static void report_groups(struct explanation *explanation, const struct broker_caller *caller)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    size_t i;

    for (i = 0; i < caller->groups; i++)
        buffer_format(&text, "%s%lu", i > 0 ? ", " : "", (unsigned long)caller->group[i]);
    if (caller->groups == 0)
        buffer_text(&text, "not known in /etc/passwd: --gid names them");
    explanation_add(explanation, "groups", "groups", buffer_string(&text));
    buffer_clear(&text);
}

/* The caller that the command line describes; the groups lie in `groups`, and are those on
 * record where it names none. */
static enum status caller_take(struct context *context, struct broker_caller *caller,
                               uint32_t groups[GROUPS])
{
    struct user user = { .group = groups };
    enum status status;
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
    if (caller->groups > 0)
        return STATUS_OK;
    user.uid = caller->uid;
    status = user_find(&user, &context->fault);
    caller->groups = user.groups;
    return status;
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
    static struct broker_rules rules; /* large, and empty in the file */
    const char *path =
        context->options.policy != NULL ? context->options.policy : broker_file_path;
    struct broker_decision decision;
    uint32_t groups[GROUPS];
    struct broker_caller caller;
    char host[HOST_SIZE];
    enum status status = caller_take(context, &caller, groups);

    rules.text = (struct buffer)BUFFER(BROKER_RULES_MAX);
    if (status == STATUS_OK)
        status = answer_host_option(context, host);
    if (status == STATUS_OK)
        status = broker_file_read(&rules, path, &context->fault);
    if (status == STATUS_OK) {
        decision = broker_rules_decide(&rules, &caller, text_or_null(host),
                                       context->options.min_validity);
        context->prints_always = true;
        explanation_add(explanation, "policy", "policy", path);
        report_groups(explanation, &caller);
        report_decision(explanation, &rules, &decision);
        status = decision.status;
    }
    broker_rules_clear(&rules);
    return status;
}
