/* bare.c: the least that a dynamically linked C program can do and still answer: print a line.
 */
#include <stdio.h>

int main(void)
{
    puts("password=none");
    return 0;
}
