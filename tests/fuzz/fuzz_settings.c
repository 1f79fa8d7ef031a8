/* fuzz_settings.c: any text as the configuration: what it switches on is written there, and
 * what it says of unlocking reaches the stack line by line, for better or worse. */
#include "helper/settings.h"
#include "store/unlock/stack.h"
#include "tests/fuzz/fuzz.h"

/* Each line is empty, or the file's line of the same number, which begins with "unlock". */
static void expect_stack(const char *stack, const char *file)
{
    while (stack != NULL && *stack != '\0') {
        size_t length = strcspn(stack, "\n");

        EXPECT(file != NULL && stack[length] == '\n');
        EXPECT(length == 0 || strncmp(stack, "unlock", 6) == 0);
        EXPECT(strncmp(file + strspn(file, " \t"), stack, length) == 0);
        stack += length + 1;
        file = strchr(file, '\n');
        file = file != NULL ? file + 1 : NULL;
    }
}

static const char byte_order_mark[] = "\xef\xbb\xbf";

static void expect_settings(const struct settings *settings, const char *file)
{
    struct unlock_stack stack = UNLOCK_STACK_EMPTY;
    struct fault fault = { 0 };

    file += strncmp(file, byte_order_mark, 3) == 0 ? 3 : 0;
    EXPECT(!settings->any_host || strstr(file, "any-host") != NULL);
    EXPECT(settings->fleet.engine != SETTINGS_ENGINE_EXEC || settings->fleet.exec[0] == '/');
    EXPECT(settings->fleet.engine == SETTINGS_ENGINE_NO || strstr(file, "fleet") != NULL);
    expect_stack(settings_stack(settings), file);
    if (unlock_stack_parse(&stack, settings_stack(settings), &fault) != STATUS_OK)
        EXPECT(fault.status == STATUS_MALFORMED || fault.status == STATUS_TOO_LONG);
    unlock_stack_clear(&stack);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct settings settings = SETTINGS;
    struct buffer file = fuzz_text(data, size);
    struct fault fault = { 0 };
    enum status status;

    buffer_append(&settings.text, data, size);
    if (buffer_status(&settings.text) == STATUS_OK) {
        status = settings_parse(&settings, "config", &fault);
        if (status == STATUS_OK) {
            expect_settings(&settings, file.data);
        } else {
            EXPECT(status == STATUS_MALFORMED || status == STATUS_TOO_LONG);
            EXPECT(strncmp(fault.subject, "config", 6) == 0);
        }
    }
    settings_clear(&settings);
    fuzz_free(&file);
    return 0;
}
