package io.fedlog.runtime.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fedlog.learning.noise.NoiseKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseKeyFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("store").resolve("noise-key");
  }

  @Test
  void shouldKeepTheKey_forItsOwnerAlone() throws Exception {
    NoiseKey made = NoiseKeyFile.openOrCreate(file);

    assertThat(word(NoiseKeyFile.openOrCreate(file))).isEqualTo(word(made));
    assertThat(word(NoiseKeyFile.read(file))).isEqualTo(word(made));
    assertThat(word(NoiseKeyFile.openOrCreate(folder.resolve("other")))).isNotEqualTo(word(made));
    assumeTrue(posix());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldTakeBytesAsTheyAreAndHexAlike() throws Exception {
    byte[] secret = new byte[NoiseKey.BYTES];
    secret[0] = 0x5f;
    secret[31] = 1;
    write(secret);
    long raw = word(NoiseKeyFile.read(file));

    write(("5F" + "00".repeat(30) + "01\n").getBytes(StandardCharsets.US_ASCII));

    assertThat(word(NoiseKeyFile.read(file))).isEqualTo(raw).isEqualTo(word(new NoiseKey(secret)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00ff", "zz00000000000000000000000000000000000000000000000000000000000000"})
  void shouldSayWhatWasExpectedAndNothingOfTheSecret_whenTheFileIsDamaged(String content)
      throws Exception {
    write(content.getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> NoiseKeyFile.read(file))
        .isInstanceOf(NoiseKeyException.class)
        .hasMessageContaining("expected: 32 random bytes, or 64 hex digits")
        .hasNoCause();
  }

  @Test
  void shouldRefuse_whenOthersCanReadItOrNobodyMadeIt() throws Exception {
    assertThatThrownBy(() -> NoiseKeyFile.read(file))
        .hasMessageContaining("cannot be read")
        .hasMessageContaining("all instances need the same");
    assumeTrue(posix());
    NoiseKey unused = NoiseKeyFile.openOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> NoiseKeyFile.read(file))
        .hasMessageContaining("expected rw-------")
        .hasMessageContaining("chmod 600");
  }

  /** The first word of a stream stands for the key, which shows nothing of itself. */
  private static long word(NoiseKey key) {
    return key.stream("test").nextLong();
  }

  private void write(byte[] content) throws Exception {
    Files.createDirectories(folder.resolve("store"));
    Files.deleteIfExists(file);
    Files.write(file, content);
    if (posix()) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private boolean posix() {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
