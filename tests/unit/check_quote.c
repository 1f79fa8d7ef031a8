/* check_quote.c: each style to the byte, and hostile values through every shell that is here.
 */
#include "tests/lib/scratch.h"

#include <jansson.h>
#include <string.h>
#include <sys/wait.h>

#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"

enum { VALUES_MAX = 700, VALUE_SIZE = 80, OUTPUT_MAX = 1000000 };

/* Values that mean something to one syntax or another. */
static const char *const hostile[] = {
    "",
    "'",
    "''",
    "'; touch pwned; '",
    "\\'; touch pwned; '",
    "$(touch pwned)",
    "`touch pwned`",
    "\"; touch pwned; \"",
    "$HOME",
    "${HOME}",
    "%PATH%",
    "!!",
    "!-1",
    "^a^b",
    "a!b",
    "a\\",
    "\\\\",
    "\\n",
    "~",
    "~root",
    "=ls",
    "-n",
    "-e a",
    "{a,b}",
    "*",
    "?",
    "[a-z]",
    "a b  c",
    " leading and trailing ",
    "\ttab",
    "#comment",
    "a;b",
    "a&b|c>d<e",
    "(a)",
    "a\nb",
    "\na\n",
    "a\r\nb",
    "a=b==",
    "\x1b[31mred",
    "$'a\\nb'",
    "@a",
    "a,b",
    "%s%n%d",
    "b64~token+/.-_==",
};

static char values[VALUES_MAX][VALUE_SIZE];
static size_t values_count;

static void add(const char *text)
{
    ck_assert_uint_lt(values_count, VALUES_MAX);
    snprintf(values[values_count++], VALUE_SIZE, "%s", text);
}

/* The list above, and every byte up to `last` at the beginning, in the middle and at the end.
 */
static void given_values(int last)
{
    char text[8];
    size_t i;
    int c;

    values_count = 0;
    for (i = 0; i < COUNT(hostile); i++)
        add(hostile[i]);
    for (c = 1; c <= last; c++) {
        snprintf(text, sizeof text, "%ca%cb%c", c, c, c);
        add(text);
    }
}

/* One line for each value that the shell has a way to say; returns how many it hasn't. */
static size_t write_lines(const struct shell *shell, struct buffer *script)
{
    size_t i, unsayable = 0;

    for (i = 0; i < values_count; i++) {
        struct buffer line = BUFFER(1000);

        buffer_format(&line, "%sV%zu%s", shell->export_before, i, shell->export_between);
        quote(&line, shell->quoting, values[i]);
        buffer_text(&line, shell->export_after);
        if (buffer_status(&line) == STATUS_OK)
            buffer_text(script, buffer_string(&line));
        else
            unsayable++;
        buffer_clear(&line);
    }
    return unsayable;
}

static void child(char *const *command, const char *path, int out)
{
    int null = open("/dev/null", O_RDWR);

    setenv("LINES_TO_EVALUATE", path, 1);
    setenv("LC_ALL", "C", 1);
    setenv("HOME", scratch, 1); /* some shells leave folders there */
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_DATA_HOME");
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    execvp(command[0], command);
    _exit(127);
}

/* What `env -0` says when the shell has evaluated the script; false when it isn't installed. */
static bool evaluate(char *const *command, const char *path, struct buffer *output)
{
    int ends[2], how;
    pid_t pid;

    ck_assert_int_eq(pipe(ends), 0);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        child(command, path, ends[1]);
    close(ends[1]);
    ck_assert_int_eq(buffer_read(output, ends[0]), STATUS_OK);
    close(ends[0]);
    ck_assert_int_eq(waitpid(pid, &how, 0), pid);
    ck_assert(WIFEXITED(how));
    if (WEXITSTATUS(how) == 127)
        return false;
    ck_assert_int_eq(WEXITSTATUS(how), 0);
    return true;
}

static const char *find_value(const struct buffer *output, size_t number)
{
    char name[24];
    size_t at = 0, length;

    snprintf(name, sizeof name, "V%zu=", number);
    length = strlen(name);
    while (at < output->length) {
        if (strncmp(output->data + at, name, length) == 0)
            return output->data + at + length;
        at += strlen(output->data + at) + 1;
    }
    return NULL;
}

static void expect_values(const char *interpreter, const struct buffer *output, size_t missing)
{
    size_t i, unset = 0;

    for (i = 0; i < values_count; i++) {
        const char *value = find_value(output, i);

        if (value == NULL)
            unset++;
        else
            ck_assert_msg(strcmp(value, values[i]) == 0, "%s: value %zu became \"%s\"",
                          interpreter, i, value);
    }
    ck_assert_msg(unset == missing, "%s: %zu values are missing", interpreter, unset - missing);
}

#define POSIX_CODE "eval \"$(cat \"$LINES_TO_EVALUATE\")\"; exec env -0"
#define CSH_CODE   "eval \"`cat $LINES_TO_EVALUATE`\"; exec env -0"

/* Each interpreter with the bytes that it can hold at all: yash has wide characters, tcsh keeps
 * a bit of each byte to itself. */
