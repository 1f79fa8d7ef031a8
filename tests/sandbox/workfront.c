/* workfront: what answers on the host names of a Workfront instance; see workfront.h. */
#include "workfront.h"

#include "access.h"
#include "planning.h"
#include "search.h"
#include "token.h"
#include "value.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AUTHENTICATION "com.attask.common.AuthenticationException"

static const struct documented {
    unsigned status;
    const char *class, *message;
} documented[] = {
    { 400, "java.lang.IllegalArgumentException", "Unsupported operation" },
    { 401, AUTHENTICATION, "You are not currently logged in" },
    { 403, "com.attask.common.AuthorizationException", "You have no permission to do this" },
    { 404, "com.attask.common.ObjectNotFoundException", "Not found" },
    { 410, "com.attask.common.APIException", "This version of the API was removed" },
    { 422, "com.attask.common.InvalidParameterException", "The data is invalid" },
    { 429, "com.attask.common.APIException", "Too many concurrent requests" },
    { 500, "java.lang.RuntimeException", "Internal error" },
};

void workfront_error(struct exchange *x, unsigned status, const char *class,
                     const char *message)
{
    answer_json(x, status,
                json_pack("{s{ss ss}}", "error", "class", class, "message", message));
}

static void core_fail(struct exchange *x, unsigned status)
{
    size_t i;

    for (i = 0; i < sizeof documented / sizeof *documented; i++)
        if (documented[i].status == status) {
            workfront_error(x, status, documented[i].class, documented[i].message);
            return;
        }
    answer_html(x, status, "Service error");
}

void workfront_fail(struct exchange *x, unsigned status)
{
    if (exchange_below(x, "/maestro/") != NULL)
        planning_fail(x, status);
    else
        core_fail(x, status);
}

bool workfront_serves(const char *host)
{
    const char *moved;

    return world_instance(host, &moved) != NULL;
}

static json_t *versions(const struct exchange *x)
{
    const json_t *api = json_object_get(world(), "api");
    long long version, newest = value_number(api, "newest", 22);
    json_t *list = json_object();
    char name[24], url[320];

    for (version = value_number(api, "oldest", 15); version <= newest; version++) {
        snprintf(name, sizeof name, "v%lld.0", version);
        snprintf(url, sizeof url, "https://%.250s/attask/api/%s", x->host, name);
        json_object_set_new(list, name, json_string(url));
    }
    return list;
}

static void answer_session(struct exchange *x, const json_t *instance,
                           const struct caller *caller)
{
    char session[33];
    long long newest = value_number(json_object_get(world(), "api"), "newest", 22);
    const json_t *level = json_object_get(caller->user, "accessLevel");

    token_random(session, sizeof session);
    memcpy(session, "CANARY", 6);
    answer_json(x, 200,
                json_pack("{s{ss ss ss sb ss ss ss ss sb s{ss} s{ss ss ss so so}}}", "data",
                          "sessionID", session, "userID", caller->user_id, "userCompanyID",
                          "66cf5cec0000dddd07c8ce6d532d0001", "isAdmin",
                          value_true(level, "isAdmin"), "timeZone", "Europe/Dublin", "locale",
                          "en_GB", "customerID", value_text(instance, "customer_id"),
                          "tenantID", value_text(instance, "org"), "hasInsightsAccess", 0,
                          "currency", "ID", "EUR", "versionInformation", "version", "2026.8",
                          "release", "26.8", "buildNumber", "1", "currentAPI",
                          json_sprintf("v%lld.0", newest), "apiVersions", versions(x)));
}

