/* lock.c: taking and waiting for locks. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "protocol/buffer.h"
#include "protocol/clock.h"
#include "store/file.h"

enum { LOCK_MODE = 0600, PAUSE = 5, PAUSE_MAX = 25, GATE_TIMEOUT_MS = 5000 /* milliseconds */ };

/* Opens the lock's file, making it when missing; somebody else may make it in between. */
static enum status lock_open(const struct folder *folder, const char *name, int *fd,
                             struct fault *fault)
{
    enum status status;
    struct stat found;

    status = file_open(folder, name, O_RDWR, fd, &found, fault);
    if (status != STATUS_NOT_FOUND)
        return status;
    *fd = file_create(folder, name, O_RDWR, LOCK_MODE);
    if (*fd >= 0)
        return STATUS_OK;
    if (errno != EEXIST)
        return folder_fault_errno(fault, folder, name);
    /* unreached: another process made it just now */
    return file_open(folder, name, O_RDWR, fd, &found, fault);
}

static bool is_contended(int error)
{
    return error == EAGAIN || error == EACCES;
}

/* A length of 0 reaches to the end of the numbers. Who has waited longer looks more often:
 * among many, nobody's time runs out while others come and go. */
static bool range_wait(int fd, off_t byte, off_t length, int64_t deadline)
{
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = length
    };
    int64_t start = clock_milliseconds(), pause = 1, left, most;

    while (fcntl(fd, F_OFD_SETLK, &lock) != 0) {
        if (errno != EINTR && !is_contended(errno))
            return false;
        left = deadline - (clock_milliseconds() - start);
        if (left <= 0) {
            errno = EAGAIN;
            return false;
        }
        clock_sleep(pause < left ? pause : left);
        most = 1 + left / (deadline / PAUSE_MAX + 1);
        pause = 2 * pause < most ? 2 * pause : most;
    }
    return true;
}

bool lock_wait(int fd, off_t byte, int64_t deadline)
{
    return range_wait(fd, byte, 1, deadline);
}

/* Closes the lock's file if it wasn't had. */
static enum status lock_result(bool had, const struct folder *folder, const char *name, int *fd,
                               struct fault *fault)
{
    int error = errno;

    if (had)
        return STATUS_OK;
    lock_release(fd);
    return is_contended(error) ? folder_fault(fault, STATUS_BUSY, 0, folder, name)
                               : folder_fault(fault, STATUS_IO, error, folder, name);
}

enum status lock_take(const struct folder *folder, const char *name, off_t byte,
                      int64_t deadline, int *fd, struct fault *fault)
{
    enum status status = lock_open(folder, name, fd, fault);

    return status != STATUS_OK
               ? status
               : lock_result(lock_wait(*fd, byte, deadline), folder, name, fd, fault);
}

enum status lock_take_writers(const struct folder *folder, int64_t deadline, int *fd,
                              struct fault *fault)
{
    return lock_take(folder, LOCK_FILE, LOCK_WRITERS, deadline, fd, fault);
}

/* Where this can't be told nobody is let pass: it is a courtesy, the locks are what counts. */
static bool is_gate_held(int fd)
{
    struct flock gate = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCK_GATE, .l_len = 1
    };

    return fcntl(fd, F_OFD_GETLK, &gate) == 0 && gate.l_type != F_UNLCK;
}

/* Returns what is left of the deadline. */
static int64_t gate_pass(int fd, int64_t deadline)
{
    int64_t start = clock_milliseconds(), most = deadline / 2, waited = 0;

    if (most > GATE_TIMEOUT_MS)
        most = GATE_TIMEOUT_MS;
    while (waited < most && is_gate_held(fd)) {
        clock_sleep(PAUSE);
        waited = clock_milliseconds() - start;
    }
    return deadline - waited;
}

enum status lock_take_record(const struct folder *folder, off_t byte, int64_t deadline, int *fd,
                             struct fault *fault)
{
    enum status status = lock_open(folder, LOCK_FILE, fd, fault);

    if (status == STATUS_OK)
        status = lock_result(lock_wait(*fd, byte, gate_pass(*fd, deadline)), folder, LOCK_FILE,
                             fd, fault);
    return status;
}

/* The gate is a byte of the range, and a lock of the same open file: it is kept as the range is
 * taken. */
enum status lock_take_records(const struct folder *folder, int64_t deadline, int *fd,
                              struct fault *fault)
{
    enum status status = lock_open(folder, LOCK_FILE, fd, fault);

    return status != STATUS_OK ? status
                               : lock_result(lock_wait(*fd, LOCK_GATE, deadline) &&
                                                 range_wait(*fd, LOCK_RECORDS, 0, deadline),
                                             folder, LOCK_FILE, fd, fault);
}

void lock_release(int *fd)
{
    fd_close(fd);
}
