/* witness.c: looks for secrets in the memory of every process of a command at its end.
 *
 *     witness --needles FILE [--program NAME] COMMAND…
 *
 * Only programs whose name begins with NAME are looked at. Each line of FILE is NAME=TEXT or,
 * for bytes, NAME:HEXADECIMAL. What is found is any piece of PIECE bytes of one of them, the
 * beginning as well as what a freed block still holds of its middle. Each find is a line on
 * standard error, without the secret. Exits with the command's status, or with 99 when it
 * couldn't look and 98 when something was found; descriptor 2 alone gets a summary of how many
 * processes were seen.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/trace.h"

enum { MOST_NEEDLES = 64, NEEDLE_MAX = 16384, PIECE = 12, BLOCK = 1 << 16 };

static struct needle {
    char name[64];
    unsigned char bytes[NEEDLE_MAX];
    size_t length;
} needles[MOST_NEEDLES];

static size_t needle_count;
static unsigned char begins[1 << 16]; /* which pairs of bytes begin a piece */
static unsigned found, seen, unseen;
static const char *program = "";

static void die(const char *what)
{
    perror(what);
    exit(99);
}

static void bytes_from_hex(struct needle *needle, const char *text)
{
    unsigned value;

    while (needle->length < NEEDLE_MAX && sscanf(text, "%2x", &value) == 1) {
        needle->bytes[needle->length++] = (unsigned char)value;
        text += 2;
    }
}

static void needle_add(char *line)
{
    struct needle *needle = &needles[needle_count++];
    size_t name = strcspn(line, "=:"), i;

    line[strcspn(line, "\n")] = '\0';
    snprintf(needle->name, sizeof needle->name, "%.*s", (int)name, line);
    if (line[name] == ':') {
        bytes_from_hex(needle, line + name + 1);
    } else if (line[name] == '=') {
        needle->length = strnlen(line + name + 1, NEEDLE_MAX);
        memcpy(needle->bytes, line + name + 1, needle->length);
    }
    if (needle->length < PIECE) {
        fprintf(stderr, "witness: %s is too short\n", needle->name);
        exit(99);
    }
    for (i = 0; i + PIECE <= needle->length; i++)
        begins[needle->bytes[i] << 8 | needle->bytes[i + 1]] = 1;
}

static void needles_read(const char *path)
{
    static char line[NEEDLE_MAX + 128];
    FILE *file = fopen(path, "r");

    if (file == NULL)
        die(path);
    while (needle_count < MOST_NEEDLES && fgets(line, sizeof line, file) != NULL)
        needle_add(line);
    fclose(file);
}

/* The needle that has a piece at `at`, and where in it; NULL when there is none. */
static const struct needle *needle_at(const unsigned char *at, size_t *offset)
{
    size_t i;

    if (!begins[at[0] << 8 | at[1]])
        return NULL;
    for (i = 0; i < needle_count; i++) {
        const unsigned char *piece = memmem(needles[i].bytes, needles[i].length, at, PIECE);

        if (piece != NULL) {
            *offset = (size_t)(piece - needles[i].bytes);
            return &needles[i];
        }
    }
    return NULL;
}

struct range {
    unsigned long from, to;
    const char *name;
};

/* How many bytes from `at` on are those of the needle. */
static size_t extent(const unsigned char *at, size_t room, const struct needle *needle,
                     size_t offset)
{
    size_t length = 0;

    while (length < room && offset + length < needle->length &&
           at[length] == needle->bytes[offset + length])
        length++;
    return length;
}

static void scan(const struct process *process, const struct range *range,
                 const unsigned char *data, size_t length, unsigned long where)
{
    size_t i = 0, offset = 0, extends;

    while (i + PIECE <= length) {
        const struct needle *needle = needle_at(data + i, &offset);

        if (needle == NULL) {
            i++;
            continue;
        }
        extends = extent(data + i, length - i, needle, offset);
        fprintf(stderr, "witness: %s (%d): bytes %zu to %zu of %s at %lx in %s+%lx\n",
                process->program, (int)process->pid, offset, offset + extends, needle->name,
                (unsigned long)(where + i), range->name,
                (unsigned long)(where + i - range->from));
        found++;
        i += extends;
    }
}

/* In blocks that overlap by less than a piece. */
static void range_scan(const struct process *process, const struct range *range)
{
    static unsigned char data[BLOCK];
    unsigned long at = range->from;

    while (at < range->to) {
        size_t want = range->to - at < BLOCK ? range->to - at : BLOCK;
        ssize_t got = pread(process->memory, data, want, (off_t)at);

        if (got <= 0) {
            at += 4096;
            continue;
        }
        scan(process, range, data, (size_t)got, at);
        at += (size_t)got < BLOCK ? (size_t)got : BLOCK - PIECE + 1;
    }
}

/* Whatever can be written to or isn't a file's may hold what the process put there. */
static bool range_matters(const char *mode, const char *name)
{
    if (strncmp(name, "[v", 2) == 0)
        return false;
    return mode[1] == 'w' || name[0] == '\0' || name[0] == '[';
}

static void look(struct process *process)
{
    static char line[4352], name[4352];
    char mode[8];
    struct range range = { .name = name };
    FILE *maps;
    int fd = process->maps >= 0 ? dup(process->maps) : -1;

    if (strncmp(process->program, program, strlen(program)) != 0) {
        close(fd);
        return;
    }
    if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0 || (maps = fdopen(fd, "r")) == NULL) {
        unseen++;
        return;
    }
    seen++;
    while (fgets(line, sizeof line, maps) != NULL) {
        name[0] = '\0';
        if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %4351s", &range.from, &range.to, mode,
                   name) >= 3 &&
            range_matters(mode, name))
            range_scan(process, &range);
    }
    fclose(maps);
}

int main(int argc, char **argv)
{
    static const struct trace trace = { .end = look };
    int first = 1, how;

    if (argc > 3 && strcmp(argv[1], "--needles") == 0) {
        needles_read(argv[2]);
        first = 3;
    }
    if (argc > first + 2 && strcmp(argv[first], "--program") == 0) {
        program = argv[first + 1];
        first += 2;
    }
    if (needle_count == 0 || first >= argc) {
        fputs("usage: witness --needles FILE [--program NAME] COMMAND…\n", stderr);
        return 99;
    }
    how = trace_run(argv + first, &trace);
    fprintf(stderr, "witness: %u seen, %u unseen, %u found\n", seen, unseen, found);
    if (how == -1 || seen == 0)
        return 99;
    if (found > 0)
        return 98;
    return WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
}
