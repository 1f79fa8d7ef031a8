/* fuzz_jail_filter.c: any call with any arguments, as the kernel shows it to the filter of each
 * jail. The program ends by itself; what is allowed is what the jail needs; and bits of an int
 * that the kernel doesn't look at make no difference. */
#include "helper/network/jail_filter.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "tests/fuzz/fuzz.h"
#include "tests/lib/bpf.h"

enum { SELF = 4711 };

static struct sock_filter code[JAIL_KINDS][JAIL_FILTER_MAX];
static size_t length[JAIL_KINDS];

static uint32_t outcome(enum jail_kind kind, const struct seccomp_data *call)
{
    if (length[kind] == 0)
        length[kind] = jail_filter_make(code[kind], kind, SELF);
    EXPECT(length[kind] > 0);
    return bpf_run(code[kind], length[kind], call);
}

static void expect_tcp(enum jail_kind kind, const uint64_t *arguments)
{
    int family = (int)arguments[0], protocol = (int)arguments[2];
    int type = (int)arguments[1] & ~(SOCK_CLOEXEC | SOCK_NONBLOCK);

    EXPECT(kind != JAIL_PARSER);
    EXPECT(family == AF_INET || family == AF_INET6 || family == AF_UNIX);
    EXPECT(family != AF_UNIX || kind == JAIL_BUS || kind == JAIL_TPM);
    EXPECT(type == SOCK_STREAM || (type == SOCK_DGRAM && kind == JAIL_RESOLVER));
    EXPECT(protocol == 0 || protocol == IPPROTO_TCP ||
           (protocol == IPPROTO_UDP && kind == JAIL_RESOLVER));
}

/* What must hold of a call that is let through. */
static void expect_harmless(enum jail_kind kind, const struct seccomp_data *call)
{
    unsigned reach = PROT_WRITE | PROT_EXEC;
    uint64_t arguments[6];

    memcpy(arguments, call->args, sizeof arguments);
    if (call->nr == SYS_socket)
        expect_tcp(kind, arguments);
    if (call->nr == SYS_ioctl)
        EXPECT((unsigned)arguments[1] == FIONREAD || (unsigned)arguments[1] == FIONBIO);
    if (call->nr == SYS_sendto)
        EXPECT((arguments[3] & MSG_FASTOPEN) == 0);
    if (call->nr == SYS_openat)
        EXPECT((arguments[2] & (O_CREAT | O_TRUNC)) == 0 && kind != JAIL_PARSER &&
               ((arguments[2] & O_ACCMODE) == O_RDONLY || kind == JAIL_TPM));
    if (call->nr == SYS_mprotect)
        EXPECT((arguments[2] & reach) != reach);
    if (call->nr == SYS_prlimit64)
        EXPECT((int)arguments[0] == 0);
    if (call->nr == SYS_tgkill)
        EXPECT((int)arguments[0] == SELF);
    EXPECT(call->nr != SYS_execve && call->nr != SYS_ptrace && call->nr != SYS_kill);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seccomp_data call = { .nr = 0 };
    enum jail_kind kind;

    memcpy(&call, data, size < sizeof call ? size : sizeof call);
    call.nr &= 0x3ff; /* all that there are, and more */
    for (kind = 0; kind < JAIL_KINDS; kind++) {
        uint32_t first;

        outcome(kind, &call);
        call.arch = code[kind][1].k;
        first = outcome(kind, &call);
        EXPECT(first != BPF_BROKEN);
        if (first == SECCOMP_RET_ALLOW)
            expect_harmless(kind, &call);
        call.args[0] ^= 1ull << 40;
        call.args[1] ^= 1ull << 40;
        call.args[2] ^= 1ull << 40;
        EXPECT(outcome(kind, &call) == first);
    }
    return 0;
}
