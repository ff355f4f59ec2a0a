package io.fedlog.standalone.audit;

import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.standalone.terminal.UnusableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keys whose signatures on tree heads count. A mixin. */
final class KeyFlags {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}|[0-9a-fA-F]{88}");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----");

  /** What stands before a bare key in its SubjectPublicKeyInfo (RFC 8410). */
  private static final String BARE = "302a300506032b6570032100";

  private static final int MOST_BYTES = 8192;

  @Option(
      names = "--key",
      paramLabel = "FILE|HEX",
      description =
          "The public key that must have signed, as PEM or hexadecimal; given again when the"
              + " key was changed: heads may go over to another of them, and never back")
  private List<String> keys = new ArrayList<>();

  /** The given keys, in hexadecimal; empty when none was given. */
  Set<String> given() {
    Set<String> given = new TreeSet<>();
    keys.forEach(text -> given.add(key(text.strip())));
    return given;
  }

  private static String key(String text) {
    byte[] encoded;
    if (HEX.matcher(text).matches()) {
      encoded = HexFormat.of().parseHex(text.length() == 64 ? BARE + text : text);
    } else {
      encoded = pem(Path.of(text));
    }
    try {
      return HexFormat.of().formatHex(SigningKey.publicKey(ByteBuffer.wrap(encoded)).getEncoded());
    } catch (GeneralSecurityException e) {
      throw unusable(text, e);
    }
  }

  private static byte[] pem(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw unusable(file.toString(), null);
      }
      Matcher block = PEM.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      if (block.find()) {
        return Base64.getMimeDecoder().decode(block.group(1));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(file.toString(), e);
    }
    throw unusable(file.toString(), null);
  }

  private static UnusableException unusable(String text, @Nullable Throwable cause) {
    return new UnusableException(
        "--key "
            + text
            + " is no key; expected a file with an Ed25519 PUBLIC KEY in PEM, or its 64 or 88"
            + " hexadecimal digits.",
        cause);
  }
}
