/* certificate: a throw-away authority and a certificate for every name; see certificate.h. */
#include "certificate.h"

#include "fault.h"
#include "value.h"

#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define YEAR ((time_t)365 * 24 * 3600)

struct authority {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
};

enum signer { OURS, OTHER, ITSELF };

static const struct flavour {
    const char *name;
    enum signer signer;
    const char *host; /* instead of the one asked for */
    int from, to;     /* years from now */
} flavours[] = {
    { "", OURS, NULL, -10, 10 },          { "wrong-host", OURS, "wrong-host.invalid", -10, 10 },
    { "expired", OURS, NULL, -10, -5 },   { "future", OURS, NULL, 5, 10 },
    { "other-ca", OTHER, NULL, -10, 10 }, { "self-signed", ITSELF, NULL, -10, 10 },
};

struct leaf {
    struct leaf *next;
    const struct flavour *flavour;
    gnutls_pcert_st certificate;
    char host[];
};

static const char *const authority_names[] = { "sandbox authority", "some other authority" };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct authority authorities[2];
static gnutls_x509_privkey_t leaf_key;
static gnutls_privkey_t leaf_signer;
static struct leaf *leaves;

static bool make_key(gnutls_x509_privkey_t *key)
{
    return gnutls_x509_privkey_init(key) == 0 &&
           gnutls_x509_privkey_generate(
               *key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0;
}

static bool describe(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key, const char *name,
                     int from, int to)
{
    unsigned char serial[16], id[20];
    size_t id_size = sizeof id;
    time_t now = time(NULL);

    if (gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial) != 0)
        return false;
    serial[0] = (serial[0] & 0x3f) | 0x40;
    return gnutls_x509_crt_set_version(certificate, 3) == 0 &&
           gnutls_x509_crt_set_serial(certificate, serial, sizeof serial) == 0 &&
           gnutls_x509_crt_set_activation_time(certificate, now + from * YEAR) == 0 &&
           gnutls_x509_crt_set_expiration_time(certificate, now + to * YEAR) == 0 &&
           gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                         (unsigned)strlen(name)) == 0 &&
           gnutls_x509_crt_set_key(certificate, key) == 0 &&
           gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA1, id, &id_size) == 0 &&
           gnutls_x509_crt_set_subject_key_id(certificate, id, id_size) == 0;
}

static bool make_authority(struct authority *authority, const char *name)
{
    return make_key(&authority->key) && gnutls_x509_crt_init(&authority->certificate) == 0 &&
           describe(authority->certificate, authority->key, name, -10, 10) &&
           gnutls_x509_crt_set_basic_constraints(authority->certificate, 1, 0) == 0 &&
           gnutls_x509_crt_set_key_usage(authority->certificate,
                                         GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN) == 0 &&
           gnutls_x509_crt_sign2(authority->certificate, authority->certificate, authority->key,
                                 GNUTLS_DIG_SHA256, 0) == 0;
}

static bool name_leaf(gnutls_x509_crt_t certificate, const char *host)
{
    static const unsigned char loopback4[4] = { 127, 0, 0, 1 }, loopback6[16] = { [15] = 1 };

    if (gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, host,
                                             (unsigned)strlen(host), GNUTLS_FSAN_SET) != 0)
        return false;
    if (strcmp(host, "localhost") != 0)
        return true;
    return gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, loopback4,
                                                sizeof loopback4, GNUTLS_FSAN_APPEND) == 0 &&
           gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, loopback6,
                                                sizeof loopback6, GNUTLS_FSAN_APPEND) == 0;
}

static bool sign_leaf(gnutls_x509_crt_t certificate, enum signer signer)
{
    const struct authority *by = &authorities[signer == OTHER];
    unsigned char id[64];
    size_t id_size = sizeof id;

    if (signer == ITSELF)
        return gnutls_x509_crt_sign2(certificate, certificate, leaf_key, GNUTLS_DIG_SHA256,
                                     0) == 0;
    return gnutls_x509_crt_get_subject_key_id(by->certificate, id, &id_size, NULL) == 0 &&
           gnutls_x509_crt_set_authority_key_id(certificate, id, id_size) == 0 &&
           gnutls_x509_crt_sign2(certificate, by->certificate, by->key, GNUTLS_DIG_SHA256, 0) ==
               0;
}

static bool make_leaf(struct leaf *leaf)
{
    const struct flavour *flavour = leaf->flavour;
    const char *host = flavour->host != NULL ? flavour->host : leaf->host;
    gnutls_x509_crt_t crt;
    bool made;

    if (gnutls_x509_crt_init(&crt) != 0)
        return false;
    made = describe(crt, leaf_key, "sandbox", flavour->from, flavour->to) &&
           name_leaf(crt, host) && gnutls_x509_crt_set_basic_constraints(crt, 0, -1) == 0 &&
           gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE) == 0 &&
           gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0 &&
           sign_leaf(crt, flavour->signer) &&
           gnutls_pcert_import_x509(&leaf->certificate, crt, 0) == 0;
    gnutls_x509_crt_deinit(crt);
    return made;
}

static struct leaf *find_leaf(const struct flavour *flavour, const char *host)
{
    struct leaf *leaf;

