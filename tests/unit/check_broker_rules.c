/* check_broker_rules.c: the broker's policy: its lines, what they decide, and a thousand random
 * policies against a second evaluation that knows nothing of the first. */
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/broker_rules.h"
#include "protocol/host.h"

static bool find_id(const char *name, bool is_group, uint32_t *id)
{
    static const struct {
        const char *name;
        bool is_group;
        uint32_t id;
    } known[] = {
        { "root", false, 0 },       { "ada", false, 1205 },    { "bob", false, 1206 },
        { "nobody", false, 65534 }, { "marketing", true, 50 }, { "wheel", true, 10 }
    };
    size_t i;

    for (i = 0; i < COUNT(known); i++) {
        *id = known[i].id;
        if (known[i].is_group == is_group && strcmp(known[i].name, name) == 0)
            return true;
    }
    return false;
}

static enum status parse(struct broker_rules *rules, const char *text, struct fault *fault)
{
    *rules = (struct broker_rules){ .text = BUFFER(BROKER_RULES_MAX) };
    buffer_text(&rules->text, text);
    return broker_rules_parse(rules, find_id, fault);
}

/* The line that decides for a caller, negative when it denies or the validity is too long, 0
 * when there is none. */
static int decide(const char *text, uint32_t uid, uint32_t gid, const char *socket,
                  const char *host, int64_t min_validity)
{
    static struct broker_rules rules;
    static const uint32_t groups[] = { 50, 777 };
    struct broker_caller caller = { .uid = uid, .gid = gid, .socket = socket };
    struct broker_decision decision;
    struct fault fault = { 0 };
    int line;

    if (gid == 50) {
        caller.gid = 1;
        caller.group = groups;
        caller.groups = COUNT(groups);
    }
    ck_assert_int_eq(parse(&rules, text, &fault), STATUS_OK);
    decision = broker_rules_decide(&rules, &caller, host, min_validity);
    line = decision.rule != NULL ? (int)decision.rule->line : 0;
    ck_assert(decision.rule != NULL || decision.status == STATUS_DENIED);
    broker_rules_clear(&rules);
    return decision.status == STATUS_OK ? line : -line;
}

static const char team[] =
    "# the team\n"
    "deny user=bob   # he left\n"
    "allow group=marketing profile=reports min-validity=2h\n"
    "allow uid=1205 profile=acme host=ACME.my.workfront.com:443\n"
    "allow any socket=ci profile=ci\n"
    "\n"
    "allow any profile=all host=beta.my.workfront.com min-validity=900\n";

START_TEST(the_first_line_that_matches_decides)
{
    ck_assert_int_eq(decide(team, 1206, 50, "main", NULL, -1), -2);
    ck_assert_int_eq(decide(team, 4000, 50, "main", NULL, -1), 3);
    ck_assert_int_eq(decide(team, 1205, 1, "main", "acme.my.workfront.com", -1), 4);
    ck_assert_int_eq(decide(team, 1205, 1, "main", NULL, -1), 4);
    ck_assert_int_eq(decide(team, 1205, 1, "main", "beta.my.workfront.com", -1), 7);
    ck_assert_int_eq(decide(team, 1205, 1, "main", "gamma.my.workfront.com", -1), 0);
    ck_assert_int_eq(decide("", 1205, 1, "main", NULL, -1), 0);
}
END_TEST

START_TEST(a_socket_is_an_identity)
{
    ck_assert_int_eq(decide(team, 1206, 50, "ci", NULL, -1), 5);
    ck_assert_int_eq(decide(team, 0, 0, "ci", NULL, -1), 5);
    ck_assert_int_eq(decide(team, 65534, 65534, "ci", NULL, -1), 5);
    ck_assert_int_eq(decide(team, 4000, 50, "other", NULL, -1), 0);
}
END_TEST

