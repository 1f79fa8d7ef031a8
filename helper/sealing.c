/* sealing.c: which settings can be sealed, and how strong their values are. */
#include "helper/sealing.h"

#include <stdio.h>
#include <string.h>

static size_t rank_any_host(const struct settings *settings)
{
    return !settings->any_host;
}

static size_t rank_audit(const struct settings *settings)
{
    return settings->audit;
}

static size_t rank_audit_syslog(const struct settings *settings)
{
    return settings->audit_syslog;
}

static size_t rank_jail(const struct settings *settings)
{
    return settings->jail_required;
}

static size_t rank_fleet_role(const struct settings *settings)
{
    return settings->fleet.role;
}

static const struct sealable {
    const char *name;
    const char *value[5];                            /* from the weakest on; ended by NULL */
    size_t (*rank)(const struct settings *settings); /* which of them it is */
} sealables[] = {
    { "any-host", { "yes", "no" }, rank_any_host },
    { "audit", { "no", "yes", "hand-outs", "required" }, rank_audit },
    { "audit-syslog", { "no", "yes" }, rank_audit_syslog },
    { "jail", { "best-effort", "required" }, rank_jail },
    { "fleet-role", { "both", "minter", "reader" }, rank_fleet_role },
};

enum { SEALABLES = sizeof sealables / sizeof sealables[0] };

static const struct sealable *sealable_find(const char *name, size_t length)
{
    size_t i;

    for (i = 0; i < SEALABLES; i++)
        if (strlen(sealables[i].name) == length &&
            strncmp(sealables[i].name, name, length) == 0)
            return &sealables[i];
    return NULL;
}

const char *sealing_name(size_t i)
{
    return i < SEALABLES ? sealables[i].name : NULL;
}

bool sealing_write(char out[SEALING_SIZE], const struct settings *settings, const char *name)
{
    const struct sealable *sealable = sealable_find(name, strlen(name));

    if (sealable != NULL)
        snprintf(out, SEALING_SIZE, "%s=%s", name, sealable->value[sealable->rank(settings)]);
    return sealable != NULL;
}

bool sealing_holds(const struct settings *settings, const char *sealed)
{
    size_t length = strcspn(sealed, "="), rank = 0;
    const struct sealable *sealable = sealable_find(sealed, length);

    if (sealable == NULL || sealed[length] == '\0')
        return false;
    while (sealable->value[rank] != NULL &&
           strcmp(sealable->value[rank], sealed + length + 1) != 0)
        rank++;
    return sealable->value[rank] != NULL && sealable->rank(settings) >= rank;
}
