package io.fedlog.coordinator.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lies between the BEGIN and END lines of a PEM file (RFC 7468). */
public final class PemFile {

  private static final int MOST_BYTES = 64 << 10;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\\s([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

  /**
   * One block.
   *
   * @param label such as PRIVATE KEY
   */
  public record Block(String label, byte[] bytes) {
    @Override
    public String toString() {
      return label; // the bytes may be a secret
    }
  }

  private PemFile() {}

  /**
   * All blocks of a file, in order.
   *
   * @throws IOException when it cannot be read, is larger than 64 KiB or has no block
   */
  public static List<Block> read(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MOST_BYTES + 1);
    }
    if (content.length > MOST_BYTES) {
      throw new IOException("it has more than " + MOST_BYTES + " bytes");
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      try {
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new IOException("its " + matcher.group(1) + " is no base64");
      }
    }
    if (blocks.isEmpty()) {
      throw new IOException("it has no line -----BEGIN ...-----");
    }
    return blocks;
  }
}
