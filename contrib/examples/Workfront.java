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
import java.util.List;

public class Workfront {
    private final HttpClient client = HttpClient.newHttpClient(); // follows no redirect
    private final String family, host;
    private List<String> headers; // "Name: value", as the helper prints them

    public Workfront(String family) throws IOException, InterruptedException {
        this.family = family;
        this.host = run("", "workfront-credential", "json", "--non-interactive").lines()
            .filter(line -> line.contains("\"host\"")).findFirst().orElseThrow().split("\"")[3];
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

    private synchronized List<String> headers(String refused) throws IOException, InterruptedException {
        if (refused != null && headers != null && headers.get(0).endsWith(refused)) {
            run("protocol=https\nhost=" + host + "\npassword=" + refused + "\n\n",
                "workfront-credential", "erase");
            headers = null;
        }
        if (headers == null)
            headers = run("", "workfront-credential", "header", "--non-interactive", "--for", family).lines().toList();
        return headers;
    }

    public HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        String refused = null;
        while (true) {
            var request = HttpRequest.newBuilder(uri);
            for (String line : headers(refused)) {
                String[] parts = line.split(": ", 2);
                request.header(parts[0], parts[1]);
            }
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 401 || refused != null)
                return answer;
            refused = headers.get(0).substring("Authorization: Bearer ".length());
        }
    }

    public static void main(String[] arguments) throws Exception {
        var workfront = new Workfront("workflow");
        var uri = URI.create("https://" + workfront.host + "/attask/api/v22.0/" + arguments[0]);
        System.out.println(workfront.get(uri).body());
    }
}
