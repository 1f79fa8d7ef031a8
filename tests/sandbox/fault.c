/* fault: what goes wrong on demand; see fault.h. */
#include "fault.h"

#include "value.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define PLACE(place) (1u << (place))
#define EVERYWHERE   (PLACE(FAULT_PROXY) | PLACE(FAULT_TLS) | PLACE(FAULT_ANSWER))
#define ANY_TYPE     (-1)

static const struct member {
    const char *name;
    int type; /* a json_type, JSON_TRUE for both booleans, or ANY_TYPE */
    unsigned places;
    bool replaces;
    const char *choices; /* of a string: blank, then each possible value and a blank */
} members[] = {
    { "match", JSON_OBJECT, EVERYWHERE, false, NULL },
    { "skip", JSON_INTEGER, EVERYWHERE, false, NULL },
    { "count", JSON_INTEGER, EVERYWHERE, false, NULL },
    { "hold", JSON_TRUE, PLACE(FAULT_PROXY) | PLACE(FAULT_ANSWER), false, NULL },
    { "delay_ms", JSON_INTEGER, PLACE(FAULT_PROXY) | PLACE(FAULT_ANSWER), false, NULL },
    { "proxy", JSON_STRING, PLACE(FAULT_PROXY), false,
      " refuse login unresolved timeout close hang " },
    { "tls", JSON_STRING, PLACE(FAULT_TLS), false,
      " wrong-host expired future other-ca self-signed close " },
    { "status", JSON_INTEGER, PLACE(FAULT_ANSWER), true, NULL },
    { "body", ANY_TYPE, PLACE(FAULT_ANSWER), true, NULL },
    { "base64", JSON_STRING, PLACE(FAULT_ANSWER), true, NULL },
    { "html", JSON_TRUE, PLACE(FAULT_ANSWER), true, NULL },
    { "empty", JSON_TRUE, PLACE(FAULT_ANSWER), true, NULL },
    { "redirect", JSON_STRING, PLACE(FAULT_ANSWER), true, NULL },
    { "megabytes", JSON_INTEGER, PLACE(FAULT_ANSWER), true, NULL },
    { "close", JSON_TRUE, PLACE(FAULT_ANSWER), true, NULL },
    { "patch", JSON_OBJECT, PLACE(FAULT_ANSWER), false, NULL },
    { "headers", JSON_OBJECT, PLACE(FAULT_ANSWER), false, NULL },
    { "retry_after", JSON_INTEGER, PLACE(FAULT_ANSWER), false, NULL },
    { "retry_after_date", JSON_INTEGER, PLACE(FAULT_ANSWER), false, NULL },
    { "debug_id", JSON_STRING, PLACE(FAULT_ANSWER), false, NULL },
    { "clock_offset", JSON_INTEGER, PLACE(FAULT_ANSWER), false, NULL },
    { "truncate", JSON_INTEGER, PLACE(FAULT_ANSWER), false, NULL },
    { "chunked", JSON_TRUE, PLACE(FAULT_ANSWER), false, NULL },
    { "drip", JSON_OBJECT, PLACE(FAULT_ANSWER), false, NULL },
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static json_t *faults;
static long last_id;
static bool stopping;

static const struct member *find_member(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof members / sizeof *members; i++)
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    return NULL;
}

void fault_init(void)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&changed, &attributes);
    pthread_condattr_destroy(&attributes);
    faults = json_array();
}

void fault_stop(void)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static enum fault_place place_of(const json_t *spec)
{
    if (json_object_get(spec, "proxy") != NULL)
        return FAULT_PROXY;
    return json_object_get(spec, "tls") != NULL ? FAULT_TLS : FAULT_ANSWER;
}

static bool has_type(const json_t *value, const struct member *member)
{
    if (member->type == ANY_TYPE)
        return true;
    if (member->type == JSON_TRUE)
        return json_is_boolean(value);
    return (int)json_typeof(value) == member->type;
}

static bool is_choice(const json_t *value, const struct member *member)
{
    char wanted[32];

    if (member->choices == NULL)
        return true;
    snprintf(wanted, sizeof wanted, " %s ", json_string_value(value));
    return strstr(member->choices, wanted) != NULL;
}

static const char *judge_match(const json_t *match, enum fault_place place)
{
    const char *name;
    json_t *value;

    json_object_foreach ((json_t *)match, name, value) {
        bool host = strcmp(name, "host") == 0;

        if (!host && strcmp(name, "path") != 0 && strcmp(name, "method") != 0)
            return "matches only by host, path and method";
        if (!json_is_string(value))
            return "matches strings only";
        if (!host && place != FAULT_ANSWER)
            return "matches by host only: there's no request yet";
    }
    return NULL;
}

