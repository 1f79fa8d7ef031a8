/* journal: every request that reached the sandbox; see journal.h. */
#include "journal.h"

#include "value.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t grown;
static json_t *entries;
static bool stopping;

static const char *const hidden_names[] = {
    "apikey",    "assertion", "authorization", "client_secret",       "code",
    "cookie",    "jwt_token", "password",      "proxy-authorization", "refresh_token",
    "sessionid", "token",     "access_token",
};

static bool is_hidden(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof hidden_names / sizeof *hidden_names; i++)
        if (strcasecmp(name, hidden_names[i]) == 0)
            return true;
    return false;
}

void journal_init(void)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&grown, &attributes);
    pthread_condattr_destroy(&attributes);
    entries = json_array();
}

void journal_stop(void)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_broadcast(&grown);
    pthread_mutex_unlock(&lock);
}

void journal_clear(void)
{
    pthread_mutex_lock(&lock);
    json_array_clear(entries);
    pthread_mutex_unlock(&lock);
}

json_t *journal_entry(const char *scheme, const char *method, const char *host,
                      const char *path)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return json_pack("{sI ss so so so si s[]}", "time",
                     (json_int_t)now.tv_sec * 1000 + now.tv_nsec / 1000000, "scheme", scheme,
                     "method", value_string(method != NULL ? method : ""), "host",
                     value_string(host != NULL ? host : ""), "path",
                     value_string(path != NULL ? path : ""), "status", 0, "alarms");
}

void journal_release(json_t *entry)
{
    pthread_mutex_lock(&lock);
    json_decref(entry);
    pthread_mutex_unlock(&lock);
}

void journal_show(json_t *entry, const char *group, const json_t *values)
{
    json_t *shown = json_object(), *value;
    const char *name;

    json_object_foreach ((json_t *)values, name, value) {
        if (is_hidden(name))
            json_object_set_new(shown, name, json_string("(hidden)"));
        else
            json_object_set(shown, name, value);
    }
    journal_set(entry, group, shown);
}

void journal_append(json_t *entry)
{
    pthread_mutex_lock(&lock);
    json_array_append(entries, entry);
    json_object_set_new(entry, "seq", json_integer((json_int_t)json_array_size(entries)));
    pthread_cond_broadcast(&grown);
    pthread_mutex_unlock(&lock);
}

void journal_set(json_t *entry, const char *name, json_t *value)
{
    pthread_mutex_lock(&lock);
    json_object_set_new(entry, name, value);
    pthread_cond_broadcast(&grown);
    pthread_mutex_unlock(&lock);
}

void journal_alarm(json_t *entry, const char *what)
{
    pthread_mutex_lock(&lock);
    json_array_append_new(json_object_get(entry, "alarms"), json_string(what));
    pthread_mutex_unlock(&lock);
}

static bool has_alarm(const json_t *entry, const char *pattern)
{
    const json_t *alarm;
    size_t i;

    json_array_foreach (json_object_get(entry, "alarms"), i, alarm) {
        if (value_matches(pattern, json_string_value(alarm)))
            return true;
    }
    return false;
}

static bool matches(const json_t *entry, const json_t *filter)
{
    static const char *const members[] = { "method", "host", "path", "scheme", "note" };
    const char *alarm = value_text(filter, "alarm");
    char status[24];
    size_t i;

    for (i = 0; i < sizeof members / sizeof *members; i++)
        if (!value_matches(value_text(filter, members[i]), value_text(entry, members[i])))
            return false;
    snprintf(status, sizeof status, "%lld", value_number(entry, "status", 0));
    return value_matches(value_text(filter, "status"), status) &&
           (*alarm == '\0' || has_alarm(entry, alarm));
}

json_t *journal_list(const json_t *filter)
{
    json_t *list = json_array(), *entry;
    size_t i;

    pthread_mutex_lock(&lock);
    json_array_foreach (entries, i, entry) {
        if (matches(entry, filter))
            json_array_append_new(list, json_deep_copy(entry));
    }
    pthread_mutex_unlock(&lock);
    return list;
}

static size_t count_locked(const json_t *filter)
{
    const json_t *entry;
    size_t i, count = 0;

    json_array_foreach (entries, i, entry)
        count += matches(entry, filter);
    return count;
}

size_t journal_count(const json_t *filter)
{
    return journal_await(filter, 0, 0);
}

size_t journal_await(const json_t *filter, size_t wanted, long timeout_ms)
{
    struct timespec until;
    size_t count;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += timeout_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&lock);
    while ((count = count_locked(filter)) < wanted && !stopping)
        if (pthread_cond_timedwait(&grown, &lock, &until) != 0)
            break;
    pthread_mutex_unlock(&lock);
    return count;
}