static json_t *user_object(const json_t *instance, const char *id, const json_t *user)
{
    const json_t *level = json_object_get(user, "accessLevel");
    bool registered = value_true(user, "registered");
    json_t *copy = json_pack(
        "{ss ss ss ss ss sb ss ss ss ss ss s{ss ss ss sb ss}}", "ID", id, "objCode", "USER",
        "name", value_text(user, "name"), "emailAddr", value_text(user, "emailAddr"),
        "username", value_text(user, "username"), "isActive", value_true(user, "isActive"),
        "licenseType", value_text(user, "licenseType"), "eauthUserID",
        value_text(user, "eauthUserID"), "customerID", value_text(instance, "customer_id"),
        "homeGroupID", "66cf5cec0000eeee07c8ce6d532d0001", "accessLevelID",
        value_text(level, "ID"), "accessLevel", "ID", value_text(level, "ID"), "name",
        value_text(level, "name"), "objCode", "ACSLVL", "isAdmin", value_true(level, "isAdmin"),
        "licenseType", value_text(level, "licenseType"));

    json_object_set_new(copy, "lastLoginDate",
                        registered ? json_string("2026-05-04T09:00:00:000+0000") : json_null());
    json_object_set_new(copy, "registrationExpireDate",
                        registered ? json_null() : json_string("2026-12-31T00:00:00:000+0000"));
    return copy;
}

static json_t *filler_user(const json_t *instance, long long number)
{
    char id[48], email[64];
    json_t *user, *copy;

    snprintf(id, sizeof id, "66cf5cec0002204507c8ce6e%08llx", number);
    snprintf(email, sizeof email, "00000000-0000-4000-8000-%012llx@techacct.adobe.com", number);
    user = json_pack("{ss ss ss ss ss sb sb s{ss ss sb ss}}", "name", email, "emailAddr", email,
                     "username", email, "eauthUserID", id, "licenseType", "C", "isActive", 1,
                     "registered", 0, "accessLevel", "ID", "66cf5cec0000000107c8ce6d532d0002",
                     "name", "Contributor", "isAdmin", 0, "licenseType", "C");
    copy = user_object(instance, id, user);
    json_decref(user);
    return copy;
}

static json_t *all_users(const json_t *instance)
{
    long long number, fillers = value_number(instance, "filler_users", 0);
    json_t *list = json_array(), *user;
    const char *id;

    for (number = 1; number <= fillers; number++)
        json_array_append_new(list, filler_user(instance, number));
    json_object_foreach (json_object_get(instance, "users"), id, user) {
        if (!world_countdown(user, "searchable_after"))
            json_array_append_new(list, user_object(instance, id, user));
    }
    return list;
}

static json_t *objects_of(const json_t *instance, const char *code)
{
    json_t *list;

    if (strcmp(code, "user") == 0)
        return all_users(instance);
    list = json_object_get(json_object_get(instance, "objects"), code);
    return json_is_array(list) ? json_incref(list) : NULL;
}

static void answer_count(struct exchange *x, json_t *found)
{
    answer_json(x, 200,
                json_pack("{s{sI}}", "data", "count", (json_int_t)json_array_size(found)));
    json_decref(found);
}

static void answer_list(struct exchange *x, json_t *found)
{
    json_t *page = search_page(x, found);

    if (page != NULL)
        answer_json(x, 200, json_pack("{so}", "data", page));
}

static void answer_one(struct exchange *x, const json_t *objects, const char *id)
{
    json_t *object, *reduced;
    size_t i;

    json_array_foreach (objects, i, object) {
        if (strcmp(value_text(object, "ID"), id) == 0) {
            reduced = search_reduce(x, object);
            if (reduced != NULL)
                answer_json(x, 200, json_pack("{so}", "data", reduced));
            return;
        }
    }
    core_fail(x, 404);
}

static const char *wanted_id(const struct exchange *x, const struct caller *caller)
{
    const char *id = exchange_query(x, "id");

    if (*id == '\0')
        id = exchange_query(x, "ID");
    return strcmp(id, "$$USER.ID") == 0 ? caller->user_id : id;
}

