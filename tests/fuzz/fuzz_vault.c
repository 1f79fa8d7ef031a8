/* fuzz_vault.c: any bytes as what the program of a keyring or a TPM answers, and as what such a
 * program is asked: a secret comes of it only if those bytes hold it and say yes, a slot gets
 * no word that couldn't be read back, and nothing reaches a message without being sanitised. */
#include <limits.h>

#include <sodium.h>

#include "protocol/record.h"
#include "protocol/spawn.h"
#include "protocol/vault.h"
#include "store/unlock/stack.h"
#include "tests/fuzz/fuzz.h"

enum { HEX_SIZE = 2 * UNLOCK_SECRET_SIZE + 1 };

static const uint8_t *answer;
static size_t answer_size;

enum status __wrap_spawn_run(const struct spawn *spawn, const struct buffer *input,
                             struct buffer *output, struct fault *fault);

/* The program's part: the input, cut where its caller stops reading. */
enum status __wrap_spawn_run(const struct spawn *spawn, const struct buffer *input,
                             struct buffer *output, struct fault *fault)
{
    EXPECT(spawn->deadline > 0 && spawn->is_group);
    EXPECT(buffer_status(input) == STATUS_OK);
    if (answer_size > output->maximum)
        return fault_because(fault, STATUS_TOO_LONG, CAUSE_TOO_MUCH, spawn->path, NULL);
    buffer_append(output, answer, answer_size);
    return buffer_status(output);
}

static enum status program_find(char path[PATH_MAX], const char *name, struct fault *fault)
{
    (void)fault;
    return snprintf(path, PATH_MAX, "/%s", name) < PATH_MAX ? STATUS_OK : STATUS_TOO_LONG;
}

static const struct unlock_context context = { .program = program_find };

static bool was_answered(const char *text)
{
    size_t i, length = strlen(text);

    for (i = 0; i + length <= answer_size; i++)
        if (memcmp(answer + i, text, length) == 0)
            return true;
    return false;
}

static void expect_refusal(const struct unlock_module *module, const struct fault *fault)
{
    const char *text = fault->detail;

    EXPECT(fault->status != STATUS_OK && strcmp(fault->subject, module->name) == 0);
    for (; *text != '\0'; text++)
        EXPECT((unsigned char)*text >= ' ' && (unsigned char)*text <= '~');
}

static void expect_reveal(const struct unlock_module *module, const char *parameters)
{
    static const struct unlock_line line;
    unsigned char secret[UNLOCK_SECRET_SIZE];
    struct fault fault = { 0 };
    char hex[HEX_SIZE];

    if (module->reveal(&context, &line, parameters, secret, &fault) != UNLOCK_YES) {
        expect_refusal(module, &fault);
        EXPECT(fault.status != STATUS_DAMAGED);
        return;
    }
    EXPECT(was_answered("verdict=yes"));
    EXPECT(was_answered(sodium_bin2hex(hex, sizeof hex, secret, sizeof secret)));
}

/* A slot's parameters are words that reveal() can read. */
static void expect_enroll(const struct unlock_module *module)
{
    static const unsigned char none[UNLOCK_SECRET_SIZE];
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789 =";
    unsigned char secret[UNLOCK_SECRET_SIZE] = { 0 };
    static const struct unlock_line line;
    struct buffer parameters = BUFFER(VAULT_TEXT_MAX);
    struct fault fault = { 0 };

    if (module->enroll(&context, &line, &parameters, secret, &fault) != UNLOCK_YES) {
        expect_refusal(module, &fault);
        EXPECT(parameters.length == 0 && memcmp(secret, none, sizeof none) == 0);
    } else {
        EXPECT(was_answered("verdict=yes"));
        EXPECT(strspn(parameters.data, plain) == parameters.length);
        expect_reveal(module, parameters.data);
    }
    buffer_clear(&parameters);
}

static void expect_discard(const struct unlock_module *module, const char *parameters)
{
    struct fault fault = { 0 };

    if (module->discard(&context, parameters, &fault) != UNLOCK_YES)
        expect_refusal(module, &fault);
    else
        EXPECT(was_answered("verdict=yes"));
}

/* What can be read as a call is written as one that reads the same. */
static void expect_call(const uint8_t *data, size_t size)
{
    struct buffer text = fuzz_text(data, size);
    struct buffer again = BUFFER(RECORD_MAX);
    struct vault_call call = { 0 }, same = { 0 };

    if (vault_call_read(&call, &text) == STATUS_OK) {
        EXPECT(call.call != NULL);
        vault_call_write(&again, &call);
        EXPECT(buffer_status(&again) == STATUS_OK);
        EXPECT(vault_call_read(&same, &again) == STATUS_OK);
        EXPECT(strcmp(same.call, call.call) == 0 && same.ask == call.ask);
        EXPECT((same.secret == NULL) == (call.secret == NULL));
    }
    buffer_clear(&again);
    fuzz_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char item[] = "item=000102030405060708090a0b0c0d0e0f";

    EXPECT(secret_init());
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", 1);
    answer = data;
    answer_size = size;
    expect_reveal(&unlock_secret_service, item);
    expect_enroll(&unlock_secret_service);
    expect_discard(&unlock_secret_service, item);
    expect_reveal(&unlock_tpm2, "parent=000b handle=81000001 public=00 private=01 pcrs=0,7");
    expect_enroll(&unlock_tpm2);
    expect_call(data, size);
    return 0;
}
