/* usage.c: what `help` says of each command. */
#include <string.h>

#include "helper/commands.h"
#include "helper/say/say.h"

/* In the order in which help prints it. */
static const struct prose {
    const char *name;
    bool is_for_tools;   /* `help` gives its name alone, and the summary with -v */
    const char *summary; /* for `help` */
    const char *more;    /* further lines for `help COMMAND`, or NULL */
} prose[] = {
    { "setup", false, "record a credential of the Adobe Developer Console and prove it",
      "On a terminal, without --from, it leads through the Developer Console and asks for "
      "what it\n"
      "needs. With --from it asks nothing: it takes the file that the Console's \"Download "
      "JSON\" gives\n"
      "(or a project's, aio's, an .env file, the copied curl command). It asks Adobe for a "
      "token, finds\n"
      "the technical account in Workfront, says what was proved, and saves. Nothing is "
      "saved unless all\n"
      "of it succeeds. Again, it changes what is recorded: --host adds an instance, --from "
      "replaces the\n"
      "secret, --default makes the profile the default.\n" },
    { "verify", false, "check again that Workfront knows the technical account", NULL },
    { "get", true, "answer a git-credential request on standard input", NULL },
    { "store", true, "keep another host's credential, with --any-host",
      "Tokens that were handed out are known and aren't stored. With --any-host, or "
      "any-host = yes\nin the configuration, credentials of all other https hosts are "
      "kept in the sealed store.\n" },
    { "erase", true, "take git's word that a token or a kept credential was refused", NULL },
    { "capability", true, "say what the git-credential protocol may use", NULL },
    { "env", false, "print lines for a shell: eval \"$(workfront-credential env)\"",
      "SHELL: sh, bash, zsh, ksh, dash, fish, csh, tcsh, pwsh, or the format of a file:\n"
      "dotenv, systemd, gitlab, json; github adds to $GITHUB_ENV and masks the token.\n" },
    { "token", false, "print the access token", NULL },
    { "authorization", true, "print \"Bearer …\", the whole value of the header", NULL },
    { "header", true, "print \"Authorization: Bearer …\"", NULL },
    { "curl", true, "print a configuration for curl -K -", NULL },
    { "headers-json", true, "print the headers as a JSON object", NULL },
    { "json", true, "print the token, its expiry and where it belongs as JSON", NULL },
    { "exec", false, "run a command with the token in its environment",
      "With --token-file the token is kept fresh in the file $WORKFRONT_TOKEN_FILE for\n"
      "commands that outlive it. The exit status is the command's.\n" },
    { "api", false, "call the Workfront API with curl",
      "PATH begins with / or stands below /attask/api/vN.0/, as proj/search?fields=name.\n"
      "A body is sent as JSON. The exit status is curl's.\n" },
    { "engflow", true, "answer as a credential helper of Bazel and its like", NULL },
    { "kubernetes", true, "answer as an exec plugin of kubectl", NULL },
    { "terraform", true, "answer as a credentials helper of Terraform and OpenTofu", NULL },
    { "terraform-external", true, "answer as a program of Terraform's data \"external\"",
      NULL },
    { "status", false, "say what is recorded, when it expires and what unlocks it", NULL },
    { "show", false, "show all that is recorded of a profile but its secrets", NULL },
    { "list", false, "list the profiles and the hosts they serve", NULL },
    { "remove", false, "forget a profile, its secret and its token",
      "--profile must name it; with --host only that host goes. The credential itself "
      "stays "
      "in the\nDeveloper Console.\n" },
    { "forget", true, "another name of remove", NULL },
    { "revoke", false, "ask Adobe to make the present token invalid, and drop it",
      "For a token that has leaked. The credential stays; the next command that needs a "
      "token\nasks for a new one. When Adobe can't be asked, the token is dropped all the "
      "same and\nthe exit status says why.\n" },
    { "audit", true, "show what was decided here, or prove that its log is whole",
      "--since takes a date, as 2026-11-25 or 2026-11-25T08:00:00Z, or a time ago, as 3h or "
      "2d. "
      "verify names the first record that was changed, removed or moved, or after which the "
      "log was cut off, and then exits with status 1.\n" },
    { "explain", false, "say which profile would answer, why, and what would be sent", NULL },
    { "doctor", false, "check the installation, the network and the clock", NULL },
    { "unlock", false, "open the store now, so that it needn't ask later",
      "The lines of the unlock stack that are caches then keep the key, for the time they "
      "name; "
      "it says where, and until when. See workfront-credential.conf(5).\n" },
    { "lock", true, "forget the keys that unlock, or any command, has left in caches",
      "Does no harm when there are none.\n" },
    { "stack", true, "list the unlock lines, and which can be used here",
      "No secret is asked for or read.\n" },
    { "key", true, "list, add or remove what can open the store",
      "Each key slot opens the store by one module of the configuration's unlock lines. add "
      "MODULE\n[NAME=VALUE]… opens the store by a slot that it has, and gives the module one "
      "more; NAME=VALUE\nreplaces what its line says. remove makes a new store key, as rekey "
      "does, so that an old copy\nof the slot opens nothing either.\n" },
    { "rekey", true, "give the store a new key",
      "All records are sealed again; each key slot's module must be able to yield its "
      "secret.\nKilled at any point, the store is as before or as afterwards. With --policy "
      "the required\nmodules become those of the unlock lines in FILE, after the present ones "
      "have opened the store.\n" },
    { "help", false, "explain the commands, or one of them", NULL },
};

