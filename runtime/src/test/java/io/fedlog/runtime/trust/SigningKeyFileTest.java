package io.fedlog.runtime.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("store").resolve("signing-key.pem");
  }

  @Test
  void shouldKeepTheKey_forItsOwnerAlone() throws Exception {
    SigningKey made = SigningKeyFile.open(file);
    SigningKey read = SigningKeyFile.open(file);

    assertThat(read.publicKey()).isEqualTo(made.publicKey());
    assertThat(read.privateKey()).isEqualTo(made.privateKey());
    assertThat(read.id())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256").digest(made.publicKey().getEncoded()))
                .substring(0, 32));
    try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
      assertThat(files).hasSize(1); // nothing is left of the making
    }
    assumeTrue(posix());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw----r--", "rw-r-----", "rw--w----", "rw-----w-"})
  void shouldRefuse_whenOthersCanReadOrChangeTheKey(String permissions) throws Exception {
    assumeTrue(posix());
    SigningKey key = SigningKeyFile.open(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(() -> SigningKeyFile.open(file))
        .isInstanceOf(SigningKeyException.class)
        .hasMessageContaining(permissions)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining(secret(key));
  }

  @Test
  void shouldKeepTheKey_whenTheFileSystemHasNoLinks() throws Exception {
    SigningKey made =
        SigningKeyFile.open(
            file,
            (name, existing) -> {
              throw new FileSystemException(name.toString(), null, "Operation not permitted");
            });

    assertThat(SigningKeyFile.open(file).id()).isEqualTo(made.id());
    try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void shouldRefuse_whenTheTwoHalvesDoNotBelongTogether() throws Exception {
    SigningKey key = SigningKeyFile.open(file);
    Path other = folder.resolve("other.pem");
    SigningKey stranger = SigningKeyFile.open(other);
    List<String> lines = Files.readAllLines(file);
    int cut = lines.indexOf("-----BEGIN PUBLIC KEY-----");
    List<String> others = Files.readAllLines(other);
    Files.write(
        file,
        Stream.concat(
                lines.subList(0, cut).stream(),
                others
                    .subList(others.indexOf("-----BEGIN PUBLIC KEY-----"), others.size())
                    .stream())
            .toList());

    assertRefused(key);
    assertThat(stranger.id()).isNotEqualTo(key.id());
  }

  @Test
  void shouldRefuse_whenTheFileIsCutOff() throws Exception {
    SigningKey key = SigningKeyFile.open(file);
    String text = Files.readString(file);
    for (int length = 0; length < text.stripTrailing().length(); length += 7) {
      Files.writeString(file, text.substring(0, length));
      assertRefused(key);
    }
  }

  @Test
  void shouldShowNothingOfThePrivateKey() {
    SigningKey key = SigningKeyFile.open(file);

    assertThat(key.toString()).isEqualTo("Ed25519 key " + key.id());
  }

  private void assertRefused(SigningKey key) {
    assertThatThrownBy(() -> SigningKeyFile.open(file))
        .isInstanceOf(SigningKeyException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("an Ed25519 private key and its public key")
        .hasMessageNotContaining(secret(key))
        .hasNoCause();
  }

  private static String secret(SigningKey key) {
    return Base64.getEncoder().encodeToString(key.privateKey().getEncoded()).substring(30);
  }

  private boolean posix() {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
