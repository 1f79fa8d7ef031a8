/* variable.c: names and values of the variables. */
#include "protocol/dialects/variable.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX_LENGTH = 64 };

static const char *const standard[VARIABLES] = {
    [VARIABLE_TOKEN] = "WORKFRONT_ACCESS_TOKEN",
    [VARIABLE_EXPIRES_AT] = "WORKFRONT_TOKEN_EXPIRES_AT",
    [VARIABLE_URL] = "WORKFRONT_URL",
    [VARIABLE_CLIENT_ID] = "WORKFRONT_CLIENT_ID",
    [VARIABLE_ORG_ID] = "WORKFRONT_ORG_ID",
};

/* Names that somebody acts upon; with a trailing '*' all that begin so. Shells first, then the
 * loader and the interpreters, then what sends programs elsewhere. Without pointers, each of
 * which would be relocated at every start of the program. */
static const char dangerous[][16] = {
    "PATH",         "path",          "IFS",        "ENV",
    "BASH_ENV",     "BASH*",         "SHELL*",     "PS0",
    "PS1",          "PS2",           "PS3",        "PS4",
    "PROMPT*",      "CDPATH",        "cdpath",     "HOME",
    "home",         "PWD",           "OLDPWD",     "cwd",
    "UID",          "EUID",          "GID",        "EGID",
    "PPID",         "USER",          "LOGNAME",    "TERM*",
    "OPTIND",       "OPTARG",        "RANDOM",     "SECONDS",
    "LINENO",       "HIST*",         "FPATH",      "fpath",
    "FCEDIT",       "EDITOR",        "VISUAL",     "PAGER",
    "BROWSER",      "GLOBIGNORE",    "ZDOTDIR",    "status",
    "argv",         "prompt",        "shell",      "term",
    "fish_*",       "__fish_*",      "_",          "LD_*",
    "DYLD_*",       "GLIBC_*",       "MALLOC_*",   "GCONV_*",
    "LOCPATH",      "NLSPATH",       "LANG",       "LC_*",
    "PYTHON*",      "PERL*",         "RUBY*",      "GEM_*",
    "NODE_*",       "npm_*",         "JAVA_*",     "_JAVA_*",
    "JDK_*",        "CLASSPATH",     "LUA_*",      "PHP*",
    "GIT_*",        "SSH_*",         "GNUPG*",     "CURL_*",
    "SSL_*",        "SSLKEYLOGFILE", "http_proxy", "HTTP_*",
    "https_proxy",  "HTTPS_PROXY",   "all_proxy",  "ALL_PROXY",
    "no_proxy",     "NO_PROXY",      "REQUESTS_*", "TMPDIR",
    "XDG_*",        "DBUS_*",        "MAKEFLAGS",  "MAIL*",
    "PSModulePath", "GITHUB_*",      "RUNNER_*",   "CI_*",
    "SYSTEMD_*",    "NOTIFY_*",      "LISTEN_*",   "LESS*",
    "WORKFRONT_C*", "WORKFRONT_T*",
};

const char *variable_name(const struct names *names, enum variable variable)
{
    if (names != NULL && names->name[variable] != NULL)
        return names->name[variable];
    return standard[variable];
}

static bool is_name(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    size_t length = strlen(text);

    return length > 0 && length <= NAME_MAX_LENGTH && strchr(letters, text[0]) != NULL &&
           strspn(text, all) == length;
}

static bool is_dangerous(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof dangerous / sizeof dangerous[0]; i++) {
        size_t length = strlen(dangerous[i]) - 1;
        bool whole = dangerous[i][length] != '*';

        if (whole ? strcmp(name, dangerous[i]) == 0 : strncmp(name, dangerous[i], length) == 0)
            return true;
    }
    return false;
}

static int variable_find(const char *name, size_t length)
{
    int i;

    for (i = 0; i < VARIABLES; i++)
        if (strlen(standard[i]) == length && strncmp(standard[i], name, length) == 0)
            return i;
    return -1;
}

static bool is_taken(const struct names *names, const char *name, int but)
{
    int i;

    for (i = 0; i < VARIABLES; i++)
        if (i != but && strcmp(variable_name(names, (enum variable)i), name) == 0)
            return true;
    return false;
}

enum status variable_rename(struct names *names, const char *pair, struct fault *fault)
{
    size_t length = strcspn(pair, "=");
    const char *to = pair[length] == '=' ? pair + length + 1 : "";
    int variable = variable_find(pair, length);
    enum cause why = CAUSE_NONE;

    if (variable < 0 || *to == '\0')
        why = CAUSE_VARIABLE_PAIR;
    else if (!is_name(to))
        why = CAUSE_VARIABLE_NAME;
    else if (strcmp(to, standard[variable]) != 0 && is_dangerous(to))
        why = CAUSE_VARIABLE_DANGEROUS;
    else if (is_taken(names, to, variable))
        why = CAUSE_VARIABLE_TAKEN;
    if (why != CAUSE_NONE)
        return fault_because(fault, STATUS_USAGE, why, "--var", NULL);
    names->name[variable] = to;
    return STATUS_OK;
}

enum status variables_rename(struct names *names, const struct string_list *pairs,
                             struct fault *fault)
{
    enum status status = STATUS_OK;
    size_t i;

    for (i = 0; status == STATUS_OK && i < pairs->count; i++)
        status = variable_rename(names, pairs->item[i], fault);
    return status;
}

void values_fill(struct values *values, const struct credential *credential)
{
    snprintf(values->url, sizeof values->url, "https://%s", credential->host);
    snprintf(values->expires_at, sizeof values->expires_at, "%lld",
             (long long)credential->expires_at);
    values->value[VARIABLE_TOKEN] = credential->token;
    values->value[VARIABLE_EXPIRES_AT] = values->expires_at;
    values->value[VARIABLE_URL] = values->url;
    values->value[VARIABLE_CLIENT_ID] = credential->client_id;
    values->value[VARIABLE_ORG_ID] = credential->org_id;
}
