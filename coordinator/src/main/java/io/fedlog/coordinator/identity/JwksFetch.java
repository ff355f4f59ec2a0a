package io.fedlog.coordinator.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets an issuer's key set: at most 256 KiB, all of it within a time, no redirects, so that neither
 * a slow nor a strange answer costs more than that. Thread-safe.
 */
final class JwksFetch implements CachedKeys.Fetch {

  static final int MOST_BYTES = 256 << 10;

  private final URI address;
  private final Duration within;
  private final HttpClient client;

  JwksFetch(URI address, Duration within) {
    this.address = address;
    this.within = within;
    this.client =
        HttpClient.newBuilder().connectTimeout(within).followRedirects(Redirect.NEVER).build();
  }

  /**
   * The keys by id.
   *
   * @throws IOException when they cannot be had; the message says why
   */
  @Override
  public Map<String, VerificationKey> get() throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(within)
            .header("Accept", "application/jwk-set+json, application/json")
            .build();
    CompletableFuture<HttpResponse<byte[]>> asked =
        client.sendAsync(request, answer -> new BoundedBody(MOST_BYTES));
    HttpResponse<byte[]> answer;
    try {
      answer = asked.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw new IOException("no whole answer within " + within.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (answer.statusCode() != 200) {
      throw new IOException("expected status 200, came " + answer.statusCode());
    }
    try {
      return JwksDocument.read(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
