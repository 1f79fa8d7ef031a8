/* fuzz_stack.c: any text as an unlock stack: each of its lines is one that was written there.
 */
#include "store/unlock/stack.h"
#include "tests/fuzz/fuzz.h"

static void expect_line(const struct unlock_stack *stack, const struct unlock_line *line)
{
    const char *start = stack->text.data, *end = start + stack->text.length;
    size_t i;

    EXPECT(line->control <= UNLOCK_OPTIONAL && line->module != NULL);
    EXPECT(line->control == UNLOCK_OPTIONAL || line->module->reveal != NULL);
    EXPECT(line->arguments <= UNLOCK_ARGUMENTS_MAX);
    for (i = 0; i < line->arguments; i++) {
        EXPECT(line->argument[i] >= start && line->argument[i] < end);
        EXPECT(strpbrk(line->argument[i], " \t\n") == NULL);
        EXPECT(strchr(line->argument[i], '=') != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    struct buffer text = fuzz_text(data, size);
    struct fault fault = { 0 };
    enum status status = unlock_stack_parse(&stack, text.data, &fault);
    size_t i;

    if (status == STATUS_OK) {
        EXPECT(stack.count <= UNLOCK_LINES_MAX);
        for (i = 0; i < stack.count; i++)
            expect_line(&stack, &stack.line[i]);
    } else {
        EXPECT(status == STATUS_MALFORMED || status == STATUS_TOO_LONG);
        EXPECT(fault.status == status && fault.subject[0] != '\0');
    }
    unlock_stack_clear(&stack);
    fuzz_free(&text);
    return 0;
}
