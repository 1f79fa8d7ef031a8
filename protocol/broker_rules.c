/* broker_rules.c: the lines of the broker's policy. */
#include "protocol/broker_rules.h"

#include <stdio.h>
#include <string.h>

#include "protocol/host.h"
#include "protocol/record.h"

enum { NOBODY = 65534, TIMEOUT = 2, TIMEOUT_MAX = 10 };

/* A line while it is read. */
struct policy_line {
    struct broker_rules *rules;
    broker_find_id *find;
    struct broker_rule rule;
    struct broker_account account;
    char *word; /* what is wrong, when something is */
};

bool broker_socket_is_valid(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return length > 0 && length <= BROKER_SOCKET_MAX && name[length] == '\0';
}

/* A number as uids have it: the last one means nobody at all. */
static bool parse_id(const char *text, uint32_t *id)
{
    int64_t number;

    if (!record_number(text, &number) || number < 0 || number >= UINT32_MAX)
        return false;
    *id = (uint32_t)number;
    return true;
}

/* Each takes the value of a word NAME=VALUE into the line. */

static enum cause set_socket(struct policy_line *line, char *value)
{
    line->rule.socket = value;
    return broker_socket_is_valid(value) ? CAUSE_NONE : CAUSE_RULE_VALUE;
}

/* Whether it may name a profile is the store's to say: it reaches no shell. */
static enum cause set_profile(struct policy_line *line, char *value)
{
    line->rule.profile = value;
    return *value != '\0' && *value != '-' ? CAUSE_NONE : CAUSE_RULE_VALUE;
}

/* The canonical form is never longer. */
static enum cause set_host(struct policy_line *line, char *value)
{
    char canonical[HOST_SIZE];

    if (!host_canonical(canonical, value))
        return CAUSE_RULE_VALUE;
    memcpy(value, canonical, strlen(canonical) + 1);
    line->rule.host = value;
    return CAUSE_NONE;
}

static enum cause set_min_validity(struct policy_line *line, char *value)
{
    return record_span(value, &line->rule.min_validity) ? CAUSE_NONE : CAUSE_RULE_VALUE;
}

static enum cause set_path(struct policy_line *line, char *value)
{
    line->account.path = value;
    return *value == '/' ? CAUSE_NONE : CAUSE_RULE_VALUE;
}

static enum cause set_timeout(struct policy_line *line, char *value)
{
    int64_t *timeout = &line->account.timeout;

    return record_number(value, timeout) && *timeout >= 1 && *timeout <= TIMEOUT_MAX
               ? CAUSE_NONE
               : CAUSE_RULE_VALUE;
}

struct word {
    const char *name;
    enum cause (*set)(struct policy_line *line, char *value);
};

static const struct word rule_words[] = {
    { "socket", set_socket },
    { "profile", set_profile },
    { "host", set_host },
    { "min-validity", set_min_validity },
    { 0 },
};

static const struct word account_words[] = {
    { "path", set_path },
    { "timeout", set_timeout },
    { 0 },
};

static const char *const controls[] = {
    [BROKER_REQUIRED] = "required",
    [BROKER_REQUISITE] = "requisite",
    [BROKER_SUFFICIENT] = "sufficient",
    [BROKER_OPTIONAL] = "optional",
};

/* The next word of what is left, or NULL; a word that begins with "#" is the rest. */
static char *next_word(char **rest)
{
    char *word;

    do
        word = strsep(rest, " \t\r");
    while (word != NULL && *word == '\0');
    return word != NULL && *word != '#' ? word : NULL;
}

/* What nobody has said yet may be said. */
static enum cause set_word(struct policy_line *line, const struct word *words, unsigned *seen)
{
    char *equals = strchr(line->word, '=');
    size_t i;

    for (i = 0; equals != NULL && words[i].name != NULL; i++) {
        size_t length = (size_t)(equals - line->word);

        if (strlen(words[i].name) != length || strncmp(words[i].name, line->word, length) != 0)
            continue;
        if ((*seen & 1u << i) != 0)
            return CAUSE_LINES_MANY;
        *seen |= 1u << i;
        return words[i].set(line, equals + 1);
    }
    return CAUSE_RULE_WORD;
}

static enum cause set_words(struct policy_line *line, const struct word *words, char *rest)
{
    enum cause cause = CAUSE_NONE;
    unsigned seen = 0;
    char *word;