static const struct {
    const char *shell;
    const char *command[6];
    int last;
} interpreters[] = {
    { "sh", { "sh", "-c", POSIX_CODE }, 255 },
    { "bash", { "bash", "--norc", "-c", POSIX_CODE }, 255 },
    { "bash", { "bash", "--posix", "-c", POSIX_CODE }, 255 },
    { "dash", { "dash", "-c", POSIX_CODE }, 255 },
    { "zsh", { "zsh", "-f", "-c", POSIX_CODE }, 255 },
    { "ksh", { "ksh93", "-c", POSIX_CODE }, 255 },
    { "ksh", { "mksh", "-c", POSIX_CODE }, 255 },
    { "sh", { "posh", "-c", POSIX_CODE }, 255 },
    { "sh", { "busybox", "sh", "-c", POSIX_CODE }, 255 },
    { "sh", { "yash", "-c", POSIX_CODE }, 127 },
    { "fish",
      { "fish", "--no-config", "-c", "cat $LINES_TO_EVALUATE | source; exec env -0" },
      127 },
    { "csh", { "bsd-csh", "-f", "-c", CSH_CODE }, 127 },
    { "csh", { "tcsh", "-f", "-c", CSH_CODE }, 127 },
    { "elvish",
      { "elvish", "-norc", "-c", "eval (slurp < $E:LINES_TO_EVALUATE); exec env -0" },
      126 },
    { "xonsh",
      { "xonsh", "--no-rc", "-c", "execx(open(${...}['LINES_TO_EVALUATE']).read())\nenv -0" },
      126 },
};

/* How many of the values have a byte that isn't printable ASCII. */
static size_t unprintable_values(void)
{
    size_t i, count = 0;

    for (i = 0; i < values_count; i++) {
        const char *at = values[i];

        while (*at >= ' ' && *at <= '~')
            at++;
        count += *at != '\0';
    }
    return count;
}

START_TEST(every_shell_reads_back_what_was_quoted)
{
    struct buffer script = BUFFER(100000), output = BUFFER(OUTPUT_MAX);
    const struct shell *shell = shell_find(interpreters[_i].shell);
    char *const *command = (char *const *)(uintptr_t)interpreters[_i].command;
    const char *path = scratch_path("lines");
    size_t unsayable;

    ck_assert_ptr_nonnull(shell);
    given_values(interpreters[_i].last);
    unsayable = write_lines(shell, &script);
    ck_assert_uint_eq(unsayable, shell->quoting == &quoting_csh ? 5
                                 : shell->quoting->ascii_only   ? unprintable_values()
                                                                : 0);
    scratch_write(path, script.data, script.length, 0600);
    ck_assert_int_eq(chdir(scratch), 0);
    if (evaluate(command, path, &output)) {
        expect_values(command[0], &output, unsayable);
        ck_assert_int_ne(access("pwned", F_OK), 0);
    }
    buffer_clear(&script);
    buffer_clear(&output);
}
END_TEST

/* Each printable byte first, in the middle and last, and each two of what may be said. */
static void given_printable_values(void)
{
    static const char punctuation[] = "_./:@%+=,-";
    char piece[3], text[8];
    int place;
    const char *one, *two;

    values_count = 0;
    for (place = 0; place <= 2; place++) {
        for (piece[1] = '\0', *piece = ' '; *piece <= '~'; ++*piece) {
            snprintf(text, sizeof text, "%.*s%s%s", place, "ab", piece, &"ab"[place]);
            add(text);
        }
        for (one = punctuation; *one != '\0'; one++)
            for (two = punctuation; *two != '\0'; two++) {
                snprintf(piece, sizeof piece, "%c%c", *one, *two);
                snprintf(text, sizeof text, "%.*s%s%s", place, "ab", piece, &"ab"[place]);
                add(text);
            }
    }
}

#define SOURCE_CODE "set -a; . \"$LINES_TO_EVALUATE\"; exec env -0"

/* Readers of NAME=VALUE files. systemd reads those of environment.d(5) as it does an
 * EnvironmentFile=, and with no init process. docker splits each line at its first "=" and
 * takes the rest as it is (its source, opts/file.go), and so does GitLab, which wants no more
 * than docker allows; no program of theirs says so without a server: cut(1) stands in. */
static const char *const readers[][6] = {
    { "sh", "-c", SOURCE_CODE },
    { "bash", "--norc", "-c", SOURCE_CODE },
    { "bash", "--posix", "-c", SOURCE_CODE },
    { "dash", "-c", SOURCE_CODE },
    { "zsh", "-f", "-c", SOURCE_CODE },
    { "ksh93", "-c", SOURCE_CODE },
    { "mksh", "-c", SOURCE_CODE },
    { "busybox", "sh", "-c", SOURCE_CODE },
    { "sh", "-c",
      "dir=$HOME/.config/environment.d; mkdir -p \"$dir\"; cp \"$LINES_TO_EVALUATE\" "
      "\"$dir/a.conf\"; for at in /usr/lib /lib; do "
      "[ -x $at/systemd/user-environment-generators/30-systemd-environment-d-generator ] && "
      "exec $at/systemd/user-environment-generators/30-systemd-environment-d-generator | "
      "tr '\\n' '\\0'; done; exit 127" },
    { "sh", "-c",
      "while IFS= read -r line; do printf '%s\\0' \"${line%%=*}=${line#*=}\"; done "
      "<\"$LINES_TO_EVALUATE\"" },
    { "node", "-e",
      "try { require('/usr/local/lib/node_modules/dotenv') } catch { process.exit(127) }\n"
      "const said = require('/usr/local/lib/node_modules/dotenv').parse("
      "require('fs').readFileSync(process.env.LINES_TO_EVALUATE));\n"
      "for (const name in said) process.stdout.write(`${name}=${said[name]}\\0`)" },
};

