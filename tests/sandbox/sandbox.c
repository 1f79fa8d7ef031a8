/*
 * sandbox: Adobe on loopback, for tests and for trying things out.
 *
 *   eval "$(sandbox [--world FILE] [--watch PID] [--ipv6] [--tls-port PORT])"
 *
 * It listens on free ports of 127.0.0.1, goes to the background, prints what a client needs,
 * and closes its standard output:
 *
 *   https_proxy       every host name leads to the sandbox (proxy.h)
 *   SSL_CERT_FILE     the authority that signs for them (certificate.h)
 *   SANDBOX_CONTROL   where tests make faults and count requests (control.h)
 *   SANDBOX_TLS       the HTTPS server itself, host:port, for clients that use no proxy
 *   SANDBOX_FOLDER    its folder: ca.pem, and ca/ for SSL_CERT_DIR; gone when it has ended
 *   SANDBOX_PID       end it with SIGTERM; it ends on its own with PID, or whoever started it
 *
 * and unsets what would lead a client past it (no_proxy, CURL_CA_BUNDLE and their like). Only
 * processes of this machine can reach it. All data are invented; nothing it is told should be
 * secret.
 */
#include "certificate.h"
#include "control.h"
#include "fault.h"
#include "journal.h"
#include "proxy.h"
#include "server.h"
#include "token.h"
#include "world.h"
#include "world_default.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct options {
    const char *world;
    pid_t watch;
    unsigned short tls_port; /* 0 = a free one */
    bool ipv6;
    bool foreground;
};

struct sandbox {
    char folder[4000];
    int signals;
    int watched;
    struct proxy_ports ports;
    unsigned short control_port;
};

