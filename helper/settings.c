/* settings.c: the configuration file. */
#include "helper/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/record.h"
#include "store/audit/audit.h"
#include "store/folder.h"
#include "store/path_walk.h"

enum { DAY = 86400, SETTINGS_FLEET_WORDS = 16 };

static const char system_file[] = SYSCONFDIR "/workfront-credential/config";

static const char *const audits[] = {
    [SETTINGS_AUDIT_NO] = "no",
    [SETTINGS_AUDIT_YES] = "yes",
    [SETTINGS_AUDIT_HAND_OUTS] = "hand-outs",
    [SETTINGS_AUDIT_REQUIRED] = "required",
};

static const char *const engines[] = {
    [SETTINGS_ENGINE_NO] = "no",
    [SETTINGS_ENGINE_EXEC] = "exec",
    [SETTINGS_ENGINE_REDIS] = "redis",
};

static const char *const roles[] = {
    [SETTINGS_ROLE_BOTH] = "both",
    [SETTINGS_ROLE_MINTER] = "minter",
    [SETTINGS_ROLE_READER] = "reader",
};

/* Each takes a value, and returns NULL or what is wrong with it. */

static const char *parse_switch(const char *value, bool *out)
{
    return *value != '\0' && record_boolean(value, out) ? NULL : "takes yes or no";
}

static const char *set_any_host(struct settings *settings, char *value)
{
    return parse_switch(value, &settings->any_host);
}

static const char *set_broker(struct settings *settings, char *value)
{
    settings->broker = value;
    return value[0] == '/' || strcmp(value, "none") == 0
               ? NULL
               : "takes the path of a socket, or none";
}

static const char *set_jail(struct settings *settings, char *value)
{
    settings->jail_required = strcmp(value, "required") == 0;
    return settings->jail_required || strcmp(value, "best-effort") == 0
               ? NULL
               : "takes required or best-effort";
}

static const char *set_audit(struct settings *settings, char *value)
{
    size_t i;

    for (i = 0; i < sizeof audits / sizeof audits[0]; i++) {
        if (strcmp(value, audits[i]) == 0) {
            settings->audit = (enum settings_audit)i;
            return NULL;
        }
    }
    return "takes no, yes, hand-outs or required";
}

/* A number of bytes, of KiB with K after it, or of MiB with M. */
static const char *set_audit_size(struct settings *settings, char *value)
{
    size_t length = strlen(value);
    int64_t unit = 1, number;

    if (length > 1 && (value[length - 1] == 'K' || value[length - 1] == 'M')) {
        unit = value[length - 1] == 'K' ? 1024 : 1024 * 1024;
        value[length - 1] = '\0';
    }
    if (!record_number(value, &number) || number < 0 || number > AUDIT_SIZE_MOST / unit ||
        number * unit < AUDIT_SIZE_LEAST)
        return "takes a size from 4K to 64M";
    settings->audit_size = number * unit;
    return NULL;
}

static const char *set_audit_keep(struct settings *settings, char *value)
{
    int64_t number;

    if (!record_number(value, &number) || number < AUDIT_KEEP_LEAST || number > AUDIT_KEEP_MAX)
        return "takes a number of files from 2 to 60";
    settings->audit_keep = number;
    return NULL;
}

static const char *set_audit_syslog(struct settings *settings, char *value)
{
    return parse_switch(value, &settings->audit_syslog);
}

static const char *set_span(int64_t *member, const char *value, int64_t most)
{
    return record_span(value, member) && *member <= most ? NULL
           : most == DAY                                 ? "takes a time up to 1d, as 10m"
                         : "takes a time up to 10 years, as 90d";
}

static const char *set_renew_splay(struct settings *settings, char *value)
{
    return set_span(&settings->renew_splay, value, DAY);
}

static const char *set_rotate(struct settings *settings, char *value)
{
    settings->rotate_manual = strcmp(value, "manual") == 0;
    return settings->rotate_manual || strcmp(value, "api") == 0 ? NULL : "takes api or manual";
}

static const char *set_rotate_grace(struct settings *settings, char *value)
{
    return set_span(&settings->rotate_grace, value, 3650 * DAY);
}

static const char *set_rotate_warn(struct settings *settings, char *value)
{
    return set_span(&settings->rotate_warn, value, 3650 * DAY);
}

