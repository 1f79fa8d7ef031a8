/* main.c: placeholder until the command table is here. */
int main(void)
{
    fputs("usage: workfront-credential COMMAND\n", stderr);
    return 2;
}
