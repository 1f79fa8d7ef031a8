/* leak.c: a program that is careless with what it reads, for what must find it out.
 *
 *     leak heap|stack|middle|wiped|piece <SECRET
 *
 * It leaves the secret in memory that it gave back, on the stack, without its beginning, not at
 * all, or only a piece of it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIZE = 4096 };

static ssize_t __attribute__((noinline)) on_stack(void)
{
    char text[SIZE];

    return read(STDIN_FILENO, text, sizeof text);
}

int main(int argc, char **argv)
{
    const char *how = argc == 2 ? argv[1] : "";
    char *text;
    ssize_t length;

    if (strcmp(how, "stack") == 0)
        return on_stack() > 0 ? 0 : 1;
    text = malloc(SIZE);
    length = text != NULL ? read(STDIN_FILENO, text, SIZE) : -1;
    if (length < 64)
        return 1;
    if (strcmp(how, "middle") == 0)
        memset(text, 'x', 20);
    else if (strcmp(how, "piece") == 0)
        explicit_bzero(text + 12, (size_t)length - 12);
    else if (strcmp(how, "wiped") == 0)
        explicit_bzero(text, (size_t)length);
    if (strcmp(how, "piece") != 0)
        free(text);
    return 0;
}
