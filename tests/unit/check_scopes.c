/* check_scopes.c: no scope that manages secrets stays among those of ordinary tokens. */
#include "tests/lib/suite.h"

#include <stdio.h>

#include "helper/token/scopes.h"

static const struct {
    const char *all, *ordinary, *management;
} rows[] = {
    { "openid,AdobeID,profile", "openid,AdobeID,profile", NULL },
    { "openid,read_client_secret,AdobeID,manage_client_secrets", "openid,AdobeID",
      "read_client_secret,manage_client_secrets" },
    { "manage_client_secrets,openid", "openid", "manage_client_secrets" },
    { "openid,ent_adobeio_sdk", "openid", "ent_adobeio_sdk" },
    { "manage_client_secrets,read_client_secret", "", NULL },
    { "manage_client_secrets", "", NULL },
    { "a,a,manage_client_secrets,a,manage_client_secrets", "a,a,a",
      "manage_client_secrets,manage_client_secrets" },
    { "manage_client_secretsx,xmanage_client_secrets,Manage_client_secrets,ent_",
      "manage_client_secretsx,xmanage_client_secrets,Manage_client_secrets,ent_", NULL },
    { "read_client_secret,", "", "read_client_secret" },
    { ",openid,,ent_adobeio_sdk", ",openid,", "ent_adobeio_sdk" },
    { "", "", NULL },
};

START_TEST(scopes_that_manage_secrets_are_apart)
{
    char text[128];
    size_t i;

    for (i = 0; i < COUNT(rows); i++) {
        const char *management;

        snprintf(text, sizeof text, "%s", rows[i].all);
        management = scopes_split(text);
        ck_assert_str_eq(text, rows[i].ordinary);
        ck_assert_pstr_eq(management, rows[i].management);
    }
}
END_TEST

int main(void)
{
    return suite_run("scopes", SUITE(scopes_that_manage_secrets_are_apart));
}
