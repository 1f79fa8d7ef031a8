/* moment.c: both clocks. */
#include "helper/token/moment.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "protocol/buffer.h"

struct moment moment_now(void)
{
    struct timespec wall = { 0 }, boot = { 0 };

    clock_gettime(CLOCK_REALTIME, &wall);
    clock_gettime(CLOCK_BOOTTIME, &boot);
    return (struct moment){ wall.tv_sec, boot.tv_sec };
}

int64_t moment_age(struct moment now, struct moment since)
{
    int64_t wall = now.wall - since.wall, boot = now.boot - since.boot;
    int64_t age = wall > boot ? wall : boot;

    return age < 0 ? -1 : age;
}

void boot_identify(char out[BOOT_SIZE])
{
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, out, BOOT_SIZE - 1) : 0;

    out[got > 0 ? got : 0] = '\0';
    fd_close(&fd);
}
