/* kubernetes.c: kubectl's exec plugins. Source: Kubernetes documentation, "Client
 * authentication (v1)" and "(v1beta1)": the answer must bear the version that was asked for.
 * The server is known only to callers with provideClusterInfo. */
#include <string.h>

#include "protocol/dialects/dialect.h"
#include "protocol/dialects/quote.h"
#include "protocol/json.h"

static const char group[] = "client.authentication.k8s.io/";
static const char *const versions[] = { "v1", "v1beta1" };

static const char *version_find(const json_t *object)
{
    const char *text = json_string_value(json_object_get(object, "apiVersion"));
    size_t i;

    if (text == NULL || strncmp(text, group, sizeof group - 1) != 0)
        return NULL;
    for (i = 0; i < sizeof versions / sizeof versions[0]; i++)
        if (strcmp(text + sizeof group - 1, versions[i]) == 0)
            return versions[i];
    return NULL;
}

static enum status read_object(struct request *request, const json_t *object,
                               struct buffer *text, struct fault *fault)
{
    const json_t *cluster = json_object_get(json_object_get(object, "spec"), "cluster");
    const char *server = json_string_value(json_object_get(cluster, "server"));

    request->version = version_find(object);
    if (request->version == NULL)
        return fault_because(fault, STATUS_MALFORMED, CAUSE_VERSION, "apiVersion", NULL);
    if (server == NULL)
        return STATUS_OK;
    return json_take_uri(request, text, server, "spec.cluster.server", fault);
}

/* Without the variable there is nothing to read: somebody tries the command by hand. */
static enum status read_request(struct request *request, struct buffer *text,
                                struct fault *fault)
{
    json_t *object;
    enum status status;

    if (text->length == 0)
        return STATUS_OK;
    status = json_take(&object, text, "KUBERNETES_EXEC_INFO", fault);
    if (status == STATUS_OK)
        status = read_object(request, object, text, fault);
    json_decref(object);
    return status;
}

static void write_answer(struct buffer *out, const struct answer *answer)
{
    char expires[CREDENTIAL_TIME_SIZE];

    buffer_format(
        out,
        "{\"apiVersion\":\"%s%s\",\"kind\":\"ExecCredential\",\"status\":{\"token\":", group,
        answer->request->version != NULL ? answer->request->version : versions[0]);
    quote(out, &quoting_json, answer->credential->token);
    if (credential_expires(expires, answer->credential, CREDENTIAL_SKEW))
        buffer_format(out, ",\"expirationTimestamp\":\"%s\"", expires);
    buffer_text(out, "}}\n");
}

const struct dialect dialect_kubernetes = {
    .name = "kubernetes",
    .variable = "KUBERNETES_EXEC_INFO",
    .read = read_request,
    .answer = write_answer,
    .is_unattended = true,
};
