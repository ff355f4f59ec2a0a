package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens with the key file alone: no Kafka is there. */
class TokenCommandTest {

  @TempDir Path folder;

  @Test
  void shouldWriteTheTokenAlone_andTellItsIdBeside() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Map<String, String> environment = Map.of("FL_TOKEN_KEY_FILE", key(pair).toString());

    CommandRun run =
        CommandRun.in(
            environment, "token", "--role", "store", "--store-id", "north", "--for", "90m");

    assertThat(run.status()).isZero();
    assertThat(run.out()).endsWith(System.lineSeparator());
    String[] parts = run.out().strip().split("\\.");
    assertThat(parts).hasSize(3);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    assertThat(claims)
        .contains("\"iss\":\"fedlog\"", "\"aud\":\"fedlog\"", "\"sub\":\"north\"")
        .contains("\"role\":\"store\"", "\"store_id\":\"north\"");
    assertThat(number(claims, "exp") - number(claims, "iat")).isEqualTo(5400);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(pair.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();

    assertThat(run.err()).contains("for north, until").doesNotContain(parts[1]);
    assertThat(claims).contains("\"jti\":\"" + run.err().split(" ")[1] + "\"");
  }

  @Test
  void shouldTakeIssuerAudienceAndSubjectFromWhoRunsIt() throws Exception {
    Map<String, String> environment =
        Map.of(
            "FL_TOKEN_KEY_FILE",
            key(KeyPairGenerator.getInstance("Ed25519").generateKeyPair()).toString(),
            "FL_TOKEN_ISSUER",
            "https://fl.example",
            "FL_TOKEN_AUDIENCE",
            "trial");

    CommandRun run = CommandRun.in(environment, "token", "--role", "operator", "--subject", "ada");

    String claims =
        new String(
            Base64.getUrlDecoder().decode(run.out().split("\\.")[1]), StandardCharsets.UTF_8);
    assertThat(claims)
        .contains("\"iss\":\"https://fl.example\"", "\"aud\":\"trial\"", "\"sub\":\"ada\"")
        .doesNotContain("store_id");
    assertThat(number(claims, "exp") - number(claims, "iat")).isEqualTo(3600);
  }

  @Test
  void shouldNotShowTheKey_whenItCannotBeUsed() throws Exception {
    Path file = Files.writeString(folder.resolve("key.pem"), "c2VjcmV0LXNlY3JldA==");

    CommandRun run =
        CommandRun.in(Map.of("FL_TOKEN_KEY_FILE", file.toString()), "token", "--role", "admin");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("key.pem", "openssl genpkey").doesNotContain("c2Vj");
  }

  private Path key(KeyPair pair) throws Exception {
    return Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  private static long number(String claims, String name) {
    return Long.parseLong(claims.replaceAll(".*\"" + name + "\":(\\d+).*", "$1"));
  }
}
