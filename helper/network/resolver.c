/* resolver.c: a name goes in, numbers come out. */
#include "helper/network/resolver.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/network/jail.h"

enum { DNS_PORT = 53 };

static struct {
    int fd; /* −1: it isn't there */
    pid_t pid;
} resolver = { -1, -1 };

static void append_address(char out[RESOLVER_TEXT_MAX], const struct addrinfo *at)
{
    bool is_long = at->ai_family == AF_INET6;
    char text[INET6_ADDRSTRLEN + 16];
    size_t length = strlen(out);

    if (getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) !=
            0 ||
        strchr(text, '%') != NULL || length + strlen(text) + sizeof ",[]" > RESOLVER_TEXT_MAX)
        return;
    snprintf(out + length, RESOLVER_TEXT_MAX - length, "%s%s%s%s", length > 0 ? "," : "",
             is_long ? "[" : "", text, is_long ? "]" : "");
}

static void look_up(const char *name, char out[RESOLVER_TEXT_MAX])
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL, *at;

    out[0] = '\0';
    if (getaddrinfo(name, NULL, &hints, &found) != 0)
        return;
    for (at = found; at != NULL; at = at->ai_next)
        append_address(out, at);
    freeaddrinfo(found);
}

/* A name service that hangs ends us. */
static void patience_set(time_t seconds)
{
    struct itimerval timer = { .it_value.tv_sec = seconds };

    setitimer(ITIMER_REAL, &timer, NULL);
}

/* Until the other end is closed. */
static void serve_lookups(int fd)
{
    char name[RESOLVER_NAME_MAX], out[RESOLVER_TEXT_MAX];
    ssize_t got;

    while ((got = recv(fd, name, sizeof name - 1, 0)) > 0) {
        name[got] = '\0';
        patience_set(RESOLVER_PATIENCE);
        look_up(name, out);
        patience_set(0);
        if (send(fd, out, strlen(out) + 1, MSG_NOSIGNAL) < 0)
            break;
    }
}

/* With the socket alone, and nothing that was in our environment. */
static void be_resolver(int fd)
{
    static const uint16_t ports[] = { DNS_PORT };
    struct jail_report report = { .landlock = 0 };

    if (dup2(fd, STDIN_FILENO) != STDIN_FILENO)
        _exit(1);
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    signal(SIGALRM, SIG_DFL);
    jail_begin(&report);
    jail_enter(&report, JAIL_RESOLVER);
    jail_network(&report, ports, 1);
    if (jail_gap(&report, false) == JAIL_PARTS)
        serve_lookups(STDIN_FILENO);
    _exit(0);
}

bool resolver_start(void)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    resolver.pid = fork();
    if (resolver.pid == 0)
        be_resolver(ends[1]);
    close(ends[1]);
    if (resolver.pid > 0)
        resolver.fd = ends[0];
    else
        close(ends[0]);
    return resolver.pid > 0;
}

bool resolver_is_there(void)
{
    return resolver.fd >= 0;
}

static bool is_numbers(const char *text)
{
    return text[strspn(text, "0123456789abcdef:.,[]")] == '\0';
}

enum status resolver_ask(const char *name, char out[RESOLVER_TEXT_MAX], int64_t milliseconds)
{
    struct pollfd answer = { resolver.fd, POLLIN, 0 };
    ssize_t got = -1;

    out[0] = '\0';
    if (strlen(name) >= RESOLVER_NAME_MAX ||
        send(resolver.fd, name, strlen(name), MSG_NOSIGNAL) < 0)
        return STATUS_NOT_FOUND;
    if (poll(&answer, 1, milliseconds > 0 ? (int)milliseconds : 0) == 0) {
        close(resolver.fd);
        resolver.fd = -1;
        return STATUS_TIMEOUT;
    }
    got = recv(resolver.fd, out, RESOLVER_TEXT_MAX - 1, MSG_DONTWAIT);
    out[got > 0 ? got : 0] = '\0';
    if (!is_numbers(out))
        out[0] = '\0';
    return out[0] != '\0' ? STATUS_OK : STATUS_NOT_FOUND;
}

void resolver_stop(void)
{
    if (resolver.fd < 0)
        return;
    close(resolver.fd);
    resolver.fd = -1;
    while (waitpid(resolver.pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}