/* Cuts the words of a value in place; false when there are too many, or none. */
static bool cut_words(struct string_list *words, char *value)
{
    words->count = 0;
    for (value += strspn(value, " \t"); *value != '\0'; value += strspn(value, " \t")) {
        if (words->count == SETTINGS_FLEET_WORDS)
            return false;
        words->item[words->count++] = value;
        value += strcspn(value, " \t");
        if (*value != '\0')
            *value++ = '\0';
    }
    return words->count > 0;
}

/* "exec path=/PROGRAM [arg=WORD | env=NAME]..." */
static bool take_exec(struct settings_fleet *fleet, const struct string_list *words)
{
    size_t i;

    if (words->count < 2 || strncmp(words->item[1], "path=/", 6) != 0)
        return false;
    fleet->exec = words->item[1] + strlen("path=");
    fleet->argument.count = fleet->variable.count = 0;
    for (i = 2; i < words->count; i++) {
        struct string_list *list = strncmp(words->item[i], "arg=", 4) == 0   ? &fleet->argument
                                   : strncmp(words->item[i], "env=", 4) == 0 ? &fleet->variable
                                                                             : NULL;

        if (list == NULL)
            return false;
        list->item[list->count++] = words->item[i] + 4;
    }
    return true;
}

static const char *set_fleet(struct settings *settings, char *value)
{
    struct string_list words;
    size_t i;

    if (!cut_words(&words, value))
        return "has too many words, or none";
    for (i = 0; i < sizeof engines / sizeof engines[0]; i++)
        if (strcmp(words.item[0], engines[i]) == 0 &&
            (i == SETTINGS_ENGINE_EXEC ? take_exec(&settings->fleet, &words)
                                       : words.count == 1)) {
            settings->fleet.engine = (enum settings_engine)i;
            return NULL;
        }
    return "takes redis, exec path=/PROGRAM [arg=WORD]..., or no";
}

static bool is_address(const char *url)
{
    static const char *const schemes[] = { "rediss://", "redis://", "unix:/" };
    size_t i;

    for (i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncmp(url, schemes[i], strlen(schemes[i])) == 0 && strlen(url) < 256)
            return true;
    return false;
}

static const char *set_fleet_url(struct settings *settings, char *value)
{
    struct string_list *url = &settings->fleet.url;
    size_t i;

    if (!cut_words(url, value))
        return "has too many addresses, or none";
    for (i = 0; i < url->count; i++)
        if (!is_address(url->item[i]))
            return "takes addresses as rediss://HOST:PORT, redis://127.0.0.1:PORT or "
                   "unix:/PATH";
    return NULL;
}

static const char *set_fleet_ca(struct settings *settings, char *value)
{
    settings->fleet.ca = value;
    return value[0] == '/' ? NULL : "takes the path of a file of certificates";
}

static const char *set_fleet_role(struct settings *settings, char *value)
{
    size_t i;

    for (i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (strcmp(value, roles[i]) == 0) {
            settings->fleet.role = (enum settings_role)i;
            return NULL;
        }
    return "takes reader, minter or both";
}

static const char *set_fleet_splay(struct settings *settings, char *value)
{
    return set_span(&settings->fleet.splay, value, DAY);
}

static const char *set_fleet_wait(struct settings *settings, char *value)
{
    return record_span(value, &settings->fleet.wait) && settings->fleet.wait <= 600
               ? NULL
               : "takes a time up to 10m, as 2s";
}

/* Beside `unlock`, whose lines are the store's. */
static const struct {
    const char *name;
    const char *(*set)(struct settings *settings, char *value);
} rows[] = {
    { "any-host", set_any_host },
    { "jail", set_jail },
    { "audit", set_audit },
    { "audit-size", set_audit_size },
    { "audit-keep", set_audit_keep },
    { "audit-syslog", set_audit_syslog },
    { "renew-splay", set_renew_splay },
    { "broker", set_broker },
    { "rotate", set_rotate },
    { "rotate-grace", set_rotate_grace },
    { "rotate-warn", set_rotate_warn },
    { "fleet", set_fleet },
    { "fleet-url", set_fleet_url },
    { "fleet-ca", set_fleet_ca },
    { "fleet-role", set_fleet_role },
    { "fleet-splay", set_fleet_splay },
    { "fleet-wait", set_fleet_wait },
};

static char *trim(char *text)
{
    char *end;

    text += strspn(text, " \t");
    end = text + strlen(text);
    while (end > text && strchr(" \t\r", end[-1]) != NULL)
        *--end = '\0';
    return text;
}

static const char *no_setting(void)
{
    static char text[300];
    size_t used, i;

    used = (size_t)snprintf(text, sizeof text, "isn't a setting; there are unlock");
    for (i = 0; i < sizeof rows / sizeof rows[0] && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, ", %s", rows[i].name);
    return text;
}

static const char *set(struct settings *settings, const char *name, char *value)
{
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].set(settings, value);
    return no_setting();
}

