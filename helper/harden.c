/* harden.c: what a process that will hold secrets does first. */
#include "helper/harden.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/secret.h"

/* A descriptor that the caller closed must not become one of our files. */
static bool standard_descriptors_exist(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    return fd >= 0 && close(fd) == 0;
}

bool harden(void)
{
    static const struct rlimit none = { 0, 0 };

    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    setrlimit(RLIMIT_CORE, &none);
    umask(077);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    return standard_descriptors_exist() && secret_init();
}
