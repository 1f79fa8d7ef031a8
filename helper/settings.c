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

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

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

/* Each puts a value into the row's member, and returns NULL or what is wrong with it. */
struct row;
typedef const char *set_function(const struct row *row, void *member, char *value);
static set_function set_switch, set_either, set_span, set_path, set_broker, set_audit,
    set_audit_size, set_audit_keep, set_fleet, set_fleet_url, set_fleet_role;

#define MEMBER(name) offsetof(struct settings, name)

/* Beside `unlock`, whose lines are the store's. */
static const struct row {
    const char *name;
    size_t offset;
    set_function *set;
    const char *takes;   /* what any other value is told */
    int64_t most;        /* set_span */
    const char *word[2]; /* set_either: for no and for yes */
} rows[] = {
    { "any-host", MEMBER(any_host), set_switch, .takes = "takes yes or no" },
    { "jail", MEMBER(jail_required), set_either, .takes = "takes required or best-effort",
      .word = { "best-effort", "required" } },
    { "audit", MEMBER(audit), set_audit, .takes = "takes no, yes, hand-outs or required" },
    { "audit-size", MEMBER(audit_size), set_audit_size,
      .takes = "takes a size from 4K to 64M" },
    { "audit-keep", MEMBER(audit_keep), set_audit_keep,
      .takes = "takes a number of files from 2 to 60" },
    { "audit-syslog", MEMBER(audit_syslog), set_switch, .takes = "takes yes or no" },
    { "renew-splay", MEMBER(renew_splay), set_span, .takes = "takes a time up to 1d, as 10m",
      .most = DAY },
    { "broker", MEMBER(broker), set_broker, .takes = "takes the path of a socket, or none" },
    { "rotate", MEMBER(rotate_manual), set_either, .takes = "takes api or manual",
      .word = { "api", "manual" } },
    { "rotate-grace", MEMBER(rotate_grace), set_span,
      .takes = "takes a time up to 10 years, as 90d", .most = 3650 * DAY },
    { "rotate-warn", MEMBER(rotate_warn), set_span,
      .takes = "takes a time up to 10 years, as 90d", .most = 3650 * DAY },
    { "fleet", MEMBER(fleet), set_fleet,
      .takes = "takes redis, exec path=/PROGRAM [arg=WORD]..., or no" },
    { "fleet-url", MEMBER(fleet.url), set_fleet_url,
      .takes = "takes addresses as rediss://HOST:PORT, redis://127.0.0.1:PORT or unix:/PATH" },
    { "fleet-ca", MEMBER(fleet.ca), set_path,
      .takes = "takes the path of a file of certificates" },
    { "fleet-role", MEMBER(fleet.role), set_fleet_role,
      .takes = "takes reader, minter or both" },
    { "fleet-splay", MEMBER(fleet.splay), set_span, .takes = "takes a time up to 1d, as 10m",
      .most = DAY },
    { "fleet-wait", MEMBER(fleet.wait), set_span, .takes = "takes a time up to 10m, as 2s",
      .most = 600 },
};

static const char *set_switch(const struct row *row, void *member, char *value)
{
    return *value != '\0' && record_boolean(value, member) ? NULL : row->takes;
}

static const char *set_either(const struct row *row, void *member, char *value)
{
    bool *is_second = member;

    *is_second = strcmp(value, row->word[1]) == 0;
    return *is_second || strcmp(value, row->word[0]) == 0 ? NULL : row->takes;
}

static const char *set_span(const struct row *row, void *member, char *value)
{
    int64_t *seconds = member;

    return record_span(value, seconds) && *seconds <= row->most ? NULL : row->takes;
}

static const char *set_path(const struct row *row, void *member, char *value)
{
    *(const char **)member = value;
    return value[0] == '/' ? NULL : row->takes;
}

static const char *set_broker(const struct row *row, void *member, char *value)
{
    const char *wrong = set_path(row, member, value);

    return strcmp(value, "none") == 0 ? NULL : wrong;
}

