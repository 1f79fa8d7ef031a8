/* driver.c: runs a fuzz target on files, or on standard input, without a fuzzing engine: to
 * replay seeds and crashes with any compiler, and for fuzzers that feed a program's input. */
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

static int run(FILE *file, const char *name)
{
    enum { MOST = 4 * 1024 * 1024 };
    uint8_t *data = malloc(MOST);
    size_t size = data != NULL ? fread(data, 1, MOST, file) : 0;
    int failed = data == NULL || ferror(file);

    if (failed)
        fprintf(stderr, "can't read %s\n", name);
    else
        LLVMFuzzerTestOneInput(data, size);
    free(data);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0, i;

    if (argc < 2)
        return run(stdin, "standard input");
    for (i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");

        if (file == NULL) {
            perror(argv[i]);
            failed = 1;
            continue;
        }
        failed |= run(file, argv[i]);
        fclose(file);
    }
    return failed;
}