    for (leaf = leaves; leaf != NULL; leaf = leaf->next)
        if (leaf->flavour == flavour && strcmp(leaf->host, host) == 0)
            return leaf;
    leaf = calloc(1, sizeof *leaf + strlen(host) + 1);
    if (leaf == NULL)
        return NULL;
    leaf->flavour = flavour;
    memcpy(leaf->host, host, strlen(host));
    if (!make_leaf(leaf)) {
        free(leaf);
        return NULL;
    }
    leaf->next = leaves;
    leaves = leaf;
    return leaf;
}

static const struct flavour *find_flavour(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof flavours / sizeof *flavours; i++)
        if (strcmp(flavours[i].name, name) == 0)
            return &flavours[i];
    return NULL;
}

static const char *asked_for(gnutls_session_t session, char *name, size_t size)
{
    unsigned type;
    size_t length = size - 1;

    if (gnutls_server_name_get(session, name, &length, &type, 0) != 0 || length == 0)
        return "localhost";
    name[length] = '\0';
    return name;
}

int certificate_choose(gnutls_session_t session, const gnutls_datum_t *unused_authorities,
                       int authority_count, const gnutls_pk_algorithm_t *algorithms,
                       int algorithm_count, gnutls_pcert_st **certificate,
                       unsigned int *certificate_count, gnutls_privkey_t *key)
{
    char buffer[256];
    const char *host = asked_for(session, buffer, sizeof buffer);
    json_t *fault = fault_take(FAULT_TLS, "", host, "");
    const struct flavour *flavour = find_flavour(value_text(fault, "tls"));
    struct leaf *leaf = NULL;

    (void)unused_authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
    json_decref(fault);
    if (flavour != NULL) {
        pthread_mutex_lock(&lock);
        leaf = find_leaf(flavour, host);
        pthread_mutex_unlock(&lock);
    }
    if (leaf == NULL)
        return -1;
    *certificate = &leaf->certificate;
    *certificate_count = 1;
    *key = leaf_signer;
    return 0;
}

/* OpenSSL hashes the subject with its strings as UTF-8, lower case, single blanks. The name is
 * like that already, so only the DER around it has to be written: SET { SEQUENCE { commonName,
 * UTF8String } }. */
static bool subject_hash(const char *name, char *hash, size_t size)
{
    unsigned char der[64] = { 0x31, 0, 0x30, 0, 0x06, 3, 0x55, 4, 3, 0x0c }, digest[20];
    size_t length = strlen(name);

    if (length + 11 > sizeof der)
        return false;
    der[1] = (unsigned char)(length + 9);
    der[3] = (unsigned char)(length + 7);
    der[10] = (unsigned char)length;
    memcpy(der + 11, name, length);
    if (gnutls_hash_fast(GNUTLS_DIG_SHA1, der, length + 11, digest) != 0)
        return false;
    snprintf(hash, size, "%02x%02x%02x%02x.0", digest[3], digest[2], digest[1], digest[0]);
    return true;
}

static void file_names(const char *folder, char names[3][4096])
{
    char hash[16] = "";

    subject_hash(authority_names[OURS], hash, sizeof hash);
    snprintf(names[0], sizeof names[0], "%s/ca.pem", folder);
    snprintf(names[1], sizeof names[1], "%s/ca", folder);
    snprintf(names[2], sizeof names[2], "%s/ca/%s", folder, hash);
}

static bool write_file(const char *name, const gnutls_datum_t *content)
{
    FILE *file = fopen(name, "wx");
    bool written;

    if (file == NULL)
        return false;
    written = fwrite(content->data, 1, content->size, file) == content->size;
    return fclose(file) == 0 && written;
}

static bool publish(const char *folder)
{
    char names[3][4096];
    gnutls_datum_t pem;
    bool published;

    file_names(folder, names);
    if (gnutls_x509_crt_export2(authorities[OURS].certificate, GNUTLS_X509_FMT_PEM, &pem) != 0)
        return false;
    published =
        mkdir(names[1], 0700) == 0 && write_file(names[0], &pem) && write_file(names[2], &pem);
    gnutls_free(pem.data);
    return published;
}

bool certificate_init(const char *folder)
{
    return make_authority(&authorities[OURS], authority_names[OURS]) &&
           make_authority(&authorities[OTHER], authority_names[OTHER]) && make_key(&leaf_key) &&
           gnutls_privkey_init(&leaf_signer) == 0 &&
           gnutls_privkey_import_x509(leaf_signer, leaf_key, 0) == 0 && publish(folder);
}

void certificate_clear(const char *folder)
{
    char names[3][4096];
    struct leaf *leaf;
    size_t i;

    file_names(folder, names);
    unlink(names[0]);
    unlink(names[2]);
    rmdir(names[1]);
    while ((leaf = leaves) != NULL) {
        leaves = leaf->next;
        gnutls_pcert_deinit(&leaf->certificate);
        free(leaf);
    }
    gnutls_privkey_deinit(leaf_signer);
    gnutls_x509_privkey_deinit(leaf_key);
    for (i = 0; i < 2; i++) {
        gnutls_x509_crt_deinit(authorities[i].certificate);
        gnutls_x509_privkey_deinit(authorities[i].key);
    }
}
