// Workfront's tokens for Java 17, without other libraries: java Workfront.java 'proj/search?fields=name'
//
// workfront-credential is asked once a process, and again after a 401: it is then told that the
// token was refused.
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

public class Workfront {
    private final HttpClient client = HttpClient.newHttpClient(); // follows no redirect
    private final String family;
    private Known known;

    /** What the helper says of a family of the API. */
    private record Known(String token, String host, String url, Map<String, String> headers) {
        /** Its JSON, whose strings hold nothing that would need a backslash. */
        static Known of(String json) {
            var headers = new TreeMap<String, String>();
            var pair = Pattern.compile("\"([^\"]*)\": \"([^\"]*)\"").matcher(member(json, "\\{([^}]*)\\}", "headers"));
            while (pair.find())
                headers.put(pair.group(1), pair.group(2));
            return new Known(text(json, "access_token"), text(json, "host"), text(json, "family_url"), headers);
        }

        private static String text(String json, String name) {
            return member(json, "\"([^\"]*)\"", name);
        }

        private static String member(String json, String form, String name) {
            var found = Pattern.compile("\"" + name + "\": " + form).matcher(json);
            if (!found.find())
                throw new IllegalStateException("workfront-credential: no " + name);
            return found.group(1);
        }
    }

    public Workfront(String family) {
        this.family = family;
    }

    private static String run(String input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0)
            throw new IOException(command[0] + ": exit status " + process.exitValue());
        return answer;
    }

    private synchronized Known known(String refused) throws IOException, InterruptedException {
        if (refused != null && known != null && known.token.equals(refused)) {
            run("protocol=https\nhost=" + known.host + "\npassword=" + refused + "\n\n",
                "workfront-credential", "erase");
            known = null;
        }
        if (known == null)
            known = Known.of(run("", "workfront-credential", "json", "--non-interactive", "--for", family));
        return known;
    }

    /** GET a path below the family's address, with the API's version where it has one. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        String refused = null;
        while (true) {
            var has = known(refused);
            var request = HttpRequest.newBuilder(URI.create(has.url + "/" + path));
            request.header("Authorization", "Bearer " + has.token);
            has.headers.forEach(request::header);
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 401 || refused != null)
                return answer;
            refused = has.token;
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println(new Workfront("workflow").get("v22.0/" + arguments[0]).body());
    }
}
