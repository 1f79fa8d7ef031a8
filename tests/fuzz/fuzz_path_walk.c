/* fuzz_path_walk.c: any path through a tree of good and bad folders and links. A byte is a
 * step.
 */
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/path_walk.h"
#include "tests/fuzz/fuzz.h"

static char tree[] = "/tmp/fuzz_path_walk.XXXXXX";

static void remove_tree(void)
{
    static const char *const names[] = { "good/link", "good/bad", "good", "bad/good/link",
                                         "bad/good",  "bad",      "link", "file" };
    char path[PATH_MAX];
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", tree, names[i]);
        if (rmdir(path) != 0)
            unlink(path);
    }
    rmdir(tree);
}

/* good and bad/good are ours alone, bad and good/bad anybody's; each link leads to bad/good. */
static void make_tree(void)
{
    if (mkdtemp(tree) == NULL || chdir(tree) != 0 || atexit(remove_tree) != 0 ||
        mkdir("good", 0700) != 0 || mkdir("bad", 0700) != 0 || mkdir("bad/good", 0700) != 0 ||
        mkdir("good/bad", 0700) != 0 || chmod("bad", 0777) != 0 ||
        chmod("good/bad", 0777) != 0 || symlink("bad/good", "link") != 0 ||
        symlink("../link", "good/link") != 0 || symlink("../../link", "bad/good/link") != 0 ||
        creat("file", 0600) < 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const steps[] = { "/good", "/bad", "/link",   "/file",
                                         "/..",   "/.",   "/absent", "/" };
    char path[PATH_MAX], real[PATH_MAX], *end;
    static int made;
    size_t i, used;

    if (made++ == 0)
        make_tree();
    used = (size_t)snprintf(path, sizeof path, "%s", tree);
    for (i = 0; i < size && i < 64; i++)
        used += (size_t)snprintf(path + used, sizeof path - used, "%s",
                                 steps[data[i] % (sizeof steps / sizeof steps[0])]);
    if (path_walk(path, NULL) != STATUS_OK)
        return 0;
    end = path + used;
    while (end > path && end[-1] == '/')
        *--end = '\0';
    end = strrchr(path, '/');
    *end = '\0';
    if (realpath(path, real) == NULL)
        return 0;
    EXPECT(strstr(real, "/bad") == NULL);
    return 0;
}
