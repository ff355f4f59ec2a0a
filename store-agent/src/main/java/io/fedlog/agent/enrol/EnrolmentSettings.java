package io.fedlog.agent.enrol;

import io.fedlog.runtime.Setting;
import io.fedlog.runtime.SettingException;
import io.fedlog.runtime.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and with what a key is enrolled.
 *
 * @param coordinator the address of its REST API, without a path
 * @param codeFile holds the one-time code
 * @param authorityFile certificates to trust in place of Java's own, in PEM; null: Java's own
 */
public record EnrolmentSettings(URI coordinator, Path codeFile, @Nullable Path authorityFile) {

  static final Setting<String> COORDINATOR_URL =
      Setting.text(
          "FL_COORDINATOR_URL",
          "the coordinator's REST API, such as https://fedlog.example:8443, to enrol the store's key"
              + " at; http for this machine only");

  static final Setting<Path> CODE_FILE =
      Setting.path(
          "FL_ENROLMENT_CODE_FILE",
          "the file with the store's one-time enrolment code (./fedlog enrol-code); read only as long"
              + " as the key is not enrolled");

  static final Setting<Path> AUTHORITY_FILE =
      Setting.path(
          "FL_COORDINATOR_CA_FILE",
          "certificates in PEM by which the coordinator is believed; without it those that Java"
              + " trusts");

  /** Every setting of enrolment. */
  public static final List<Setting<?>> SETTINGS =
      List.of(COORDINATOR_URL, CODE_FILE, AUTHORITY_FILE);

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  public EnrolmentSettings {
    String scheme = coordinator.getScheme();
    String host = coordinator.getHost();
    boolean plain = "http".equals(scheme) && host != null && THIS_MACHINE.contains(host);
    boolean bare =
        coordinator.getRawUserInfo() == null
            && coordinator.getRawQuery() == null
            && coordinator.getRawFragment() == null;
    if (host == null || !bare || !("https".equals(scheme) || plain)) {
      throw new SettingException(
          "%s cannot be used; expected an address such as https://fedlog.example:8443, without a name, a query or a fragment; http only for this machine, for the code must not be readable on the way."
              .formatted(COORDINATOR_URL.name()));
    }
  }

  /**
   * Reads the settings; empty when no code is given.
   *
   * @throws SettingException when there is a code but no coordinator to send it to
   */
  public static Optional<EnrolmentSettings> from(Settings settings) {
    Optional<Path> code = settings.find(CODE_FILE);
    if (code.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new EnrolmentSettings(
            address(settings.get(COORDINATOR_URL)),
            code.get(),
            settings.find(AUTHORITY_FILE).orElse(null)));
  }

  private static URI address(String text) {
    try {
      return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "%s is no address; expected one such as https://fedlog.example:8443."
              .formatted(COORDINATOR_URL.name()));
    }
  }
}
