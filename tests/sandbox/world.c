/* world: what the pretended Adobe knows; see world.h. */
#include "world.h"

#include "value.h"
#include "world_default.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static json_t *initial;
static json_t *current;

bool world_init(const char *file, char *error, size_t size)
{
    json_error_t where;
    json_t *patch = NULL;
    const char *stranger;

    initial = json_loads(world_default, JSON_REJECT_DUPLICATES, &where);
    if (initial == NULL) {
        snprintf(error, size, "default world, column %d: %s", where.column, where.text);
        return false;
    }
    current = json_deep_copy(initial);
    if (file == NULL)
        return true;
    patch = json_load_file(file, JSON_REJECT_DUPLICATES, &where);
    if (patch == NULL) {
        snprintf(error, size, "%s:%d:%d: %s", file, where.line, where.column, where.text);
        return false;
    }
    stranger = world_patch(patch);
    if (stranger != NULL)
        snprintf(error, size, "%s: no world has a member \"%s\"", file, stranger);
    json_decref(patch);
    json_decref(initial);
    initial = json_deep_copy(current);
    return stranger == NULL;
}

void world_clear(void)
{
    json_decref(initial);
    json_decref(current);
    initial = current = NULL;
}

void world_lock(void)
{
    pthread_mutex_lock(&lock);
}

void world_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

json_t *world(void)
{
    return current;
}

void world_reset(void)
{
    json_decref(current);
    current = json_deep_copy(initial);
}

static const char *known_member(const char *name)
{
    static const char *const members[] = { "clock_offset", "ims_hosts", "api",    "token",
                                           "clients",      "instances", "console" };
    size_t i;

    for (i = 0; i < sizeof members / sizeof *members; i++)
        if (strcmp(name, members[i]) == 0)
            return members[i];
    return NULL;
}

const char *world_patch(const json_t *patch)
{
    const char *name;
    json_t *member;

    if (!json_is_object(patch))
        return "";
    json_object_foreach ((json_t *)patch, name, member) {
        if (known_member(name) == NULL)
            return name;
    }
    current = value_merge(current, patch);
    return NULL;
}

long long world_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return ((long long)now.tv_sec + value_number(current, "clock_offset", 0)) * 1000 +
           now.tv_nsec / 1000000;
}

json_t *world_client(const char *client_id)
{
    return json_object_get(json_object_get(current, "clients"), client_id);
}

json_t *world_instance(const char *host, const char **moved)
{
    const char *name;
    json_t *instance;

    *moved = NULL;
    json_object_foreach (json_object_get(current, "instances"), name, instance) {
        if (value_lists(json_object_get(instance, "hosts"), host))
            return instance;
        *moved =
            json_string_value(json_object_get(json_object_get(instance, "redirects"), host));
        if (*moved != NULL)
            return instance;
    }
    return NULL;
}

json_t *world_customer(const char *customer_id)
{
    const char *name;
    json_t *instance;

    json_object_foreach (json_object_get(current, "instances"), name, instance) {
        if (strcmp(value_text(instance, "customer_id"), customer_id) == 0)
            return instance;
    }
    return NULL;
}

json_t *world_user(const json_t *instance, const char *account, const char **id)
{
    json_t *user;

    json_object_foreach (json_object_get(instance, "users"), *id, user) {
        if (strcmp(value_text(user, "eauthUserID"), account) == 0)
            return user;
    }
    return NULL;
}

bool world_countdown(json_t *object, const char *name)
{
    long long left = value_number(object, name, 0);

    if (left <= 0)
        return false;
    json_object_set_new(object, name, json_integer(left - 1));
    return true;
}
