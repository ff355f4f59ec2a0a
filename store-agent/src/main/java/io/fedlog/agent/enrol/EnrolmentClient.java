package io.fedlog.agent.enrol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.runtime.trust.EnrolmentProof;
import io.fedlog.runtime.trust.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks a coordinator over HTTP to enrol a key. */
final class EnrolmentClient {

  private static final String PATH = "/api/v1/federated-learning/stores/enrol";
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final int MOST_ANSWER_BYTES = 8 << 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final HttpClient http;

  /**
   * What a coordinator said.
   *
   * @param detail its own words; empty when there are none
   */
  record Answer(int status, String detail) {}

  EnrolmentClient(EnrolmentSettings settings) {
    this.address = URI.create(settings.coordinator() + PATH);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .followRedirects(HttpClient.Redirect.NEVER);
    Path authority = settings.authorityFile();
    this.http =
        authority == null ? builder.build() : builder.sslContext(trusting(authority)).build();
  }

  /**
   * Sends the key, with its proof.
   *
   * @throws IOException when no answer came
   */
  Answer enrol(String storeId, String code, SigningKey key)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(address)
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body(storeId, code, key)))
                .build(),
            BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      return new Answer(response.statusCode(), detail(in.readNBytes(MOST_ANSWER_BYTES)));
    }
  }

  private static byte[] body(String storeId, String code, SigningKey key) {
    Base64.Encoder base64 = Base64.getEncoder();
    try {
      return JSON.writeValueAsBytes(
          Map.of(
              "store_id",
              storeId,
              "enrolment_code",
              code,
              "public_key",
              base64.encodeToString(key.publicKey().getEncoded()),
              "signature",
              base64.encodeToString(EnrolmentProof.sign(key, code, storeId))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }

  private static String detail(byte[] body) {
    try {
      return JSON.readTree(body).path("detail").asText("");
    } catch (IOException e) {
      return ""; // what answers is no coordinator
    }
  }

  private static SSLContext trusting(Path authority) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int count = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(authority)))) {
        trusted.setCertificateEntry("authority-" + count++, certificate);
      }
      if (count == 0) {
        throw new GeneralSecurityException("there is none");
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new EnrolmentFailedException(
          "The certificates in %s (%s) cannot be used (%s). Expected one or more in PEM."
              .formatted(authority, EnrolmentSettings.AUTHORITY_FILE.name(), e.getMessage()));
    }
  }
}
