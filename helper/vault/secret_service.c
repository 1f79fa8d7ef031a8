/* secret_service.c: the program that speaks to the desktop's keyring, the only one that links
 * libsecret and GLib. It keeps one item for each slot of a store, told by its id, and asks a
 * person only when the call allows it. Sources: libsecret's SecretService, SecretItem; the
 * session is libsecret's, whose transfers are encrypted. */
#include <signal.h>
#include <unistd.h>

#include <libsecret/secret.h>

#include "helper/vault/vault.h"

enum {
    QUICK = 2,             /* seconds that the service has for what asks nobody, */
    PERSON_TIMEOUT_S = 60, /* and that a person has, unless the call says how many */
    TIMEOUT_MAX = 600,
    ITEM_SIZE = 16,
};

static const SecretSchema schema = {
    .name = "workfront-credential.StoreKey",
    .flags = SECRET_SCHEMA_NONE,
    .attributes = { { "item", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

/* A service that hangs ends us, and we say so. */
static void on_alarm(int number)
{
    static const char late[] = "verdict=no\ndetail=the keyring gave no answer in time\n\n";

    (void)number;
    _exit(write(STDOUT_FILENO, late, sizeof late - 1) == sizeof late - 1 ? 0 : 1);
}

static void end_after(const struct vault_job *job, unsigned seconds)
{
    int64_t wanted = job->call.timeout;

    alarm(wanted > 0 && wanted <= TIMEOUT_MAX ? (unsigned)wanted : seconds);
}

/* "No", with where an error came from, which is released. Returns false. */
static bool refuse_job(struct vault_job *job, const char *what, GError *error)
{
    char detail[200];

    snprintf(detail, sizeof detail, "%s%s%s", what, error != NULL ? ": " : "",
             error != NULL ? error->message : "");
    g_clear_error(&error);
    return vault_no(job, detail);
}

static SecretService *service_open(struct vault_job *job)
{
    GError *error = NULL;
    SecretService *service;

    if (!vault_is_hex(job->call.item, ITEM_SIZE, ITEM_SIZE)) {
        vault_no(job, "the item's id isn't one");
        return NULL;
    }
    end_after(job, QUICK);
    service = secret_service_get_sync(SECRET_SERVICE_OPEN_SESSION, NULL, &error);
    if (service == NULL) {
        refuse_job(job, "there is no keyring on the session bus", error);
        job->verdict = "not-mine";
    }
    return service;
}

static GHashTable *attributes_of(const struct vault_job *job)
{
    return secret_attributes_build(&schema, "item", job->call.item, NULL);
}

/* Unlocks an object of the keyring, which asks the person, if that's allowed. */
static bool object_unlock(struct vault_job *job, SecretService *service, void *object)
{
    GList list = { object, NULL, NULL };
    GError *error = NULL;
    int count;

    if (!job->call.ask)
        return vault_no(job, "the keyring is locked");
    end_after(job, PERSON_TIMEOUT_S);
    count = secret_service_unlock_sync(service, &list, NULL, NULL, &error);
    if (count > 0)
        return true;
    return refuse_job(job, "the keyring stays locked", error);
}

/* The call's item, unlocked, for the caller to unref; or NULL. */
static SecretItem *item_find(struct vault_job *job, SecretService *service)
{
    GHashTable *attributes = attributes_of(job);
    GError *error = NULL;
    GList *found = secret_service_search_sync(service, &schema, attributes, SECRET_SEARCH_NONE,
                                              NULL, &error);
    SecretItem *item = found != NULL ? g_object_ref(found->data) : NULL;

    g_hash_table_unref(attributes);
    g_list_free_full(found, g_object_unref);
    if (item == NULL) {
        refuse_job(job,
                   error != NULL ? "the keyring can't be searched"
                                 : "the keyring has no such item",
                   error);
        return NULL;
    }
    if (!secret_item_get_locked(item) || object_unlock(job, service, item))
        return item;
    g_object_unref(item);
    return NULL;
}

/* The item's secret goes into the answer as it is; our caller judges its form. */
static void item_read(struct vault_job *job, SecretItem *item)
{
    GError *error = NULL;
    SecretValue *value;
    const char *text;
    gsize length = 0;

    if (!secret_item_load_secret_sync(item, NULL, &error)) {
        refuse_job(job, "the keyring doesn't give the secret", error);
        return;
    }
    value = secret_item_get_secret(item);
    text = value != NULL ? secret_value_get(value, &length) : NULL;
    if (text != NULL && length == 2 * VAULT_SECRET_SIZE) {
        buffer_append(&job->secret, text, length);
        vault_yes(job);
    } else {
        vault_no(job, "what the keyring has isn't a secret of ours");
    }
    if (value != NULL)
        secret_value_unref(value);
}

static void job_lookup(struct vault_job *job)
{
    SecretService *service = service_open(job);
    SecretItem *item = service != NULL ? item_find(job, service) : NULL;

    if (item != NULL) {
        item_read(job, item);
        g_object_unref(item);
    }
    if (service != NULL)
        g_object_unref(service);
}

static void job_clear(struct vault_job *job)
{
    SecretService *service = service_open(job);
    SecretItem *item = service != NULL ? item_find(job, service) : NULL;
    GError *error = NULL;

    if (item != NULL) {
        if (secret_item_delete_sync(item, NULL, &error))
            vault_yes(job);
        else
            refuse_job(job, "the keyring doesn't remove the item", error);
        g_object_unref(item);
    }
    if (service != NULL)
        g_object_unref(service);
}

/* The default keyring, unlocked; where there is none, a new one would ask for a passphrase. */
static bool keyring_open(struct vault_job *job, SecretService *service)
{
    GError *error = NULL;
    SecretCollection *keyring = secret_collection_for_alias_sync(
        service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL, &error);
    bool open = false;

    if (keyring == NULL)
        return refuse_job(job, "there is no default keyring", error);
    open = !secret_collection_get_locked(keyring) || object_unlock(job, service, keyring);
    g_object_unref(keyring);
    return open;
}

/* The value's memory is the call's, which is guarded. */
static void item_write(struct vault_job *job, SecretService *service)
{
    SecretValue *value = secret_value_new_full((char *)job->call.secret, 2 * VAULT_SECRET_SIZE,
                                               "text/plain", NULL);
    GHashTable *attributes = attributes_of(job);
    GError *error = NULL;

    if (secret_service_store_sync(service, &schema, attributes, SECRET_COLLECTION_DEFAULT,
                                  "Workfront credential store", value, NULL, &error))
        vault_yes(job);
    else
        refuse_job(job, "the keyring doesn't keep the secret", error);
    g_hash_table_unref(attributes);
    secret_value_unref(value);
}

static void job_store(struct vault_job *job)
{
    SecretService *service;

    if (!vault_is_hex(job->call.secret, VAULT_SECRET_SIZE, VAULT_SECRET_SIZE)) {
        vault_no(job, "the secret isn't one");
        return;
    }
    service = service_open(job);
    if (service == NULL)
        return;
    if (keyring_open(job, service))
        item_write(job, service);
    g_object_unref(service);
}

int main(int argc, char **argv)
{
    static const struct vault_row rows[] = {
        { "lookup", job_lookup },
        { "store", job_store },
        { "clear", job_clear },
        { NULL, NULL },
    };

    signal(SIGALRM, on_alarm);
    alarm(QUICK);
    /* Nothing of GLib's that isn't needed is loaded */
    setenv("GIO_USE_VFS", "local", 1);
    setenv("GSETTINGS_BACKEND", "memory", 1);
    return vault_main(argc, argv, "workfront-credential-secret-service", JAIL_BUS, rows);
}
