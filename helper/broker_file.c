/* broker_file.c: the file of the broker's policy, and the names in it. */
#include "helper/broker_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/record.h"

const char broker_file_path[] = SYSCONFDIR "/workfront-credential/broker";

/* passwd(5) and group(5) begin alike: NAME:password:NUMBER: */
static bool line_is_of(char *line, const char *name, uint32_t *id)
{
    const char *found = strsep(&line, ":");
    const char *number = strsep(&line, ":") != NULL ? strsep(&line, ":") : NULL;
    int64_t value;

    if (number == NULL || strcmp(found, name) != 0 || !record_number(number, &value) ||
        value < 0 || value >= UINT32_MAX)
        return false;
    *id = (uint32_t)value;
    return true;
}

/* Without the name service, which a static program can't load. */
static bool find_id(const char *name, bool is_group, uint32_t *id)
{
    FILE *file = fopen(is_group ? "/etc/group" : "/etc/passwd", "re");
    bool found = false;
    char line[4096];

    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
        found = line_is_of(line, name, id);
    if (file != NULL)
        fclose(file);
    return found;
}

static enum cause flaw_of_file(int fd)
{
    struct stat found;

    if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode))
        return CAUSE_TYPE;
    if (found.st_uid != 0 && found.st_uid != geteuid())
        return CAUSE_OWNER;
    return (found.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? CAUSE_WRITABLE : CAUSE_NONE;
}

static enum status read_all(struct broker_rules *rules, int fd, const char *path,
                            struct fault *fault)
{
    struct fault why = { 0 };
    char subject[sizeof why.subject];
    enum status status;

    if (flaw_of_file(fd) != CAUSE_NONE)
        return fault_because(fault, STATUS_UNSAFE, flaw_of_file(fd), path, NULL);
    status = buffer_read(&rules->text, fd);
    if (status != STATUS_OK)
        return fault_set(fault, status, status == STATUS_IO ? errno : 0, path, NULL);
    status = broker_rules_parse(rules, find_id, &why);
    snprintf(subject, sizeof subject, "%.200s %.40s", path, why.subject);
    return status == STATUS_OK ? status
                               : fault_because(fault, status, why.cause, subject, why.detail);
}

enum status broker_file_read(struct broker_rules *rules, const char *path, struct fault *fault)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    enum status status;

    if (fd < 0)
        return fault_set(fault, STATUS_IO, errno, path, NULL);
    status = read_all(rules, fd, path, fault);
    close(fd);
    return status;
}
