package io.fedlog.agent.enrol;

import io.fedlog.runtime.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enrols a store's key once. Which key that was is kept beside it, so that later starts ask nobody;
 * should that be lost, to ask again with the same code and key is answered the same. The code is
 * kept nowhere.
 */
public final class KeyEnrolment {

  private static final Logger LOG = LoggerFactory.getLogger(KeyEnrolment.class);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final long MOST_CODE_BYTES = 1 << 10;
  private static final int LONGEST_SHOWN = 400;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final EnrolmentSettings settings;
  private final EnrolmentClient client;
  private final Pause pause;

  /** Waits a while. */
  @FunctionalInterface
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /**
   * @throws EnrolmentFailedException when the settings' certificates cannot be used
   */
  public KeyEnrolment(EnrolmentSettings settings) {
    this(settings, time -> Thread.sleep(time.toMillis()));
  }

  KeyEnrolment(EnrolmentSettings settings, Pause pause) {
    this.settings = settings;
    this.client = new EnrolmentClient(settings);
    this.pause = pause;
  }

  /**
   * Returns when the key is enrolled; while the coordinator does not answer, tries again.
   *
   * @param marker a file of the store's own, which says which key was enrolled
   * @throws EnrolmentFailedException when the code or the key is refused
   */
  public void ensure(String storeId, SigningKey key, Path marker) throws InterruptedException {
    try {
      if (Files.exists(marker) && Files.readString(marker).strip().equals(key.id())) {
        return;
      }
      enrol(storeId, key);
      Path fresh = marker.resolveSibling(marker.getFileName() + ".new");
      Files.writeString(fresh, key.id() + "\n");
      Files.move(
          fresh, marker, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new EnrolmentFailedException(
          "That the key of store %s is enrolled cannot be kept in %s (%s). Give a folder that this user may write."
              .formatted(storeId, marker, e.getMessage()));
    }
    LOG.info("Store is enrolled storeId={} keyId={}", storeId, key.id());
  }

  private void enrol(String storeId, SigningKey key) throws InterruptedException {
    String code = code();
    Duration wait = FIRST_PAUSE;
    for (boolean told = false; ; told = true) {
      String away = tryOnce(storeId, code, key);
      if (away.isEmpty()) {
        return;
      }
      if (!told) {
        LOG.warn(
            "The store's key cannot be enrolled yet, it is tried again storeId={} coordinator={} reason={}",
            storeId,
            settings.coordinator(),
            away);
      }
      pause.of(wait);
      wait =
          wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  /** Empty when it is enrolled; else why not yet. */
  private String tryOnce(String storeId, String code, SigningKey key) throws InterruptedException {
    EnrolmentClient.Answer answer;
    try {
      answer = client.enrol(storeId, code, key);
    } catch (IOException e) {
      if (isDistrust(e)) {
        throw failed(
            storeId,
            "its certificate is not believed; %s names whom to believe"
                .formatted(EnrolmentSettings.AUTHORITY_FILE.name()));
      }
      return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
    if (answer.status() == 200) {
      return "";
    }
    if (answer.status() >= 500
        || answer.status() == REQUEST_TIMEOUT
        || answer.status() == TOO_MANY_REQUESTS) {
      return "it answered " + answer.status();
    }
    throw failed(
        storeId,
        answer.detail().isEmpty()
            ? "it answered %d; is that a coordinator of Fedlog?".formatted(answer.status())
            : shown(answer.detail()));
  }

  /** A certificate does not get better by waiting; all else that is wrong with a link may. */
  private static boolean isDistrust(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }

  private EnrolmentFailedException failed(String storeId, String why) {
    return new EnrolmentFailedException(
        "The key of store %s was not enrolled at %s: %s"
            .formatted(storeId, settings.coordinator(), why));
  }

  private String code() {
    Path file = settings.codeFile();
    try {
      if (Files.size(file) > MOST_CODE_BYTES) {
        throw new IOException("it is longer than a code");
      }
      String code = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (code.isEmpty()) {
        throw new IOException("it is empty");
      }
      return code;
    } catch (IOException e) {
      throw new EnrolmentFailedException(
          "The enrolment code %s (%s) cannot be read (%s). Ask an administrator for one: ./fedlog enrol-code STORE"
              .formatted(file, EnrolmentSettings.CODE_FILE.name(), e.getMessage()));
    }
  }

  /** What others say goes on one line of ours. */
  private static String shown(String said) {
    String line = said.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
  }
}