/* Keeps an unlock line as the one of that number, so that the store can name it. */
static void take_unlock(struct settings *settings, const char *line, unsigned number)
{
    for (; settings->stack_lines + 1 < number; settings->stack_lines++)
        buffer_text(&settings->stack, "\n");
    buffer_text(&settings->stack, line);
    buffer_text(&settings->stack, "\n");
    settings->stack_lines++;
}

/* NULL when the line is good, else what is wrong with it. */
static const char *take_line(struct settings *settings, char *line, unsigned number)
{
    char *equals;

    if (*line == '\0' || *line == '#')
        return NULL;
    if (strncmp(line, "unlock", 6) == 0 && (line[6] == ' ' || line[6] == '\t')) {
        take_unlock(settings, line, number);
        return NULL;
    }
    equals = strchr(line, '=');
    if (equals == NULL)
        return "isn't of the form \"name = value\"";
    *equals = '\0';
    return set(settings, trim(line), trim(equals + 1));
}

enum status settings_parse(struct settings *settings, const char *path, struct fault *fault)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* some editors put it in front */
    char *next = settings->text.data, *line, where[300];
    unsigned number = 0;

    settings->origin = path;
    if (strlen(buffer_string(&settings->text)) != settings->text.length)
        return fault_set(fault, STATUS_MALFORMED, 0, path,
                         "holds a NUL byte; if it is UTF-16, save it as UTF-8");
    if (next != NULL && strncmp(next, mark, sizeof mark - 1) == 0)
        next += sizeof mark - 1;
    while ((line = strsep(&next, "\n")) != NULL) {
        const char *wrong = take_line(settings, trim(line), ++number);

        snprintf(where, sizeof where, "%s:%u", path, number);
        if (wrong != NULL)
            return fault_set(fault, STATUS_MALFORMED, 0, where, wrong);
    }
    if (buffer_status(&settings->stack) != STATUS_OK)
        return fault_set(fault, buffer_status(&settings->stack), 0, path, NULL);
    return STATUS_OK;
}

static enum cause file_flaw(int fd)
{
    struct stat found;

    return fstat(fd, &found) == 0 ? flaw_of(&found, S_IFREG, true, FLAW_OTHERS_WRITE)
                                  : CAUSE_TYPE;
}

static enum status read_file(struct settings *settings, int fd, const char *path,
                             struct fault *fault)
{
    enum status status;

    if (file_flaw(fd) != CAUSE_NONE)
        return fault_because(fault, STATUS_UNSAFE, file_flaw(fd), path, NULL);
    status = path_walk(path, fault);
    if (status != STATUS_OK)
        return status;
    status = buffer_read(&settings->text, fd);
    if (status != STATUS_OK)
        return buffer_fault(&settings->text, path, fault);
    return settings_parse(settings, path, fault);
}

enum status settings_read_file(struct settings *settings, const char *path, struct fault *fault)
{
    int fd = openat(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    enum status status;

    if (fd < 0 && (errno == ELOOP || errno == ENXIO))
        return fault_because(fault, STATUS_UNSAFE, CAUSE_TYPE, path, NULL);
    if (fd < 0)
        return fault_set(fault, STATUS_IO, errno, path, NULL);
    status = read_file(settings, fd, path, fault);
    close(fd);
    return status;
}

static bool is_absent(const struct fault *fault)
{
    return fault->status == STATUS_IO &&
           (fault->system_error == ENOENT || fault->system_error == ENOTDIR);
}

enum status settings_read(struct settings *settings, const char *path, struct fault *fault)
{
    enum status status = settings_read_file(settings, path, fault);

    if (status != STATUS_OK && is_absent(fault))
        status = settings_read_file(settings, system_file, fault);
    return status != STATUS_OK && is_absent(fault) ? STATUS_OK : status;
}

const char *settings_engine_name(enum settings_engine engine)
{
    return engines[engine];
}

const char *settings_role_name(enum settings_role role)
{
    return roles[role];
}

const char *settings_stack(const struct settings *settings)
{
    return settings->stack.length > 0 ? settings->stack.data : NULL;
}

void settings_clear(struct settings *settings)
{
    buffer_clear(&settings->text);
    buffer_clear(&settings->stack);
}