    while (cause == CAUSE_NONE && (word = next_word(&rest)) != NULL) {
        line->word = word;
        cause = set_word(line, words, &seen);
    }
    return cause;
}

static bool is_everybodys(uint32_t uid)
{
    return uid == 0 || uid == NOBODY;
}

static bool is_for_main(const struct broker_rule *rule)
{
    return strcmp(rule->socket, BROKER_MAIN) == 0;
}

static const struct {
    const char *name;
    enum broker_who who;
    bool is_number;
} who_words[] = {
    { "user", BROKER_WHO_UID, false },
    { "uid", BROKER_WHO_UID, true },
    { "group", BROKER_WHO_GID, false },
    { "gid", BROKER_WHO_GID, true },
};
enum { WHO_WORDS = sizeof who_words / sizeof who_words[0] };

static enum cause take_who(struct policy_line *line, char **rest)
{
    char *word = next_word(rest), *value = word != NULL ? strchr(word, '=') : NULL;
    struct broker_rule *rule = &line->rule;
    size_t i = 0, length = value != NULL ? (size_t)(value++ - word) : 0;

    line->word = word != NULL ? word : line->word;
    if (value == NULL)
        return word != NULL && strcmp(word, "any") == 0 ? CAUSE_NONE : CAUSE_RULE_WHO;
    while (i < WHO_WORDS && (strlen(who_words[i].name) != length ||
                             strncmp(who_words[i].name, word, length) != 0))
        i++;
    if (i == WHO_WORDS)
        return CAUSE_RULE_WORD;
    rule->who = who_words[i].who;
    if (who_words[i].is_number)
        return parse_id(value, &rule->id) ? CAUSE_NONE : CAUSE_RULE_VALUE;
    return line->find(value, rule->who == BROKER_WHO_GID, &rule->id) ? CAUSE_NONE
                                                                     : CAUSE_RULE_NAME;
}

static enum cause take_rule(struct policy_line *line, bool is_allowed, char *rest)
{
    struct broker_rules *rules = line->rules;
    struct broker_rule *rule = &line->rule;
    enum cause cause = take_who(line, &rest);

    rule->is_allowed = is_allowed;
    if (cause == CAUSE_NONE)
        cause = set_words(line, rule_words, rest);
    if (cause != CAUSE_NONE)
        return cause;
    if (is_allowed && rule->profile == NULL)
        return CAUSE_RULE_PROFILE;
    if (is_allowed && rule->who == BROKER_WHO_UID && is_everybodys(rule->id) &&
        is_for_main(rule))
        return CAUSE_RULE_EVERYBODY;
    if (rules->rules == BROKER_RULES)
        return CAUSE_LINES_MANY;
    rules->rule[rules->rules++] = *rule;
    return CAUSE_NONE;
}

static bool take_control(struct policy_line *line, const char *word)
{
    size_t i;

    for (i = 0; word != NULL && i < sizeof controls / sizeof controls[0]; i++) {
        line->account.control = (enum broker_control)i;
        if (strcmp(controls[i], word) == 0)
            return true;
    }
    return false;
}

static enum cause take_account(struct policy_line *line, char *rest)
{
    struct broker_rules *rules = line->rules;
    char *word = next_word(&rest);
    enum cause cause;

    line->word = word != NULL ? word : line->word;
    if (!take_control(line, word))
        return CAUSE_NOT_A_CONTROL;
    word = next_word(&rest);
    if (word == NULL || strcmp(word, "exec") != 0)
        return CAUSE_RULE_EXEC;
    cause = set_words(line, account_words, rest);
    if (cause != CAUSE_NONE)
        return cause;
    if (line->account.path == NULL)
        return CAUSE_RULE_EXEC;
    if (rules->rules > 0)
        return CAUSE_RULE_ORDER;
    if (rules->accounts == BROKER_ACCOUNTS)
        return CAUSE_LINES_MANY;
    rules->account[rules->accounts++] = line->account;
    return CAUSE_NONE;
}

static enum cause take_line(struct policy_line *line, char *rest)
{
    bool is_allowed;

