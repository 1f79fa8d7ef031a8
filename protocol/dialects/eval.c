/* eval.c: code for a shell to evaluate, and NAME=VALUE files. Each value is quoted; a
 * failure is code too, because eval "$(false)" succeeds. */
#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"

static const struct shell *shell_of(const struct format_options *format)
{
    return format->shell != NULL ? format->shell : shells;
}

static void variable_set(struct buffer *out, const struct format_options *format,
                         const char *name, const char *value)
{
    const struct shell *shell = shell_of(format);

    buffer_text(out, format->no_export ? shell->assign_before : shell->export_before);
    buffer_text(out, name);
    buffer_text(out, format->no_export ? shell->assign_between : shell->export_between);
    quote(out, shell->quoting, value);
    buffer_text(out, shell->export_after);
}

static void write_unset(struct buffer *out, const struct format_options *format,
                        enum variable first, enum variable last)
{
    const struct shell *shell = shell_of(format);
    bool forget = format->no_export && shell->forget_before != NULL;
    int i;

    if (shell->unset_before == NULL)
        return;
    for (i = first; i <= (int)last; i++) {
        if (i == (int)first || shell->unset_between == NULL)
            buffer_text(out, forget ? shell->forget_before : shell->unset_before);
        else
            buffer_text(out, shell->unset_between);
        buffer_text(out, variable_name(&format->names, (enum variable)i));
        if (i == (int)last || shell->unset_between == NULL)
            buffer_text(out, shell->unset_after);
    }
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    struct values values = { .value = { NULL } };
    int i;

    values_fill(&values, answer->credential);
    for (i = 0; i < VARIABLES; i++) {
        if (values.value[i] != NULL)
            variable_set(out, answer->format,
                         variable_name(&answer->format->names, (enum variable)i),
                         values.value[i]);
        else
            write_unset(out, answer->format, (enum variable)i, (enum variable)i);
    }
}

static void write_failure(struct buffer *out, const struct format_options *format, int exit)
{
    const struct shell *shell = shell_of(format);

    write_unset(out, format, (enum variable)0, VARIABLES - 1);
    if (exit == 0 || shell->fail_before == NULL)
        return;
    buffer_text(out, shell->fail_before);
    buffer_format(out, "%d", exit);
    buffer_text(out, shell->fail_after);
}

const struct dialect dialect_shell = { .name = "shell",
                                       .answer = write_answer,
                                       .failure = write_failure };
