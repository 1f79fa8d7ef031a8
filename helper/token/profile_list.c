/* profile_list.c: which profiles serve a host, and which there are. */
#include "helper/token/profile_list.h"

#include <string.h>

#include "helper/say/say.h"
#include "helper/token/stored.h"

static const struct record_rule names_rules[] = {
    { "profile[]", 0, RECORD_LIST, false, IDENTIFIER_NONE },
};

static const struct stored_form names_form = STORED_FORM(HOST, names_rules);

enum status profile_names(struct string_list *names, struct buffer *text, struct store *store,
                          const char *host, struct fault *fault)
{
    enum status status;

    *names = (struct string_list){ .count = 0 };
    status = stored_load(names, text, &names_form, store, host, NULL, fault);
    if (status == STATUS_DAMAGED)
        return fault_because(fault, status, CAUSE_PROFILE_DAMAGED,
                             strcmp(host, PROFILE_ALL) == 0 ? "the profiles" : host, NULL);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && names->count == 0))
        return fault_set(fault, STATUS_NOT_FOUND, 0, host, NULL);
    return status;
}

enum status profile_host_is_free(bool *is_free, struct store *store, const char *host,
                                 struct fault *fault)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names;
    enum status status = profile_names(&names, &text, store, host, fault);

    *is_free = status == STATUS_NOT_FOUND;
    buffer_clear(&text);
    return *is_free ? STATUS_OK : status;
}

/* The profiles that serve a host, found by looking at them all. */
struct host_search {
    const char *host;
    struct buffer *lines;
};

/* Of a profile's record. */
struct served {
    struct string_list host;
};

static const struct record_rule served_rules[] = {
    RECORD_RULE_AS(served, "host[]", host, LIST),
};

static enum status search_visit(void *context, const char *name, struct buffer *record)
{
    const struct host_search *search = context;
    struct record_reader reader;
    struct served served = { .host.count = 0 };

    if (record == NULL)
        return STATUS_OK;
    reader = record_reader(record);
    if (record_read(&reader, served_rules, RECORD_RULES_COUNT(served_rules), &served, NULL) ==
            STATUS_OK &&
        (strcmp(search->host, PROFILE_ALL) == 0 ||
         string_list_contain(&served.host, search->host)))
        buffer_format(search->lines, "profile[]=%s\n", name);
    return STATUS_OK;
}

/* As profile_names(), for a list that is damaged: the order in which it was is lost. */
static enum status names_find(struct string_list *names, struct buffer *text,
                              struct store *store, const char *host, struct fault *fault)
{
    const struct host_search search = { .host = host, .lines = text };
    struct record_reader reader;
    enum status status;

    buffer_clear(text);
    status = store_list(store, STORE_PROFILE, search_visit, (void *)&search, fault);
    if (status == STATUS_OK)
        status = buffer_status(text);
    if (status != STATUS_OK)
        return status;
    reader = record_reader(text);
    if (text->length > 0)
        status =
            record_read(&reader, names_rules, RECORD_RULES_COUNT(names_rules), names, NULL);
    if (status == STATUS_OK && names->count > 1)
        say_warning("%s: the list of its profiles was damaged and is made anew; setup "
                    "--profile NAME --default says which one is the first",
                    strcmp(host, PROFILE_ALL) == 0 ? "this store" : host);
    return status;
}

/* Makes the list what it should be; false when it was so already. */
static bool names_change(struct string_list *names, const char *profile,
                         enum enrolment enrolment)
{
    bool is_there = string_list_contain(names, profile);

    if (enrolment == ENROL_STRIKE ? !is_there : is_there && enrolment == ENROL)
        return false;
    string_list_remove(names, profile);
    if (enrolment == ENROL)
        names->item[names->count++] = profile;
    if (enrolment != ENROL_FIRST)
        return true;
    memmove(&names->item[1], &names->item[0], names->count++ * sizeof names->item[0]);
    names->item[0] = profile;
    return true;
}

static enum status check_room(const struct string_list *names, const char *host,
                              const char *profile, struct fault *fault)
{
    if (names->count < RECORD_LIST_MAX || string_list_contain(names, profile))
        return STATUS_OK;
    return fault_because(fault, STATUS_TOO_LONG, CAUSE_PROFILES_FULL,
                         strcmp(host, PROFILE_ALL) == 0 ? "this store" : host, NULL);
}

enum status profile_list_enrol(struct store *store, const char *host, const char *profile,
                               enum enrolment enrolment, struct fault *fault)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct store_lock lock = STORE_UNLOCKED;
    struct string_list names;
    bool is_anew;
    enum status status = store_lock(store, STORE_HOST, host, STORE_LOCK_WAIT, &lock, fault);

    if (status != STATUS_OK)
        return status;
    status = profile_names(&names, &text, store, host, fault);
    is_anew = status == STATUS_DAMAGED;
    if (is_anew)
        status = names_find(&names, &text, store, host, fault);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    if (status == STATUS_OK && enrolment != ENROL_STRIKE)
        status = check_room(&names, host, profile, fault);
    if (status == STATUS_OK && (names_change(&names, profile, enrolment) || is_anew))
        status = stored_save(&names, &names_form, store, host, fault);
    buffer_clear(&text);
    store_unlock(&lock);
    return status;
}

enum status profile_list_check(struct store *store, const char *profile, struct fault *fault)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct string_list names;
    enum status status = profile_names(&names, &text, store, PROFILE_ALL, NULL);

    status = status == STATUS_OK ? check_room(&names, PROFILE_ALL, profile, fault) : STATUS_OK;
    buffer_clear(&text);
    return status;
}

enum status profile_list_rename(struct store *store, const char *host, const char *former,
                                const char *name, struct fault *fault)
{
    struct buffer text = BUFFER(STORE_RECORD_MAX);
    struct store_lock lock = STORE_UNLOCKED;
    struct string_list names;
    enum status status = store_lock(store, STORE_HOST, host, STORE_LOCK_WAIT, &lock, fault);
    size_t i;

    if (status == STATUS_OK)
        status = profile_names(&names, &text, store, host, fault);
    if (status == STATUS_OK)
        string_list_remove(&names, name);
    for (i = 0; status == STATUS_OK && i < names.count; i++)
        if (strcmp(names.item[i], former) == 0)
            names.item[i] = name;
    if (status == STATUS_OK && !string_list_contain(&names, name) &&
        names.count < RECORD_LIST_MAX)
        names.item[names.count++] = name;
    if (status == STATUS_OK)
        status = stored_save(&names, &names_form, store, host, fault);
    buffer_clear(&text);
    store_unlock(&lock);
    return status;
}
