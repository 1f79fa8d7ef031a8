/* paths.c: XDG folders, and our own. */
#include "helper/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocol/record.h"

#define NAME "workfront-credential"

/* The first or the third may lie in `out` already, the third when it comes alone. */
static enum status path_concatenate(char out[PATH_MAX], const char *first, const char *second,
                                    const char *third, struct fault *fault)
{
    size_t a = strlen(first), b = strlen(second), c = strlen(third);

    if (a + b + c >= PATH_MAX) {
        fault_set(fault, STATUS_USAGE, 0, third, "makes too long a path");
        return STATUS_USAGE;
    }
    memmove(out, first, a);
    memcpy(out + a, second, b);
    memmove(out + a + b, third, c + 1);
    return STATUS_OK;
}

static enum status path_join(char out[PATH_MAX], const char *first, const char *second,
                             struct fault *fault)
{
    return path_concatenate(out, first, "/", second, fault);
}

static const char *absolute_variable(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] == '/' ? value : NULL;
}

enum { LOGIN, PASSWORD, UID, GID, GECOS, DIRECTORY, FIELDS };

/* The home in a line of passwd(5), when that is of this user: NULL in any other. A name begins
 * with no sign below the digits, as a comment does. */
static char *home_in(char *line)
{
    char *field[FIELDS];
    int64_t uid;
    size_t i;

    for (i = 0; i < FIELDS; i++)
        field[i] = strsep(&line, ":\n");
    if (field[DIRECTORY] == NULL || field[LOGIN][0] < '0' || !record_number(field[UID], &uid) ||
        uid != geteuid())
        return NULL;
    return field[DIRECTORY];
}

/* The home of this user by /etc/passwd, which is read without the name service: that would have
 * to be loaded, and a static program can't; nor by fgetpwent(3), which C libraries differ in.
 * It is a part of `line`. NULL when it isn't there. */
static const char *home_on_record(char line[PATH_MAX])
{
    FILE *users = fopen("/etc/passwd", "re");
    const char *home = NULL;

    if (users == NULL)
        return NULL;
    while (home == NULL && fgets(line, PATH_MAX, users) != NULL)
        home = home_in(line);
    fclose(users);
    return home != NULL && home[0] == '/' ? home : NULL;
}

static enum status home_find(char out[PATH_MAX], struct fault *fault)
{
    const char *home = absolute_variable("HOME");

    if (home == NULL)
        home = home_on_record(out);
    if (home == NULL) {
        out[0] = '\0';
        return fault_because(fault, STATUS_USAGE, CAUSE_NO_HOME, "HOME",
                             "isn't set to an absolute path");
    }
    return path_concatenate(out, "", "", home, fault);
}

static enum status xdg_path(char out[PATH_MAX], const char *variable, const char *fallback,
                            const char *name, struct fault *fault)
{
    const char *folder = absolute_variable(variable);

    if (folder != NULL)
        return path_join(out, folder, name, fault);
    if (home_find(out, fault) != STATUS_OK || path_join(out, out, fallback, fault) != STATUS_OK)
        return STATUS_USAGE;
    return path_join(out, out, name, fault);
}

enum status paths_expand(char out[PATH_MAX], const char *path, struct fault *fault)
{
    if (*path == '\0')
        return fault_set(fault, STATUS_USAGE, 0, path,
                         "is no file's name; is a variable not set?");
    if (path[0] != '~' || (path[1] != '/' && path[1] != '\0'))
        return path_concatenate(out, "", "", path, fault);
    if (home_find(out, fault) != STATUS_OK)
        return STATUS_USAGE;
    return path_concatenate(out, out, "", path + 1, fault);
}

static enum status make_absolute(char out[PATH_MAX], const char *path, struct fault *fault)
{
    char here[PATH_MAX];

    if (*path == '/')
        return path_join(out, path, "", fault);
    if (getcwd(here, sizeof here) == NULL)
        return fault_set(fault, STATUS_USAGE, 0, "--store",
                         "is relative, and there is no folder here");
    return path_join(out, here, path, fault);
}

