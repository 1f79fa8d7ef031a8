/* main.c: placeholder until the network program is here. */
int main(void)
{
    fputs("usage: workfront-credential-adobe <request-record\n", stderr);
    return 2;
}