static const char *judge_drip(const json_t *drip)
{
    if (json_object_size(drip) != 2 || value_number(drip, "bytes", 0) < 1 ||
        value_number(drip, "every_ms", -1) < 0)
        return "takes bytes (at least 1) and every_ms";
    return NULL;
}

static bool judge(const json_t *spec, enum fault_place place, char *error, size_t size)
{
    const char *name, *reason = NULL;
    json_t *value;

    if (!json_is_object(spec)) {
        snprintf(error, size, "a fault is a JSON object");
        return false;
    }
    json_object_foreach ((json_t *)spec, name, value) {
        const struct member *member = find_member(name);

        if (member == NULL)
            reason = "no such member";
        else if (!has_type(value, member) || !is_choice(value, member))
            reason = "not a value it can have";
        else if ((member->places & PLACE(place)) == 0)
            reason = "does not go with the other members";
        else if (strcmp(name, "match") == 0)
            reason = judge_match(value, place);
        else if (strcmp(name, "drip") == 0)
            reason = judge_drip(value);
        if (reason != NULL) {
            snprintf(error, size, "%.40s: %s", name, reason);
            return false;
        }
    }
    return true;
}

long fault_add(const json_t *spec, char *error, size_t size)
{
    enum fault_place place = place_of(spec);
    json_t *fault;
    long id;

    if (!judge(spec, place, error, size))
        return 0;
    fault = json_deep_copy(spec);
    pthread_mutex_lock(&lock);
    id = ++last_id;
    json_array_append_new(faults, json_pack("{si si si si so}", "id", (int)id, "place", place,
                                            "seen", 0, "spoilt", 0, "fault", fault));
    pthread_mutex_unlock(&lock);
    return id;
}

void fault_remove(long id)
{
    size_t i;

    pthread_mutex_lock(&lock);
    for (i = json_array_size(faults); i-- > 0;)
        if (id == 0 || value_number(json_array_get(faults, i), "id", 0) == id)
            json_array_remove(faults, i);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

json_t *fault_list(void)
{
    json_t *list;

    pthread_mutex_lock(&lock);
    list = json_deep_copy(faults);
    pthread_mutex_unlock(&lock);
    return list;
}

static bool matches(const json_t *spec, const char *method, const char *host, const char *path)
{
    const json_t *match = json_object_get(spec, "match");

    return value_matches(value_text(match, "method"), method) &&
           value_matches(value_text(match, "host"), host) &&
           value_matches(value_text(match, "path"), path);
}

static void count_up(json_t *line, const char *name)
{
    json_object_set_new(line, name, json_integer(value_number(line, name, 0) + 1));
}

static bool claims(json_t *line)
{
    const json_t *spec = json_object_get(line, "fault");
    long long left = value_number(spec, "count", -1);

    if (left >= 0 && value_number(line, "spoilt", 0) >= left)
        return false;
    count_up(line, "seen");
    if (value_number(line, "seen", 0) <= value_number(spec, "skip", 0))
        return false;
    count_up(line, "spoilt");
    return true;
}

json_t *fault_take(enum fault_place place, const char *method, const char *host,
                   const char *path)
{
    json_t *line, *taken = NULL;
    size_t i;

    pthread_mutex_lock(&lock);
    json_array_foreach (faults, i, line) {
        const json_t *spec = json_object_get(line, "fault");

        if (value_number(line, "place", -1) == (long long)place &&
            matches(spec, method, host, path) && claims(line)) {
            taken = json_deep_copy(spec);
            json_object_set(taken, "id", json_object_get(line, "id"));
            break;
        }
    }
    pthread_mutex_unlock(&lock);
    return taken;
}

static bool is_listed(long long id)
{
    const json_t *line;
    size_t i;

    json_array_foreach (faults, i, line) {
        if (value_number(line, "id", 0) == id)
            return true;
    }
    return false;
}

void fault_wait(const json_t *fault)
{
    if (value_true(fault, "hold")) {
        pthread_mutex_lock(&lock);
        while (!stopping && is_listed(value_number(fault, "id", 0)))
            pthread_cond_wait(&changed, &lock);
        pthread_mutex_unlock(&lock);
    }
    fault_pause((long)value_number(fault, "delay_ms", 0));
}

void fault_pause(long ms)
{
    struct timespec until;

    if (ms <= 0)
        return;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&lock);
    while (!stopping)
        if (pthread_cond_timedwait(&changed, &lock, &until) != 0)
            break;
    pthread_mutex_unlock(&lock);
}

bool fault_replaces(const json_t *fault)
{
    const char *name;
    json_t *value;

    if (fault == NULL)
        return false;
    json_object_foreach ((json_t *)fault, name, value) {
        const struct member *member = find_member(name);

        if (member != NULL && member->replaces && !json_is_false(value))
            return true;
    }
    return false;
}
