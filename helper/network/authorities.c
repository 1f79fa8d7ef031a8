/* authorities.c: PEM, from files to libcurl. */
#include "helper/network/authorities.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/record.h"
#include "protocol/status.h"

enum {
    PEM_MAX = 8 * 1024 * 1024, /* bytes in all; the system's own have some 220,000 */
    HASH_DIGITS = 8,           /* of a name that openssl-rehash(1) makes */
};

static struct {
    FILE *pem;
    char *bytes; /* what went to `pem` */
    size_t length;
    int fd;
    const char *variable, *path; /* what was read last, or failed first */
    int error;
} authorities = { .fd = -1 };

static const char *variable_get(const char *name)
{
    return text_or_null(getenv(name));
}

/* Copies the certificates among the lines of `file`. */
static void copy_certificates(FILE *file)
{
    static const char begin[] = "-----BEGIN ", end[] = "-----END ";
    bool is_inside = false;
    char line[256];

    while (fgets(line, sizeof line, file) != NULL && ftell(authorities.pem) < PEM_MAX) {
        if (strncmp(line, begin, sizeof begin - 1) == 0)
            is_inside = strstr(line, "CERTIFICATE-----") != NULL;
        if (is_inside)
            fputs(line, authorities.pem);
        if (strncmp(line, end, sizeof end - 1) == 0)
            is_inside = false;
    }
}

static bool read_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat state;
    FILE *file = NULL;

    if (fd >= 0 && fstat(fd, &state) == 0 && !S_ISREG(state.st_mode))
        errno = S_ISDIR(state.st_mode) ? EISDIR : EINVAL;
    else if (fd >= 0)
        file = fdopen(fd, "r");
    if (file == NULL) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    copy_certificates(file);
    fclose(file);
    return true;
}

/* "0a1b2c3d.0" */
static bool is_hash(const char *name)
{
    return strspn(name, "0123456789abcdef") == HASH_DIGITS && name[HASH_DIGITS] == '.' &&
           name[HASH_DIGITS + 1] != '\0' &&
           strspn(name + HASH_DIGITS + 1, "0123456789") == strlen(name + HASH_DIGITS + 1);
}

static bool read_folder(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    char file[PATH_MAX];

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (is_hash(entry->d_name) &&
            snprintf(file, sizeof file, "%s/%s", path, entry->d_name) < (int)sizeof file)
            read_file(file); /* a link to nowhere vouches for nobody */
    if (folder == NULL)
        return false;
    closedir(folder);
    return true;
}

static bool read_folders(const char *paths)
{
    static char path[PATH_MAX];
    bool found = false;

    while (*paths != '\0') {
        size_t length = strcspn(paths, ":");

        if (snprintf(path, sizeof path, "%.*s", (int)length, paths) < (int)sizeof path)
            found |= length > 0 && read_folder(path);
        paths += length + (paths[length] == ':');
    }
    return found;
}

static void read_variable(const char *name, bool (*read)(const char *path))
{
    const char *path = variable_get(name);

    if (path == NULL || authorities.error != 0)
        return;
    authorities.variable = name;
    authorities.path = path;
    errno = 0;
    if (!read(path))
        authorities.error = errno != 0 ? errno : ENOENT;
}

/* What curl trusts beside a folder that is named: a file, when it was built with one. */
static void read_default(void)
{
    const char *file = curl_version_info(CURLVERSION_NOW)->cainfo;

    if (file != NULL && authorities.error == 0 && variable_get("SSL_CERT_FILE") == NULL)
        read_file(file);
}

/* Above the standard descriptors, also where one of these is missing. */
static int memory_file_new(void)
{
    int low = memfd_create("certificates", MFD_CLOEXEC | MFD_ALLOW_SEALING), fd;

    if (low < 0 || low > STDERR_FILENO)
        return low;
    fd = fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(low);
    return fd;
}

static int memory_file(void)
{
    int fd = memory_file_new();

    if (fd < 0)
        return -1;
    if (write(fd, authorities.bytes, authorities.length) != (ssize_t)authorities.length ||
        fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int authorities_load(void)
{
    bool is_bundle = variable_get("CURL_CA_BUNDLE") != NULL;

    if (!is_bundle && variable_get("SSL_CERT_FILE") == NULL &&
        variable_get("SSL_CERT_DIR") == NULL)
        return -1;
    authorities.pem = open_memstream(&authorities.bytes, &authorities.length);
    if (authorities.pem == NULL)
        return -1;
    if (is_bundle) {
        read_variable("CURL_CA_BUNDLE", read_file);
    } else {
        read_variable("SSL_CERT_FILE", read_file);
        read_variable("SSL_CERT_DIR", read_folders);
        read_default();
    }
    fclose(authorities.pem);
    return authorities.fd = memory_file();
}

static bool trust_bytes(CURL *easy)
{
    struct curl_blob blob = { authorities.bytes, authorities.length, CURL_BLOB_NOCOPY };

    return curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO_BLOB, &blob) == CURLE_OK;
}

static bool trust_file(CURL *easy)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", authorities.fd);
    curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, path);
    return authorities.fd >= 0 && curl_easy_setopt(easy, CURLOPT_CAINFO, path) == CURLE_OK;
}

bool authorities_trust(CURL *easy)
{
    if (authorities.variable == NULL)
        return true;
    if (variable_get("CURL_CA_BUNDLE") == NULL && variable_get("SSL_CERT_DIR") != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL); /* else the system's own beside it */
        curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, NULL);
    }
    return trust_bytes(easy) || trust_file(easy);
}

bool authorities_flaw(char *out, size_t size)
{
    char text[400];

    out[0] = '\0';
    if (authorities.variable == NULL || (authorities.error == 0 && authorities.length > 0))
        return false;
    snprintf(text, sizeof text, "%s names %.200s: %s", authorities.variable, authorities.path,
             authorities.error != 0 ? strerror(authorities.error)
                                    : "it holds no certificate in PEM");
    fault_sanitise(out, size, text);
    return true;
}