static void answer_objects(struct exchange *x, const json_t *instance,
                           const struct caller *caller, const char *resource)
{
    size_t length = strcspn(resource, "/");
    const char *verb = resource + length + (resource[length] == '/');
    char code[32];
    json_t *objects, *found;

    snprintf(code, sizeof code, "%.*s", (int)length, resource);
    objects = objects_of(instance, code);
    if (objects == NULL) {
        core_fail(x, 404);
    } else if (strcmp(verb, "search") == 0 || strcmp(verb, "count") == 0) {
        found = search_find(x, objects, caller->user_id);
        if (found != NULL)
            (*verb == 's' ? answer_list : answer_count)(x, found);
    } else {
        answer_one(x, objects, *verb != '\0' ? verb : wanted_id(x, caller));
    }
    json_decref(objects);
}

static bool is_login(const struct exchange *x)
{
    static const char *const names[] = { "username", "password", "apiKey", "sessionID" };
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (json_object_get(x->query, names[i]) != NULL)
            return true;
    return false;
}

/* What follows the version, or NULL if there is none that is served; the answer is then made.
 */
static const char *resource_of(struct exchange *x, const char *rest)
{
    const json_t *api = json_object_get(world(), "api");
    char *end;
    long version;

    if (rest[0] != 'v' || rest[1] < '0' || rest[1] > '9')
        return rest;
    version = strtol(rest + 1, &end, 10);
    if (strncmp(end, ".0/", 3) == 0 && version >= value_number(api, "oldest", 15) &&
        version <= value_number(api, "newest", 22))
        return end + 3;
    core_fail(x, version < value_number(api, "oldest", 15) ? 410 : 404);
    return NULL;
}

static void answer_core(struct exchange *x, json_t *instance, const char *rest)
{
    const char *resource = resource_of(x, rest);
    struct caller caller;

    if (resource == NULL)
        return;
    if (strcmp(x->method, "GET") != 0)
        core_fail(x, 400);
    else if (strcmp(resource, "metadata") == 0)
        answer_json(x, 200, json_pack("{s{s{}}}", "data", "objects"));
    else if (is_login(x))
        workfront_error(x, 401, AUTHENTICATION, "Invalid username or password");
    else if (access_check(x, instance, &caller) != ACCESS_GRANTED)
        workfront_error(x, 401, AUTHENTICATION, caller.reason);
    else if (strcmp(resource, "session") == 0)
        answer_session(x, instance, &caller);
    else
        answer_objects(x, instance, &caller, resource);
}

/* The page that the query asks for; pages are counted from 1. */
static json_t *page_of(const struct exchange *x, json_t *all, long usual)
{
    long page = value_decimal(exchange_query(x, "page"), 1);
    long limit = value_decimal(exchange_query(x, "limit"), usual);

    return value_slice(all, page > 0 ? (size_t)(page - 1) * (size_t)limit : 0, (size_t)limit);
}

static void answer_events(struct exchange *x, json_t *instance)
{
    struct caller caller;
    bool empty;

    if (!access_family(x, instance, "events", &empty, core_fail))
        return;
    if (access_check(x, instance, &caller) != ACCESS_GRANTED)
        core_fail(x, 401);
    else if (!value_true(json_object_get(caller.user, "accessLevel"), "isAdmin"))
        core_fail(x, 403);
    else
        answer_json(x, 200, page_of(x, value_list(instance, "subscriptions", empty), 100));
}

static void redirect(struct exchange *x, const char *host)
{
    char url[1024];

    snprintf(url, sizeof url, "https://%.250s%.700s", host, x->path);
    answer_html(x, 302, "Found");
    answer_header(x, "Location", url);
}

void workfront_answer(struct exchange *x)
{
    const char *moved, *rest;
    json_t *instance = world_instance(x->host, &moved);

    if (moved != NULL)
        redirect(x, moved);
    else if ((rest = exchange_below(x, "/attask/api/")) != NULL)
        answer_core(x, instance, rest);
    else if (exchange_is(x, "GET", "/attask/eventsubscription/api/v1/subscriptions"))
        answer_events(x, instance);
    else if ((rest = exchange_below(x, "/maestro/api/")) != NULL)
        planning_answer(x, instance, rest);
    else
        answer_html(x, 404, "Not Found");
}