START_TEST(root_and_nobody_get_nothing_by_themselves)
{
    ck_assert_int_eq(decide(team, 0, 50, "main", NULL, -1), 0);
    ck_assert_int_eq(decide(team, 65534, 50, "main", "beta.my.workfront.com", -1), 0);
    ck_assert_int_eq(decide("deny uid=0\nallow any profile=p", 0, 0, "main", NULL, -1), -1);
    ck_assert_int_eq(decide("allow uid=0 socket=x profile=p", 0, 0, "x", NULL, -1), 1);
}
END_TEST

START_TEST(no_more_validity_than_the_line_has)
{
    ck_assert_int_eq(decide(team, 4000, 50, "main", NULL, 7200), 3);
    ck_assert_int_eq(decide(team, 4000, 50, "main", NULL, 7201), -3);
    ck_assert_int_eq(decide(team, 4000, 1, "ci", NULL, BROKER_MIN_VALIDITY), 5);
    ck_assert_int_eq(decide(team, 4000, 1, "ci", NULL, BROKER_MIN_VALIDITY + 1), -5);
}
END_TEST

START_TEST(a_line_that_is_wrong_is_named)
{
    static const struct {
        const char *text;
        enum cause cause;
        const char *detail;
    } wrong[] = {
        { "allwo any profile=p", CAUSE_RULE_VERB, "allwo" },
        { "allow", CAUSE_RULE_WHO, "allow" },
        { "allow everybody profile=p", CAUSE_RULE_WHO, "everybody" },
        { "allow profile=p", CAUSE_RULE_WORD, "profile=p" },
        { "allow user=eve profile=p", CAUSE_RULE_NAME, "user=eve" },
        { "allow group=ada profile=p", CAUSE_RULE_NAME, "group=ada" },
        { "allow uid=-1 profile=p", CAUSE_RULE_VALUE, "uid=-1" },
        { "allow uid=4294967295 profile=p", CAUSE_RULE_VALUE, "uid=4294967295" },
        { "allow gid= profile=p", CAUSE_RULE_VALUE, "gid=" },
        { "allow any profile=p profile=q", CAUSE_LINES_MANY, "profile=q" },
        { "allow any profile=", CAUSE_RULE_VALUE, "profile=" },
        { "allow any profile=--store", CAUSE_RULE_VALUE, "profile=--store" },
        { "allow any profile=p uid=5", CAUSE_RULE_WORD, "uid=5" },
        { "allow any profile=p host=a_b", CAUSE_RULE_VALUE, "host=a_b" },
        { "allow any profile=p socket=CI", CAUSE_RULE_VALUE, "socket=CI" },
        { "allow any profile=p min-validity=x", CAUSE_RULE_VALUE, "min-validity=x" },
        { "allow any host=acme.my.workfront.com", CAUSE_RULE_PROFILE,
          "host=acme.my.workfront.com" },
        { "allow uid=0 profile=p", CAUSE_RULE_EVERYBODY, "profile=p" },
        { "allow user=nobody profile=p socket=main", CAUSE_RULE_EVERYBODY, "socket=main" },
        { "account", CAUSE_NOT_A_CONTROL, "account" },
        { "account binding exec path=/x", CAUSE_NOT_A_CONTROL, "binding" },
        { "account required pam path=/x", CAUSE_RULE_EXEC, "account" },
        { "account required exec", CAUSE_RULE_EXEC, "account" },
        { "account required exec path=x", CAUSE_RULE_VALUE, "path=x" },
        { "account required exec path=/x timeout=11", CAUSE_RULE_VALUE, "timeout=11" },
    };
    static struct broker_rules rules;
    size_t i;

    for (i = 0; i < COUNT(wrong); i++) {
        struct fault fault = { 0 };

        ck_assert_int_eq(parse(&rules, wrong[i].text, &fault), STATUS_MALFORMED);
        ck_assert_msg(fault.cause == wrong[i].cause, "%s", wrong[i].text);
        ck_assert_str_eq(fault.subject, "line 1");
        if (strncmp(wrong[i].text, "account required", 16) != 0 ||
            fault.cause != CAUSE_RULE_EXEC)
            ck_assert_str_eq(fault.detail, wrong[i].detail);
        broker_rules_clear(&rules);
    }
}
END_TEST

