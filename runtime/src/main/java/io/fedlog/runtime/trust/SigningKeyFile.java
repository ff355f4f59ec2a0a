package io.fedlog.runtime.trust;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * A signing key in a file that only its owner can read: two PEM blocks (RFC 7468), the private key
 * (PKCS #8) and the public one, as {@code openssl pkey} reads and writes them. The private half
 * never leaves the file and the process.
 */
public final class SigningKeyFile {
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final int MOST_BYTES = 4096;
  private static final Set<PosixFilePermission> TOO_WIDE =
      EnumSet.of(GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE);

  private SigningKeyFile() {}

  /**
   * The key in the file; when there is no file, a new key that the file then holds.
   *
   * @throws SigningKeyException when the file cannot be used
   */
  public static SigningKey open(Path file) {
    return open(file, Files::createLink);
  }

  /** Puts a second name beside a file's first, if the file system can. */
  interface Linking {
    void link(Path name, Path file) throws IOException;
  }

  static SigningKey open(Path file, Linking linking) {
    try {
      if (!Files.exists(file)) {
        create(file, linking);
      }
      return read(file);
    } catch (IOException e) {
      throw new SigningKeyException(
          "The signing key %s cannot be read or made (%s). Give a folder that this user may write."
              .formatted(file, e),
          e);
    }
  }

  /** Written aside and linked into place: whoever comes second uses the key of the first. */
  private static void create(Path file, Linking linking) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("it is no file in a folder");
    }
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, "signing-key", ".new"); // for its owner alone
    try {
      write(fresh, SigningKey.generate());
      publish(fresh, file, linking);
      force(folder);
    } catch (FileAlreadyExistsException e) {
      // Another process has just made one.
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void publish(Path fresh, Path file, Linking linking) throws IOException {
    try {
      linking.link(file, fresh);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(fresh, file); // the file system has no links
    }
  }

  /** The file's name is to outlast a crash too; elsewhere than on POSIX nobody can say so. */
  private static void force(Path folder) throws IOException {
    if (isPosix(folder)) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  private static void write(Path file, SigningKey key) throws IOException {
    String text = block(PRIVATE, key.privateKey().getEncoded());
    text += block(PUBLIC, key.publicKey().getEncoded());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true); // a key that is enrolled and then lost has to be enrolled anew
    }
  }

  private static SigningKey read(Path file) throws IOException {
    if (isPosix(file)) {
      Set<PosixFilePermission> wide = EnumSet.copyOf(TOO_WIDE);
      wide.retainAll(Files.getPosixFilePermissions(file));
      if (!wide.isEmpty()) {
        throw new SigningKeyException(
            "The signing key %s can be read or changed by others (%s); expected rw-------. Run chmod 600 on it, and enrol anew if somebody may have read it."
                .formatted(
                    file, PosixFilePermissions.toString(Files.getPosixFilePermissions(file))));
      }
    }
    if (Files.size(file) > MOST_BYTES) {
      throw damaged(file);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    try {
      PrivateKey privateKey =
          KeyFactory.getInstance(SigningKey.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(content(text, PRIVATE)));
      PublicKey publicKey = SigningKey.publicKey(ByteBuffer.wrap(content(text, PUBLIC)));
      if (!belongTogether(publicKey, privateKey)) {
        throw damaged(file);
      }
      return new SigningKey(publicKey, privateKey);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw damaged(file); // without the cause, which could quote the file
    }
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    byte[] sample = "do these two belong together?".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
    signature.initSign(privateKey);
    signature.update(sample);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(sample);
    return signature.verify(signed);
  }

  private static SigningKeyException damaged(Path file) {
    return new SigningKeyException(
        "The signing key %s is not what was expected: an Ed25519 private key and its public key, each a PEM block. Restore it from a copy; or delete it, start again and enrol the new key."
            .formatted(file));
  }

  private static String block(String label, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }

  private static byte[] content(String text, String label) throws GeneralSecurityException {
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw new GeneralSecurityException("no block " + label);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
