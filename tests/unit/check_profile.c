/* check_profile.c: a profile that one command changes while another has it in its hands. */
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/stores.h"

#include "helper/token/profile.h"

#define FIRST "p8e-first-secret"
#define LATER "p8e-later-secret"

static struct store *store;

static void setup(void)
{
    scratch_setup();
    store = stores_opened();
}

static void teardown(void)
{
    store_close(store);
    scratch_teardown();
}

static struct profile made(const char *name, const char *secret)
{
    struct profile profile = { .endpoint = PROFILE_IMS_URL,
                               .client_id = "client",
                               .scope = "openid",
                               .client_secret = { { secret }, 1 },
                               .technical_account_email = "who@techacct.adobe.com",
                               .host = { { "a.my.workfront.com", "b.my.workfront.com" }, 2 },
                               .api_version = PROFILE_API_VERSION };

    snprintf(profile.name, sizeof profile.name, "%s", name);
    return profile;
}

static void save(const struct profile *profile)
{
    ck_assert_int_eq(profile_save(profile, store, &fault), STATUS_OK);
}

static void expect_secret(const char *name, const char *secret, size_t hosts)
{
    struct profile profile = PROFILE;

    ck_assert_int_eq(profile_load(&profile, store, name, &fault), STATUS_OK);
    ck_assert_str_eq(profile.client_secret.item[0], secret);
    ck_assert_uint_eq(profile.host.count, hosts);
    profile_clear(&profile);
}

/* Which of a profile's changes another command must not undo. */
START_TEST(test_changed)
{
    struct profile read = made("p", FIRST), now = read;

    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_OK);
    save(&now);
    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_OK);
    now.console_name = "called anew";
    save(&now);
    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_OK);
    now.client_secret.item[0] = LATER;
    save(&now);
    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_BUSY);
    ck_assert_int_eq(fault.cause, CAUSE_PROFILE_CHANGED);
    now.client_secret = (struct string_list){ { FIRST, LATER }, 2 };
    save(&now);
    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_BUSY);
    now = read;
    now.rotation = "adding";
    save(&now);
    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_BUSY);
    now = read;
    now.host.count = 1;
    save(&now);
    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_BUSY);
    now = read;
    now.client_id = "another";
    save(&now);
    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_BUSY);
    ck_assert_int_eq(profile_delete(store, "p", &fault), STATUS_OK);
    ck_assert_int_eq(profile_check_same(&read, store, &fault), STATUS_OK);
}
END_TEST

/* Runs `change` in a child while we hold the lock of the token, and meanwhile record another
 * secret: whenever the child begins, that one is kept. */
static void meanwhile(void (*change)(void))
{
    struct profile profile = made("p", FIRST), later = made("p", LATER);
    struct store_lock lock = STORE_UNLOCKED;
    int how = 0, i;
    pid_t child;

    save(&profile);
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "p", 0, &lock, &fault), STATUS_OK);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(lock.fd); /* the parent's goes on */
        change();
        _exit(0);
    }
    for (i = 0; i < 20; i++)
        stores_tick();
    save(&later);
    store_unlock(&lock);
    ck_assert_int_eq(waitpid(child, &how, 0), child);
    ck_assert_int_eq(how, 0);
}

/* A store of its own: a lock isn't between a process and its child, which share descriptors. */
static void change_by(enum status (*change)(struct profile *profile, struct store *own))
{
    struct profile profile = PROFILE;
    struct store *own;

    if (stores_open(&own, NULL, false) != STATUS_OK || change(&profile, own) != STATUS_OK)
        _exit(1);
}

static enum status rename_it(struct profile *profile, struct store *own)
{
    return profile_rename(profile, own, "p", "q", &fault);
}

static void be_renamed(void)
{
    change_by(rename_it);
}

static enum status drop_it(struct profile *profile, struct store *own)
{
    return profile_drop_host(profile, own, "p", "a.my.workfront.com", &fault);
}

static void lose_a_host(void)
{
    change_by(drop_it);
}

START_TEST(test_renamed)
{
    struct profile profile = PROFILE;

    meanwhile(be_renamed);
    expect_secret("q", LATER, 2);
    ck_assert_int_eq(profile_load(&profile, store, "p", &fault), STATUS_NOT_FOUND);
    profile_clear(&profile);
}
END_TEST

START_TEST(test_loses_a_host)
{
    meanwhile(lose_a_host);
    expect_secret("p", LATER, 1);
}
END_TEST

/* Each name is locked, in one order, and a profile keeps its own. */
START_TEST(test_names)
{
    struct profile one = made("p", FIRST), other = made("q", LATER), found = PROFILE;
    struct store_lock lock = STORE_UNLOCKED;

    other.client_id = "another";
    save(&one);
    save(&other);
    ck_assert_int_eq(profile_rename(&found, store, "p", "q", &fault), STATUS_USAGE);
    ck_assert_int_eq(profile_rename(&found, store, "q", "p", &fault), STATUS_USAGE);
    ck_assert_int_eq(profile_rename(&found, store, "p", "p", &fault), STATUS_USAGE);
    ck_assert_int_eq(profile_rename(&found, store, "nobody", "r", &fault), STATUS_NOT_FOUND);
    ck_assert_int_eq(profile_rename(&found, store, "p", "a", &fault), STATUS_OK);
    ck_assert_str_eq(found.name, "a");
    ck_assert_int_eq(store_lock(store, STORE_TOKEN, "a", 0, &lock, &fault), STATUS_OK);
    store_unlock(&lock);
    expect_secret("a", FIRST, 2);
    expect_secret("q", LATER, 2);
    profile_clear(&found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("profile");

    suite_add_tests(suite, "profile", setup, teardown,
                    SUITE(test_changed, test_renamed, test_loses_a_host, test_names));
    return scratch_run_all(suite);
}
