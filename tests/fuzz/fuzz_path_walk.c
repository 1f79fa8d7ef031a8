/* fuzz_path_walk.c: any path through a tree of good and bad folders and links. A byte is a
 * step.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/path_walk.h"
#include "tests/fuzz/fuzz.h"

static char tree[] = "/tmp/fuzz_path_walk.XXXXXX";

static const char *in_tree(const char *name)
{
    static char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", tree, name);
    return path;
}

static bool folder(const char *name, mode_t mode)
{
    return mkdir(in_tree(name), 0700) == 0 && chmod(in_tree(name), mode) == 0;
}

static bool link_to(const char *target, const char *name)
{
    return symlink(target, in_tree(name)) == 0;
}

static void remove_tree(void)
{
    static const char *const names[] = { "good/link", "good/bad", "good", "bad/good/link",
                                         "bad/good",  "bad",      "link", "file" };
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        if (rmdir(in_tree(names[i])) != 0)
            unlink(in_tree(names[i]));
    rmdir(tree);
}

/* good and bad/good are ours alone, bad and good/bad anybody's; each link leads to bad/good. */
static void make_tree(void)
{
    if (mkdtemp(tree) == NULL || atexit(remove_tree) != 0 || !folder("good", 0700) ||
        !folder("bad", 0777) || !folder("bad/good", 0700) || !folder("good/bad", 0777) ||
        !link_to("bad/good", "link") || !link_to("../link", "good/link") ||
        !link_to("../../link", "bad/good/link") || close(creat(in_tree("file"), 0600)) != 0)
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