START_TEST(a_late_fault_names_its_line)
{
    static struct broker_rules rules;
    struct fault fault = { 0 };

    ck_assert_int_eq(
        parse(&rules, "allow any profile=p\n\naccount required exec path=/x", &fault),
        STATUS_MALFORMED);
    ck_assert_int_eq(fault.cause, CAUSE_RULE_ORDER);
    ck_assert_str_eq(fault.subject, "line 3");
    broker_rules_clear(&rules);
}
END_TEST

START_TEST(there_is_an_end_to_lines)
{
    static struct broker_rules rules = { .text = BUFFER(BROKER_RULES_MAX) };
    struct fault fault = { 0 };
    unsigned i;

    for (i = 0; i <= BROKER_RULES; i++)
        buffer_text(&rules.text, "deny any\n");
    ck_assert_int_eq(broker_rules_parse(&rules, find_id, &fault), STATUS_MALFORMED);
    ck_assert_int_eq(fault.cause, CAUSE_LINES_MANY);
    ck_assert_str_eq(fault.subject, "line 257");
    broker_rules_clear(&rules);
    buffer_append(&rules.text, "deny any\0", 10);
    ck_assert_int_eq(broker_rules_parse(&rules, find_id, &fault), STATUS_MALFORMED);
    broker_rules_clear(&rules);
}
END_TEST

/* What the account lines come to, with an answer each: "yes", and "YES" where the walk ended
 * before the last line. */
static const char *walk(const char *controls, const char *answers)
{
    static struct broker_rules rules;
    struct broker_walk walk = { 0 };
    bool allows;
    char text[512] = "", line[64];

    for (; *controls != '\0'; controls++) {
        snprintf(line, sizeof line, "account %s exec path=/x\n",
                 *controls == 'r'   ? "required"
                 : *controls == 'q' ? "requisite"
                 : *controls == 's' ? "sufficient"
                                    : "optional");
        memcpy(text + strlen(text), line, strlen(line) + 1);
    }
    ck_assert_int_eq(parse(&rules, text, NULL), STATUS_OK);
    while (!broker_walk_is_over(&walk, &rules))
        broker_walk_step(&walk, &rules, *answers++ == 'y');
    allows = broker_walk_allows(&walk, &rules);
    broker_rules_clear(&rules);
    return allows ? *answers == '\0' ? "yes" : "YES" : *answers == '\0' ? "no" : "NO";
}

START_TEST(account_lines_are_pams)
{
    ck_assert_str_eq(walk("", ""), "yes");
    ck_assert_str_eq(walk("r", "y"), "yes");
    ck_assert_str_eq(walk("r", "n"), "no");
    ck_assert_str_eq(walk("rr", "ny"), "no");
    ck_assert_str_eq(walk("qr", "ny"), "NO");
    ck_assert_str_eq(walk("qr", "yy"), "yes");
    ck_assert_str_eq(walk("sr", "yn"), "YES");
    ck_assert_str_eq(walk("sr", "ny"), "yes");
    ck_assert_str_eq(walk("rsr", "nyy"), "no");
    ck_assert_str_eq(walk("ss", "nn"), "no");
    ck_assert_str_eq(walk("o", "n"), "yes");
    ck_assert_str_eq(walk("or", "ny"), "yes");
    ck_assert_str_eq(walk("os", "yn"), "no");
}
END_TEST

/* The second evaluation: of the words themselves, line by line from the last to the first. */

static const char *const whos[] = { "any",    "uid=1205", "uid=7",      "user=bob",
                                    "gid=50", "gid=777",  "group=wheel" };
static const char *const sockets[] = { "", " socket=ci", " socket=main", " socket=x" };
static const char *const hosts[] = { "", " host=a.my.workfront.com",
                                     " host=b.my.workfront.com" };
static const char *const limits[] = { "", " min-validity=60", " min-validity=1d" };

struct drawn {
    bool is_allowed;
    int who, socket, host, limit;
};

static unsigned state;

static int draw(int below)
{
    state = state * 1103515245u + 12345u;
    return (int)(state >> 16) % below;
}