static size_t word_find(const char *const *words, size_t count, const char *value)
{
    size_t i = 0;

    while (i < count && strcmp(words[i], value) != 0)
        i++;
    return i;
}

static const char *set_audit(const struct row *row, void *member, char *value)
{
    size_t found = word_find(audits, COUNT(audits), value);

    if (found == COUNT(audits))
        return row->takes;
    *(enum settings_audit *)member = (enum settings_audit)found;
    return NULL;
}

/* A number of bytes, of KiB with K after it, or of MiB with M. */
static const char *set_audit_size(const struct row *row, void *member, char *value)
{
    size_t length = strlen(value);
    int64_t unit = 1, number;

    if (length > 1 && (value[length - 1] == 'K' || value[length - 1] == 'M')) {
        unit = value[length - 1] == 'K' ? 1024 : 1024 * 1024;
        value[length - 1] = '\0';
    }
    if (!record_number(value, &number) || number < 0 || number > AUDIT_SIZE_MOST / unit ||
        number * unit < AUDIT_SIZE_LEAST)
        return row->takes;
    *(int64_t *)member = number * unit;
    return NULL;
}

static const char *set_audit_keep(const struct row *row, void *member, char *value)
{
    int64_t *files = member;

    return record_number(value, files) && *files >= AUDIT_KEEP_LEAST && *files <= AUDIT_KEEP_MAX
               ? NULL
               : row->takes;
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

static const char *set_fleet(const struct row *row, void *member, char *value)
{
    struct settings_fleet *fleet = member;
    struct string_list words;
    size_t engine;

    if (!cut_words(&words, value))
        return "has too many words, or none";
    engine = word_find(engines, COUNT(engines), words.item[0]);
    if (engine == COUNT(engines) ||
        !(engine == SETTINGS_ENGINE_EXEC ? take_exec(fleet, &words) : words.count == 1))
        return row->takes;
    fleet->engine = (enum settings_engine)engine;
    return NULL;
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

static const char *set_fleet_url(const struct row *row, void *member, char *value)
{
    struct string_list *url = member;
    size_t i;

    if (!cut_words(url, value))
        return "has too many addresses, or none";
    for (i = 0; i < url->count; i++)
        if (!is_address(url->item[i]))
            return row->takes;
    return NULL;
}

static const char *set_fleet_role(const struct row *row, void *member, char *value)
{
    size_t found = word_find(roles, COUNT(roles), value);

    if (found == COUNT(roles))
        return row->takes;
    *(enum settings_role *)member = (enum settings_role)found;
    return NULL;
}

static char *trim_blanks(char *text)
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
    for (i = 0; i < COUNT(rows) && used < sizeof text; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, ", %s", rows[i].name);
    return text;
}

static const char *setting_set(struct settings *settings, const char *name, char *value)
{
    size_t i;

    for (i = 0; i < COUNT(rows); i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].set(&rows[i], (char *)settings + rows[i].offset, value);
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
    return setting_set(settings, trim_blanks(line), trim_blanks(equals + 1));
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
        const char *wrong = take_line(settings, trim_blanks(line), ++number);

        snprintf(where, sizeof where, "%s:%u", path, number);
        if (wrong != NULL)
            return fault_set(fault, STATUS_MALFORMED, 0, where, wrong);
    }
    if (buffer_status(&settings->stack) != STATUS_OK)
        return fault_set(fault, buffer_status(&settings->stack), 0, path, NULL);
    return STATUS_OK;
}

static enum status read_file(struct settings *settings, int fd, const char *path,
                             struct fault *fault)
{
    struct stat found;
    enum cause flaw =
        fstat(fd, &found) == 0 ? flaw_of(&found, S_IFREG, true, FLAW_OTHERS_WRITE) : CAUSE_TYPE;
    enum status status;

    if (flaw != CAUSE_NONE)
        return fault_because(fault, STATUS_UNSAFE, flaw, path, NULL);
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