enum { PROSE = sizeof prose / sizeof prose[0] };

enum { SCREEN = 78 };

/* How many columns the next word takes, and in *bytes how long it is. */
static size_t word_width(const char *text, size_t *bytes)
{
    size_t width = 0;

    for (*bytes = 0; text[*bytes] != '\0' && strchr(" \n", text[*bytes]) == NULL; (*bytes)++)
        width += ((unsigned char)text[*bytes] & 0xc0) != 0x80;
    return width;
}

/* Words in lines that fit. */
static void put_prose(struct buffer *out, const char *text)
{
    size_t column = 0, bytes;

    for (text += strspn(text, " \n"); *text != '\0'; text += strspn(text, " \n")) {
        size_t width = word_width(text, &bytes);

        if (column > 0)
            buffer_text(out, column + 1 + width > SCREEN ? "\n" : " ");
        column = column > 0 && column + 1 + width <= SCREEN ? column + 1 + width : width;
        buffer_append(out, text, bytes);
        text += bytes;
    }
    buffer_text(out, "\n");
}

static const struct prose *prose_of(const char *name)
{
    size_t i;

    for (i = 0; i < PROSE; i++)
        if (strcmp(prose[i].name, name) == 0)
            return &prose[i];
    return NULL;
}

static void usage_of(struct buffer *out, const struct command *command)
{
    const struct prose *about = prose_of(command->name);

    buffer_format(out, "usage: workfront-credential %s [OPTION]…%s%s\n\n", command->name,
                  command->arguments != NULL ? " " : "",
                  command->arguments != NULL ? command->arguments : "");
    if (about != NULL)
        buffer_format(out, "%s.\n", about->summary);
    if (about != NULL && about->more != NULL)
        put_prose(out, about->more);
    buffer_text(out, "\nOptions:\n");
    options_describe(out, command->options | (say_is_verbose() ? OPTION_COMMON : 0));
    if (!say_is_verbose())
        buffer_text(out,
                    "  and --store DIR, --non-interactive, -q, -v, -h: see help -v COMMAND\n");
}

/* Names only, separated by commas, in lines that fit. */
static void usage_for_tools(struct buffer *out)
{
    size_t column = SCREEN, i;

    buffer_text(out, "\nFor other tools, and in other forms:");
    for (i = 0; i < PROSE; i++) {
        size_t length = strlen(prose[i].name) + 2;

        if (!prose[i].is_for_tools)
            continue;
        buffer_text(out, column == SCREEN            ? "\n  "
                         : column + length >= SCREEN ? ",\n  "
                                                     : ", ");
        column = column + length >= SCREEN ? length : column + length;
        buffer_text(out, prose[i].name);
    }
    buffer_text(out, "\n");
}

void usage(struct buffer *out, const struct command *command)
{
    size_t i;

    if (command != NULL) {
        usage_of(out, command);
        return;
    }
    buffer_text(out, "usage: workfront-credential COMMAND [OPTION]…\n\n");
    for (i = 0; i < PROSE; i++)
        if (!prose[i].is_for_tools || say_is_verbose())
            buffer_format(out, "  %-*s  %s\n", say_is_verbose() ? 18 : 8, prose[i].name,
                          prose[i].summary);
    if (!say_is_verbose())
        usage_for_tools(out);
    buffer_text(out, "\nhelp COMMAND explains one of them, help -v lists all.\n");
}
