/* proxy: the sockets clients connect to, and the CONNECT proxy; see proxy.h. */
#include "proxy.h"

#include "fault.h"
#include "journal.h"
#include "server.h"
#include "value.h"

#include <ctype.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD_MAX     8192
#define HEAD_WAIT_MS 10000

enum { PROXY4, TLS4, PROXY6, TLS6, LISTENERS };

static int listeners[LISTENERS] = { -1, -1, -1, -1 };
static int stop_event = -1;
static pthread_t acceptor;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t idle = PTHREAD_COND_INITIALIZER;
static unsigned clients;

int proxy_listen(int family, unsigned short *port)
{
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(*port) };
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(*port) };
    socklen_t size = family == AF_INET6 ? sizeof six : sizeof four;
    struct sockaddr *address =
        family == AF_INET6 ? (struct sockaddr *)&six : (struct sockaddr *)&four;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

    six.sin6_addr = in6addr_loopback;
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, address, size) < 0 || listen(fd, 1024) < 0 ||
        getsockname(fd, address, &size) < 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(family == AF_INET6 ? six.sin6_port : four.sin_port);
    return fd;
}

static void say(int client, const char *text)
{
    send(client, text, strlen(text), MSG_NOSIGNAL);
}

/* Waits until the client can be read from. False: it can't within ms, or the sandbox stops. */
static bool wait_for(int client, int ms)
{
    struct pollfd fds[2] = { { .fd = client, .events = POLLIN },
                             { .fd = stop_event, .events = POLLIN } };

    return poll(fds, 2, ms) > 0 && fds[1].revents == 0;
}

/* Reads up to and including the empty line. A client that sends anything after it before the
 * tunnel is open gets none. */
static bool read_head(int client, char *head)
{
    size_t length = 0;
    const char *end;

    while (length < HEAD_MAX - 1 && wait_for(client, HEAD_WAIT_MS)) {
        ssize_t more = recv(client, head + length, HEAD_MAX - 1 - length, 0);

        if (more <= 0)
            return false;
        length += (size_t)more;
        head[length] = '\0';
        end = strstr(head, "\r\n\r\n");
        if (end != NULL)
            return end + 4 == head + length || strncmp(head, "CONNECT ", 8) != 0;
    }
    return false;
}

/* Closes so that an answer just given arrives: what the client still sends is read first, for
 * else the kernel would reset the connection. */
static void finish(int client)
{
    char unread[512];

    shutdown(client, SHUT_WR);
    while (wait_for(client, 1000))
        if (recv(client, unread, sizeof unread, 0) <= 0)
            break;
    close(client);
}

