/* url.c: what stands in the address of a server or proxy, as libcurl reads it. */
#include "helper/adobe/url.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "protocol/host.h"
#include "protocol/identifiers.h"
#include "protocol/proxy.h"

static bool part_is_absent(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool absent = curl_url_get(url, part, &text, 0) != CURLUE_OK;

    curl_free(text);
    return absent;
}

static bool part_equals(CURLU *url, CURLUPart part, const char *expected)
{
    char *text = NULL;
    bool equal = curl_url_get(url, part, &text, 0) == CURLUE_OK && strcmp(text, expected) == 0;

    curl_free(text);
    return equal;
}

static bool part_is_host(CURLU *url)
{
    char *host = NULL, canonical[HOST_SIZE];
    bool good = curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                host_canonical(canonical, host);

    curl_free(host);
    return good;
}

bool url_is_good(const char *text)
{
    CURLU *url = curl_url();
    bool good = url != NULL && identifier_is_valid(IDENTIFIER_URL, text) &&
                strncmp(text, "https:///", 9) != 0 &&
                curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
                part_equals(url, CURLUPART_SCHEME, "https") && part_is_host(url) &&
                part_is_absent(url, CURLUPART_USER) &&
                part_is_absent(url, CURLUPART_PASSWORD) &&
                part_is_absent(url, CURLUPART_FRAGMENT);

    curl_url_cleanup(url);
    return good;
}

char *url_host(const char *text)
{
    CURLU *url = curl_url();
    char *host = NULL;

    if (url != NULL && curl_url_set(url, CURLUPART_URL, text,
                                    CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME) == CURLUE_OK)
        curl_url_get(url, CURLUPART_HOST, &host, 0);
    curl_url_cleanup(url);
    return host;
}

uint16_t url_port(const char *text, unsigned parse, unsigned get, uint16_t fallback)
{
    CURLU *url = curl_url();
    char *port = NULL;
    unsigned long number = fallback;

    if (url != NULL && curl_url_set(url, CURLUPART_URL, text, parse) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_PORT, &port, get) == CURLUE_OK)
        number = strtoul(port, NULL, 10);
    curl_free(port);
    curl_url_cleanup(url);
    return (uint16_t)number;
}

uint16_t url_proxy_port(const char *text)
{
    unsigned get = strncmp(text, "https://", 8) == 0 ? CURLU_DEFAULT_PORT : 0;

    return url_port(text, CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME, get, 1080);
}

size_t url_ports(const char *url, uint16_t ports[URL_PORTS_MAX])
{
    const char *proxy = NULL;
    size_t count = 0;

    ports[count++] = url_port(url, 0, CURLU_DEFAULT_PORT, 0);
    if (proxy_variable(&proxy) != NULL)
        ports[count++] = url_proxy_port(proxy);
    return count;
}
