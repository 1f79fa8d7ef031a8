/* vault.c: one call, one answer. */
#include "helper/vault/vault.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "helper/harden.h"
#include "protocol/secret.h"

enum { EXIT_FINE, EXIT_FAILED, EXIT_CALL };

void vault_yes(struct vault_job *job)
{
    job->verdict = "yes";
    job->detail[0] = '\0';
}

bool vault_no(struct vault_job *job, const char *detail)
{
    job->verdict = "no";
    fault_sanitise(job->detail, sizeof job->detail, detail);
    return false;
}

bool vault_not_mine(struct vault_job *job, const char *detail)
{
    vault_no(job, detail);
    job->verdict = "not-mine";
    return false;
}

void vault_put(struct buffer *out, const void *bytes, size_t length)
{
    char *room = buffer_room(out, 2 * length + 1);

    if (room == NULL)
        return;
    sodium_bin2hex(room, 2 * length + 1, bytes, length);
    out->length += 2 * length;
}

bool vault_take(const char *hex, void *out, size_t size, size_t *length)
{
    return vault_is_hex(hex, 1, size) &&
           sodium_hex2bin(out, size, hex, strlen(hex), NULL, length, NULL) == 0;
}

static const struct vault_row *row_find(const struct vault_row *rows, const char *call)
{
    while (rows->call != NULL && strcmp(rows->call, call) != 0)
        rows++;
    return rows->call != NULL ? rows : NULL;
}

static const char *text_of(const struct buffer *buffer)
{
    return buffer->length > 0 ? buffer->data : NULL;
}

/* An answer that isn't yes says nothing but why. */
static int job_answer(const struct vault_job *job)
{
    bool yes = strcmp(job->verdict, "yes") == 0;
    struct vault_answer answer = { .verdict = job->verdict,
                                   .detail = job->detail[0] != '\0' ? job->detail : NULL };
    struct buffer out = BUFFER(VAULT_TEXT_MAX);
    bool done;

    if (yes)
        answer = (struct vault_answer){ .verdict = job->verdict,
                                        .secret = text_of(&job->secret),
                                        .parent = text_of(&job->parent),
                                        .handle = text_of(&job->handle),
                                        .public_part = text_of(&job->public_part),
                                        .private_part = text_of(&job->private_part) };
    vault_answer_write(&out, &answer);
    done = buffer_write(&out, STDOUT_FILENO) == STATUS_OK;
    buffer_clear(&out);
    return done ? EXIT_FINE : EXIT_FAILED;
}

/* Whose process this is, and how it is jailed. */
struct vault_program {
    const char *name;
    enum jail_kind kind;
    bool is_whole;
    struct jail_report jail;
};

static int vault_complain(const char *name, const char *what, int exit_status)
{
    fprintf(stderr, "%s: error: %s\n", name, what);
    return exit_status;
}

/* Whether the jail has every part that the kernel has, and with `is_whole` every other too. */
static bool is_jailed(const struct vault_program *program)
{
    enum jail_part gap = jail_gap(&program->jail, program->is_whole);
    char text[128];

    if (gap == JAIL_PARTS)
        return true;
    snprintf(text, sizeof text, "the jail has a gap, which may not be: %s",
             jail_part_name(gap));
    vault_complain(program->name, text, EXIT_FAILED);
    return false;
}

/* A keyring's bus has no port, and always a UNIX socket. */
static bool is_narrowed(struct vault_program *program, const struct vault_call *call)
{
    struct vault_reach reach = vault_reach(call->tcti);

    if (program->kind != JAIL_TPM)
        return true;
    jail_network(&program->jail, reach.ports, reach.count);
    if (!reach.is_unix)
        jail_close_unix(&program->jail);
    return is_jailed(program);
}

static int serve_call(struct vault_program *program, const struct vault_row *rows,
                      struct buffer *text)
{
    struct vault_job job = { .verdict = "no",
                             .secret = BUFFER(2 * VAULT_SECRET_SIZE + 1),
                             .parent = BUFFER(VAULT_HEX_MAX),
                             .handle = BUFFER(VAULT_HEX_MAX),
                             .public_part = BUFFER(VAULT_HEX_MAX),
                             .private_part = BUFFER(VAULT_HEX_MAX) };
    const struct vault_row *row;
    int exit_status;

    if (buffer_read(text, STDIN_FILENO) != STATUS_OK ||
        vault_call_read(&job.call, text) != STATUS_OK)
        return vault_complain(program->name, "the call can't be read", EXIT_CALL);
    row = row_find(rows, job.call.call);
    if (row == NULL)
        return vault_complain(program->name, "the call is unknown", EXIT_CALL);
    if (!is_narrowed(program, &job.call))
        return EXIT_FAILED;
    row->run(&job);
    exit_status = job_answer(&job);
    if (exit_status != EXIT_FINE)
        vault_complain(program->name, "the answer can't be written", exit_status);
    buffer_clear(&job.secret);
    buffer_clear(&job.parent);
    buffer_clear(&job.handle);
    buffer_clear(&job.public_part);
    buffer_clear(&job.private_part);
    return exit_status;
}

int vault_main(int argc, char **argv, const char *name, enum jail_kind kind,
               const struct vault_row *rows)
{
    struct buffer text = BUFFER(VAULT_TEXT_MAX);
    struct vault_program program = { .name = name, .kind = kind };
    const char *lacking = harden();
    int exit_status;

    if (lacking != NULL)
        return vault_complain(name, lacking, EXIT_FAILED);
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return printf("%s " PACKAGE_VERSION "\n", name) < 0 ? EXIT_FAILED : EXIT_FINE;
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return printf("usage: %s [--jail-required] <call >answer\nStarted by "
                      "workfront-credential; see "
                      "PROTOCOL.md.\n",
                      name) < 0
                   ? EXIT_FAILED
                   : EXIT_FINE;
    program.is_whole = argc == 2 && strcmp(argv[1], "--jail-required") == 0;
    if (argc > 1 && !program.is_whole)
        return vault_complain(name, "takes no such argument", EXIT_CALL);
    jail_begin(&program.jail);
    jail_enter(&program.jail, kind);
    if (!is_jailed(&program))
        return EXIT_FAILED;
    exit_status = serve_call(&program, rows, &text);
    buffer_clear(&text);
    secret_wipe_all();
    return exit_status;
}