static const struct refusal {
    const char *name, *text;
    int status;
} refusals[] = {
    { "refuse", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", 403 },
    { "login",
      "HTTP/1.1 407 Proxy Authentication Required\r\n"
      "Proxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\n\r\n",
      407 },
    { "unresolved", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", 502 },
    { "timeout", "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n", 504 },
    { "close", "", 0 },
};

static bool refuses(int client, const char *name, json_t *entry)
{
    size_t i;

    if (strcmp(name, "hang") == 0) {
        wait_for(client, -1);
        return true;
    }
    for (i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (strcmp(refusals[i].name, name) == 0) {
            journal_set(entry, "status", json_integer(refusals[i].status));
            say(client, refusals[i].text);
            return true;
        }
    return false;
}

static bool open_tunnel(int client, char *host, const char *port)
{
    json_t *entry, *fault;
    bool opened;
    char *c;

    for (c = host; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    fault = fault_take(FAULT_PROXY, "CONNECT", host, "");
    entry = journal_entry("proxy", "CONNECT", host, "");
    journal_set(entry, "port", value_string(port));
    journal_append(entry);
    fault_wait(fault);
    opened = !refuses(client, value_text(fault, "proxy"), entry);
    if (opened) {
        journal_set(entry, "status", json_integer(200));
        say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
    }
    json_decref(fault);
    journal_release(entry);
    return opened;
}

static void refuse_plain(int client, const char *head)
{
    char method[16] = "", url[256] = "", host[256] = "", path[256] = "/";
    json_t *entry;

    sscanf(head, "%15s %255s", method, url);
    sscanf(url, "http://%255[^/?]%255[^?]", host, path);
    entry = journal_entry("http", method, host, path);
    journal_set(entry, "status", json_integer(403));
    if (strcasestr(head, "\r\nAuthorization:") != NULL ||
        strstr(head, "client_secret=") != NULL)
        journal_alarm(entry, "credentials sent over plain HTTP");
    journal_append(entry);
    journal_release(entry);
    say(client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

static void serve_proxy(int client)
{
    char head[HEAD_MAX], host[256] = "", port[8] = "", rest[4] = "";

    if (!read_head(client, head)) {
        close(client);
    } else if (sscanf(head, "CONNECT %255[^: ]:%7[0-9] HTTP/1.%3[01]", host, port, rest) == 3 ||
               sscanf(head, "CONNECT [%255[^] ]]:%7[0-9] HTTP/1.%3[01]", host, port, rest) ==
                   3) {
        if (open_tunnel(client, host, port))
            server_serve(client);
        else
            finish(client);
    } else {
        refuse_plain(client, head);
        finish(client);
    }
}

static void *run_client(void *slot)
{
    serve_proxy((int)(intptr_t)slot);
    pthread_mutex_lock(&lock);
    clients--;
    pthread_cond_signal(&idle);
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void start_client(int client)
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_mutex_lock(&lock);
    clients++;
    pthread_mutex_unlock(&lock);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, run_client, (void *)(intptr_t)client) != 0) {
        close(client);
        pthread_mutex_lock(&lock);
        clients--;
        pthread_mutex_unlock(&lock);
    }
    pthread_attr_destroy(&attributes);
}

static void accept_one(int listener, bool tls)
{
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC), on = 1;

    if (client < 0)
        return;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (tls)
        server_serve(client);
    else
        start_client(client);
}

static void *run_acceptor(void *unused)
{
    struct pollfd fds[LISTENERS + 1];
    size_t i;

    (void)unused;
    for (i = 0; i < LISTENERS; i++)
        fds[i] = (struct pollfd){ .fd = listeners[i], .events = POLLIN };
    fds[LISTENERS] = (struct pollfd){ .fd = stop_event, .events = POLLIN };
    while (poll(fds, LISTENERS + 1, -1) >= 0 || errno == EINTR) {
        if (fds[LISTENERS].revents != 0)
            break;
        for (i = 0; i < LISTENERS; i++)
            if (fds[i].revents != 0)
                accept_one(listeners[i], i == TLS4 || i == TLS6);
    }
    return NULL;
}

static bool listen_all(bool ipv6, struct proxy_ports *ports)
{
    listeners[PROXY4] = proxy_listen(AF_INET, &ports->proxy);
    listeners[TLS4] = proxy_listen(AF_INET, &ports->tls);
    if (listeners[PROXY4] < 0 || listeners[TLS4] < 0)
        return false;
    if (!ipv6)
        return true;
    listeners[PROXY6] = proxy_listen(AF_INET6, &ports->proxy);
    listeners[TLS6] = proxy_listen(AF_INET6, &ports->tls);
    return listeners[PROXY6] >= 0 && listeners[TLS6] >= 0;
}

bool proxy_start(bool ipv6, struct proxy_ports *ports)
{
    if (!listen_all(ipv6, ports))
        return false;
    stop_event = eventfd(0, EFD_CLOEXEC);
    if (stop_event < 0)
        return false;
    errno = pthread_create(&acceptor, NULL, run_acceptor, NULL);
    if (errno == 0)
        return true;
    close(stop_event);
    stop_event = -1;
    return false;
}

void proxy_stop(void)
{
    uint64_t one = 1;
    size_t i;

    if (stop_event >= 0 && write(stop_event, &one, sizeof one) == sizeof one) {
        pthread_join(acceptor, NULL);
        pthread_mutex_lock(&lock);
        while (clients > 0)
            pthread_cond_wait(&idle, &lock);
        pthread_mutex_unlock(&lock);
        close(stop_event);
    }
    for (i = 0; i < LISTENERS; i++)
        if (listeners[i] >= 0)
            close(listeners[i]);
}