START_TEST(every_reader_of_files_reads_back_what_is_said_bare)
{
    struct buffer lines = BUFFER(100000), output = BUFFER(OUTPUT_MAX);
    char *const *command = (char *const *)(uintptr_t)readers[_i];
    const char *path = scratch_path("lines");
    size_t unsayable;

    given_printable_values();
    unsayable = write_lines(shell_find("dotenv"), &lines);
    scratch_write(path, lines.data, lines.length, 0600);
    ck_assert_int_eq(chdir(scratch), 0);
    if (evaluate(command, path, &output))
        expect_values(command[0], &output, unsayable);
    buffer_clear(&lines);
    buffer_clear(&output);
}
END_TEST

/* What a style makes of a text, for one comparison; "(refused)" when it can't be said. */
static const char *quoted(const struct quoting *style, const char *text)
{
    static char result[200];
    struct buffer out = BUFFER(1000);

    quote(&out, style, text);
    snprintf(result, sizeof result, "%s",
             buffer_status(&out) == STATUS_OK ? buffer_string(&out) : "(refused)");
    buffer_clear(&out);
    return result;
}

START_TEST(each_style_is_as_its_syntax_has_it)
{
    ck_assert_str_eq(quoted(&quoting_sh, "a'b\\c"), "'a'\\''b\\c'");
    ck_assert_str_eq(quoted(&quoting_fish, "a'b\\c"), "'a\\'b\\\\c'");
    ck_assert_str_eq(quoted(&quoting_csh, "a'b!c"), "'a'\\''b'\\!'c'");
    ck_assert_str_eq(quoted(&quoting_pwsh, "a'b$c"), "'a''b$c'");
    ck_assert_str_eq(quoted(&quoting_json, "a\"b\\c\n"), "\"a\\\"b\\\\c\\n\"");
    ck_assert_str_eq(quoted(&quoting_curl, "a\"b\\c\n\v"), "\"a\\\"b\\\\c\\n\\v\"");
    ck_assert_str_eq(quoted(&quoting_raw, "a_b.c/d:e@f%g+h=i,j-1"), "a_b.c/d:e@f%g+h=i,j-1");
}
END_TEST

START_TEST(what_a_style_cant_say_is_refused)
{
    static const char *const special[] = {
        "a b", "a'",  "a\"",  "a`",   "a$b",   "a\\",
        "a#b", "a;b", "a\n",  "a\r",  "a\x7f", "a\xe2\x80\x98",
        "~a",  "=a",  "a:=b", "a:~b", "a~",    "a&b",
        "a|b", "a<b", "a>b",  "(a",   "a)",    "{a",
        "a}",  "a*",  "a?",   "[a",   "a]",    "!a",
        "^a",
    };
    size_t i;

    for (i = 0; i < COUNT(special); i++)
        ck_assert_str_eq(quoted(&quoting_raw, special[i]), "(refused)");
    ck_assert_str_eq(quoted(&quoting_csh, "a\nb"), "(refused)");
    ck_assert_str_eq(quoted(&quoting_pwsh, "a\xe2\x80\x98"), "(refused)");
    ck_assert_str_eq(quoted(&quoting_json, "a\x01"), "(refused)");
    ck_assert_str_eq(quoted(&quoting_json, "a\xff"), "(refused)");
}
END_TEST

START_TEST(json_reads_back_what_was_quoted)
{
    size_t i;

    given_values(0);
    for (i = 0; i < values_count; i++) {
        const char *text = quoted(&quoting_json, values[i]);
        json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

        if (strcmp(text, "(refused)") == 0)
            ck_assert_ptr_nonnull(strchr(values[i], '\x1b'));
        else
            ck_assert_str_eq(json_string_value(value), values[i]);
        json_decref(value);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quote");
    TCase *shells_case = suite_part("shells");

    tcase_add_checked_fixture(shells_case, scratch_setup, scratch_teardown);
    tcase_add_loop_test(shells_case, every_shell_reads_back_what_was_quoted, 0,
                        (int)COUNT(interpreters));
    tcase_add_loop_test(shells_case, every_reader_of_files_reads_back_what_is_said_bare, 0,
                        (int)COUNT(readers));
    suite_add_tcase(suite, shells_case);
    suite_add_tests(suite, "styles", suite_setup, NULL,
                    SUITE(each_style_is_as_its_syntax_has_it, what_a_style_cant_say_is_refused,
                          json_reads_back_what_was_quoted));
    return scratch_run_all(suite);
}