    line->word = next_word(&rest);
    if (line->word == NULL)
        return CAUSE_NONE;
    if (strcmp(line->word, "account") == 0)
        return take_account(line, rest);
    is_allowed = strcmp(line->word, "allow") == 0;
    return is_allowed || strcmp(line->word, "deny") == 0 ? take_rule(line, is_allowed, rest)
                                                         : CAUSE_RULE_VERB;
}

static struct policy_line line_begin(struct broker_rules *rules, broker_find_id *find,
                                     unsigned number)
{
    return (struct policy_line){
        .rules = rules,
        .find = find,
        .rule = { .line = number,
                  .who = BROKER_WHO_ANY,
                  .socket = BROKER_MAIN,
                  .min_validity = BROKER_MIN_VALIDITY },
        .account = { .line = number, .timeout = TIMEOUT },
    };
}

enum status broker_rules_parse(struct broker_rules *rules, broker_find_id *find,
                               struct fault *fault)
{
    char *next = rules->text.data, *text, subject[32];
    unsigned number = 0;

    if (strlen(buffer_string(&rules->text)) != rules->text.length)
        return fault_because(fault, STATUS_MALFORMED, CAUSE_RULE_WORD, "line 1", "NUL");
    while ((text = strsep(&next, "\n")) != NULL) {
        struct policy_line line = line_begin(rules, find, ++number);
        enum cause cause = take_line(&line, text);

        snprintf(subject, sizeof subject, "line %u", number);
        if (cause != CAUSE_NONE)
            return fault_because(fault, STATUS_MALFORMED, cause, subject, line.word);
    }
    return STATUS_OK;
}

void broker_rules_clear(struct broker_rules *rules)
{
    buffer_clear(&rules->text);
    rules->rules = rules->accounts = 0;
}

static bool is_member(const struct broker_caller *caller, uint32_t gid)
{
    size_t i = 0;

    while (i < caller->groups && caller->group[i] != gid)
        i++;
    return caller->gid == gid || i < caller->groups;
}

static bool is_caller_meant(const struct broker_rule *rule, const struct broker_caller *caller)
{
    if (strcmp(rule->socket, caller->socket) != 0)
        return false;
    if (rule->is_allowed && is_for_main(rule) && is_everybodys(caller->uid))
        return false;
    return rule->who == BROKER_WHO_ANY ||
           (rule->who == BROKER_WHO_UID ? caller->uid == rule->id
                                        : is_member(caller, rule->id));
}

static bool is_host_meant(const struct broker_rule *rule, const char *host)
{
    return rule->host == NULL || host == NULL || strcmp(rule->host, host) == 0;
}

struct broker_decision broker_rules_decide(const struct broker_rules *rules,
                                           const struct broker_caller *caller, const char *host,
                                           int64_t min_validity)
{
    const struct broker_rule *rule = rules->rule, *end = rule + rules->rules;

    while (rule < end && !(is_caller_meant(rule, caller) && is_host_meant(rule, host)))
        rule++;
    if (rule == end)
        return (struct broker_decision){ STATUS_DENIED, NULL };
    if (!rule->is_allowed)
        return (struct broker_decision){ STATUS_DENIED, rule };
    return (struct broker_decision){ min_validity > rule->min_validity ? STATUS_VALIDITY
                                                                       : STATUS_OK,
                                     rule };
}

void broker_walk_step(struct broker_walk *walk, const struct broker_rules *rules, bool is_yes)
{
    switch (rules->account[walk->next++].control) {
    case BROKER_REQUISITE:
        walk->is_over = !is_yes;
        __attribute__((fallthrough));
    case BROKER_REQUIRED:
        walk->has_failed = walk->has_failed || !is_yes;
        walk->has_passed = walk->has_passed || is_yes;
        break;
    case BROKER_SUFFICIENT:
        walk->is_over = is_yes && !walk->has_failed;
        walk->has_passed = walk->has_passed || is_yes;
        break;
    case BROKER_OPTIONAL:
        break;
    }
}

bool broker_walk_is_over(const struct broker_walk *walk, const struct broker_rules *rules)
{
    return walk->is_over || walk->next >= rules->accounts;
}

bool broker_walk_allows(const struct broker_walk *walk, const struct broker_rules *rules)
{
    bool has_deciding = false;
    size_t i;

    for (i = 0; i < rules->accounts; i++)
        has_deciding = has_deciding || rules->account[i].control != BROKER_OPTIONAL;
    return !walk->has_failed && (walk->has_passed || !has_deciding);
}