static bool __attribute__((format(printf, 1, 2))) complain(const char *format, ...)
{
    va_list arguments;

    fputs("sandbox: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return false;
}

static void print_export(const char *name, const char *value)
{
    printf("export %s='", name);
    for (; *value != '\0'; value++)
        if (*value == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*value);
    fputs("';\n", stdout);
}

static void print_environment(const struct sandbox *sandbox, const struct options *options)
{
    char text[4096];

    puts("unset no_proxy NO_PROXY HTTPS_PROXY CURL_CA_BUNDLE SSL_CERT_DIR;");
    snprintf(text, sizeof text, "http://%s:%u", options->ipv6 ? "[::1]" : "127.0.0.1",
             sandbox->ports.proxy);
    print_export("https_proxy", text);
    snprintf(text, sizeof text, "%s/ca.pem", sandbox->folder);
    print_export("SSL_CERT_FILE", text);
    snprintf(text, sizeof text, "http://127.0.0.1:%u", sandbox->control_port);
    print_export("SANDBOX_CONTROL", text);
    snprintf(text, sizeof text, "127.0.0.1:%u", sandbox->ports.tls);
    print_export("SANDBOX_TLS", text);
    print_export("SANDBOX_FOLDER", sandbox->folder);
    snprintf(text, sizeof text, "%d", (int)getpid());
    print_export("SANDBOX_PID", text);
    fflush(stdout);
}

static bool catch_signals(struct sandbox *sandbox)
{
    sigset_t set;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
        return complain("can't block signals");
    sandbox->signals = signalfd(-1, &set, SFD_CLOEXEC);
    return sandbox->signals >= 0 || complain("can't receive signals: %s", strerror(errno));
}

static bool is_there(pid_t pid)
{
    return kill(pid, 0) == 0 || errno == EPERM;
}

/* Where there are no process descriptors (Linux before 5.3, Valgrind) wait_for_end() looks now
 * and then. */
static bool watch(struct sandbox *sandbox, pid_t pid)
{
    sandbox->watched = (int)syscall(SYS_pidfd_open, pid, 0);
    return sandbox->watched >= 0 || (errno == ENOSYS && is_there(pid)) ||
           complain("can't watch process %d, which starts it: %s", (int)pid, strerror(errno));
}

static bool make_folder(struct sandbox *sandbox)
{
    const char *parent = getenv("TMPDIR");

    if (parent == NULL || *parent == '\0')
        parent = "/tmp";
    if (snprintf(sandbox->folder, sizeof sandbox->folder, "%s/workfront-sandbox-XXXXXX",
                 parent) >= (int)sizeof sandbox->folder ||
        mkdtemp(sandbox->folder) == NULL) {
        sandbox->folder[0] = '\0';
        return complain("can't make a folder in %s: %s", parent, strerror(errno));
    }
    return true;
}

static void allow_many_connections(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max < 16384 ? limit.rlim_max : 16384;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool make_world(const struct options *options)
{
    char error[512];

    return world_init(options->world, error, sizeof error) || complain("%s", error);
}

static bool start(struct sandbox *sandbox, const struct options *options)
{
    allow_many_connections();
    journal_init();
    fault_init();
    token_init();
    return catch_signals(sandbox) && watch(sandbox, options->watch) && make_world(options) &&
           make_folder(sandbox) &&
           (certificate_init(sandbox->folder) || complain("can't make certificates")) &&
           (server_start() || complain("can't start the HTTPS server")) &&
           (proxy_start(options->ipv6, &sandbox->ports) ||
            complain("can't listen on loopback: %s", strerror(errno))) &&
           (control_start(&sandbox->control_port) || complain("can't start the control port"));
}

static void wait_for_end(const struct sandbox *sandbox, pid_t pid)
{
    struct pollfd ends[2] = { { .fd = sandbox->signals, .events = POLLIN },
                              { .fd = sandbox->watched, .events = POLLIN } };
    int timeout = sandbox->watched < 0 ? 200 : -1, ended;

    do
        ended = poll(ends, 2, timeout);
    while ((ended == 0 && is_there(pid)) || (ended < 0 && errno == EINTR));
}

static void stop(struct sandbox *sandbox)
{
    fault_stop();
    journal_stop();
    proxy_stop();
    server_stop();
    control_stop();
    token_clear();
    world_clear();
    journal_clear();
    fault_remove(0);
    if (sandbox->folder[0] != '\0') {
        certificate_clear(sandbox->folder);
        rmdir(sandbox->folder);
    }
}

static void let_go(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null < 0)
        return;
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    close(null);
}

static int run(const struct options *options)
{
    struct sandbox sandbox = { .signals = -1,
                               .watched = -1,
                               .ports = { .tls = options->tls_port } };
    bool started = start(&sandbox, options);

    if (started) {
        print_environment(&sandbox, options);
        if (!options->foreground)
            let_go();
        wait_for_end(&sandbox, options->watch);
    }
    stop(&sandbox);
    return started ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The child's standard output is a pipe to us: what it prints there is all that ours may get,
 * and its end tells that the child is ready or has failed. */
static int run_in_background(const struct options *options)
{
    int channel[2], status;
    char text[8192];
    ssize_t size, total = 0;
    pid_t child;

    if (pipe(channel) < 0 || (child = fork()) < 0)
        return complain("can't start: %s", strerror(errno)) ? 0 : EXIT_FAILURE;
    if (child == 0) {
        setsid();
        dup2(channel[1], STDOUT_FILENO);
        closefrom(STDERR_FILENO + 1);
        return run(options);
    }
    close(channel[1]);
    while ((size = read(channel[0], text, sizeof text)) > 0)
        total += (ssize_t)fwrite(text, 1, (size_t)size, stdout);
    if (total > 0)
        return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    waitpid(child, &status, 0);
    return EXIT_FAILURE;
}

static const char usage[] =
    "usage: eval \"$(sandbox [--world FILE] [--watch PID] [--ipv6] [--tls-port PORT])\"\n"
    "       sandbox --foreground [the same]   stay, for debugging\n"
    "       sandbox --print-world             the world it starts with, as JSON\n"
    "\n"
    "  --world FILE     change that world by the JSON merge patch in FILE\n"
    "  --watch PID      end when process PID ends (default: the one that starts this)\n"
    "  --ipv6           listen on [::1] too, and name it in https_proxy\n"
    "  --tls-port PORT  where the HTTPS server listens, for clients that use no proxy\n";

static int print_world(void)
{
    json_t *json = json_loads(world_default, 0, NULL);
    int failed = json_dumpf(json, stdout, JSON_INDENT(4));

    putchar('\n');
    json_decref(json);
    return failed != 0 || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    static const struct option names[] = {
        { "world", required_argument, NULL, 'w' }, { "watch", required_argument, NULL, 'p' },
        { "ipv6", no_argument, NULL, '6' },        { "tls-port", required_argument, NULL, 't' },
        { "foreground", no_argument, NULL, 'f' },  { "print-world", no_argument, NULL, 'd' },
        { "help", no_argument, NULL, 'h' },        { NULL, 0, NULL, 0 },
    };
    struct options options = { .watch = getppid() };
    int option;

    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1)
        switch (option) {
        case 'w':
            options.world = optarg;
            break;
        case 'p':
            options.watch = (pid_t)strtol(optarg, NULL, 10);
            break;
        case '6':
            options.ipv6 = true;
            break;
        case 't':
            options.tls_port = (unsigned short)strtoul(optarg, NULL, 10);
            break;
        case 'f':
            options.foreground = true;
            break;
        case 'd':
            return print_world();
        case 'h':
            return fputs(usage, stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
        default:
            return fputs(usage, stderr), 2;
        }
    return options.foreground ? run(&options) : run_in_background(&options);
}
