/* fuzz.h: what every fuzz target shares.
 *
 * A target is tests/fuzz/fuzz_NAME.c with the one function below, seeds in
 * tests/fuzz/corpus/NAME and words in tests/fuzz/NAME.dict. `./configure --enable-fuzzing`
 * builds it on a fuzzing engine: libFuzzer with clang, or what LIB_FUZZING_ENGINE says (for
 * AFL++: CC=afl-clang-fast and its libAFLDriver.a). Otherwise driver.c takes the engine's
 * place, and `make check` runs the seeds through it.
 *
 * A target looks for more than crashes: it states what must hold for every input.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/buffer.h"
#include "protocol/secret.h"

/* Runs the target on one input and returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* States what must hold. */
#define EXPECT(condition)                                                                      \
    do {                                                                                       \
        if (!(condition)) {                                                                    \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);      \
            abort();                                                                           \
        }                                                                                      \
    } while (0)

/* The input in memory of exactly its size and a NUL, so that a sanitizer sees one byte too far;
 * for fuzz_free(). */
static inline struct buffer fuzz_text(const uint8_t *data, size_t size)
{
    struct buffer text = { .length = size, .capacity = size + 1, .maximum = size };
    char *bytes = malloc(size + 1);

    if (bytes == NULL || !secret_init())
        abort();
    if (size > 0)
        memcpy(bytes, data, size);
    bytes[size] = '\0';
    text.data = bytes;
    return text;
}

static inline void fuzz_free(struct buffer *text)
{
    free(text->data);
    text->data = NULL;
}