static void strip_slashes(char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        path[--length] = '\0';
}

/* Not inlined: who names no store needn't have room for two paths. */
static __attribute__((noinline)) enum status named_store(char out[PATH_MAX], const char *name,
                                                         struct fault *fault)
{
    char expanded[PATH_MAX];
    enum status status;

    if (*name == '\0')
        return fault_set(fault, STATUS_USAGE, 0, "--store", "needs the name of a folder");
    status = paths_expand(expanded, name, fault);
    return status == STATUS_OK ? make_absolute(out, expanded, fault) : status;
}

static enum status find_store(char out[PATH_MAX], const char *option, struct fault *fault)
{
    const char *variable = getenv("WORKFRONT_CREDENTIAL_STORE");
    enum status status;

    if (option == NULL && variable != NULL && *variable != '\0')
        option = variable;
    status = option != NULL ? named_store(out, option, fault)
                            : xdg_path(out, "XDG_DATA_HOME", ".local/share", NAME, fault);
    if (status == STATUS_OK)
        strip_slashes(out);
    return status;
}

void paths_forget(struct paths *paths)
{
    paths->store = paths->key = paths->config = "";
}

/* Each is at most as long as one that has room alone. */
enum status paths_find(struct paths *paths, const char *store, struct fault *fault)
{
    char *at = paths->text;
    enum status status = find_store(at, store, fault);

    paths_forget(paths);
    if (status != STATUS_OK)
        return status;
    paths->store = at;
    at += strlen(at) + 1;
    status = xdg_path(at, "XDG_CONFIG_HOME", ".config", NAME "/key", fault);
    if (status != STATUS_OK)
        return status;
    paths->key = at;
    at += strlen(at) + 1;
    status = xdg_path(at, "XDG_CONFIG_HOME", ".config", NAME "/config", fault);
    if (status == STATUS_OK)
        paths->config = at;
    return status;
}

static bool cut_off(char *path, const char *end)
{
    size_t length = strlen(path), tail = strlen(end);

    if (length < tail || strcmp(path + length - tail, end) != 0)
        return false;
    path[length - tail] = '\0';
    return true;
}

/* Cuts "/file" and then the configured folder off our own path; what is left is the root under
 * which LIBEXECDIR lies. */
static bool find_root(char out[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);
    char *slash;

    if (length <= 0)
        return false;
    out[length] = '\0';
    slash = strrchr(out, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    return cut_off(out, BINDIR) || cut_off(out, LIBEXECDIR);
}

static enum status join_root(char out[PATH_MAX], const char *folder, const char *name,
                             struct fault *fault)
{
    char root[PATH_MAX];
    int length;

    if (!find_root(root))
        root[0] = '\0';
    length = snprintf(out, PATH_MAX, "%s%s/%s", root, folder, name);
    if (length < 0 || length >= PATH_MAX)
        return fault_set(fault, STATUS_USAGE, 0, name, "lies at too long a path");
    return STATUS_OK;
}

enum status paths_helper(char out[PATH_MAX], struct fault *fault)
{
    return join_root(out, BINDIR, NAME, fault);
}

enum status paths_program(char out[PATH_MAX], const char *name, struct fault *fault)
{
    return join_root(out, LIBEXECDIR, name, fault);
}

bool paths_search(char out[PATH_MAX], const char *program)
{
    const char *folders = getenv("PATH");

    if (folders == NULL)
        folders = "/usr/bin:/bin";
    for (; *folders != '\0'; folders += strcspn(folders, ":"), folders += *folders == ':') {
        int length = (int)strcspn(folders, ":");

        if (*folders == '/' &&
            snprintf(out, PATH_MAX, "%.*s/%s", length, folders, program) < PATH_MAX &&
            access(out, X_OK) == 0)
            return true;
    }
    return false;
}