static bool has_group(uint32_t gid, const struct broker_caller *caller, uint32_t wanted)
{
    bool found = gid == wanted;
    size_t i;

    for (i = 0; i < caller->groups; i++)
        found |= caller->group[i] == wanted;
    return found;
}

static bool is_who(int who, const struct broker_caller *caller)
{
    const uint32_t uids[] = { 0, 1205, 7, 1206 }, gids[] = { 50, 777, 10 };

    if (who == 0)
        return true;
    return who < 4 ? caller->uid == uids[who] : has_group(caller->gid, caller, gids[who - 4]);
}

static int naive(const struct drawn *lines, int count, const struct broker_caller *caller,
                 int host, int64_t validity)
{
    static const char *const names[] = { "main", "ci", "main", "x" };
    static const int64_t most[] = { 3600, 60, 86400 };
    int i, result = 0;

    for (i = count - 1; i >= 0; i--) {
        const struct drawn *line = &lines[i];
        bool is_main = line->socket == 0 || line->socket == 2;

        if (strcmp(names[line->socket], caller->socket) != 0 || !is_who(line->who, caller))
            continue;
        if (line->host != 0 && host != 0 && line->host != host)
            continue;
        if (line->is_allowed && is_main && (caller->uid == 0 || caller->uid == 65534))
            continue;
        result = line->is_allowed && validity <= most[line->limit] ? i + 1 : -(i + 1);
    }
    return result;
}

static void ask(const struct broker_rules *rules, const struct drawn *lines, int count)
{
    static const uint32_t uids[] = { 0, 7, 1205, 1206, 65534, 4000 };
    static const uint32_t groups[] = { 10, 50, 777 };
    static const char *const places[] = { "main", "ci", "x", "unknown" };
    int host = draw(3);
    int64_t validity = (int64_t[]){ -1, 0, 60, 61, 3600, 86400, 86401 }[draw(7)];
    struct broker_caller caller = { .uid = uids[draw(6)],
                                    .gid = groups[draw(3)] + (uint32_t)draw(2),
                                    .group = groups + draw(3),
                                    .groups = 1,
                                    .socket = places[draw(4)] };
    struct broker_decision decision = broker_rules_decide(
        rules, &caller, host == 0 ? NULL : strchr(hosts[host], '=') + 1, validity);
    int line = decision.rule != NULL ? (int)decision.rule->line : 0;

    ck_assert_int_eq(naive(lines, count, &caller, host, validity),
                     decision.status == STATUS_OK ? line : -line);
}

START_TEST(a_thousand_policies_mean_what_they_say)
{
    static struct broker_rules rules;
    int policy, i;

    for (policy = 0; policy < 1000; policy++) {
        struct buffer text = BUFFER(BROKER_RULES_MAX);
        struct drawn lines[12] = { { 0 } };
        int count = draw(12);

        for (i = 0; i < count; i++) {
            lines[i] = (struct drawn){ draw(3) > 0, draw(7), draw(4), draw(3), draw(3) };
            buffer_format(&text, "%s %s%s%s%s profile=p\n",
                          lines[i].is_allowed ? "allow" : "deny", whos[lines[i].who],
                          sockets[lines[i].socket], hosts[lines[i].host],
                          limits[lines[i].limit]);
        }
        ck_assert_int_eq(parse(&rules, buffer_string(&text), NULL), STATUS_OK);
        for (i = 0; i < 50; i++)
            ask(&rules, lines, count);
        broker_rules_clear(&rules);
        buffer_clear(&text);
    }
}
END_TEST

int main(void)
{
    return suite_run("broker_rules",
                     SUITE(the_first_line_that_matches_decides, a_socket_is_an_identity,
                           root_and_nobody_get_nothing_by_themselves,
                           no_more_validity_than_the_line_has, a_line_that_is_wrong_is_named,
                           a_late_fault_names_its_line, there_is_an_end_to_lines,
                           account_lines_are_pams, a_thousand_policies_mean_what_they_say));
}
