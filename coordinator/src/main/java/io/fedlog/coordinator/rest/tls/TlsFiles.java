package io.fedlog.coordinator.rest.tls;

import io.fedlog.runtime.Setting;
import io.fedlog.runtime.SettingException;
import io.fedlog.runtime.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the REST API's certificate is.
 *
 * @param certificate in PEM, those that lead to its root behind it
 * @param key its private key, in PEM
 */
public record TlsFiles(Path certificate, Path key) {

  public static final Setting<Path> CERTIFICATE =
      Setting.path(
          "FL_HTTP_CERTIFICATE_FILE",
          "the certificate of the REST API in PEM, those that lead to its root behind it; with it and"
              + " its key HTTPS is served, and another one is taken up without a restart");

  public static final Setting<Path> KEY =
      Setting.path(
          "FL_HTTP_KEY_FILE", "the certificate's private key in PEM: PKCS #8, not encrypted");

  public static final List<Setting<?>> SETTINGS = List.of(CERTIFICATE, KEY);

  /**
   * Reads the settings; empty when neither is set.
   *
   * @throws SettingException when only one is
   */
  public static Optional<TlsFiles> from(Settings settings) {
    Optional<Path> certificate = settings.find(CERTIFICATE);
    Optional<Path> key = settings.find(KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new SettingException(
          "%s is not set but %s is; set both for HTTPS, or neither."
              .formatted(
                  certificate.isPresent() ? KEY.name() : CERTIFICATE.name(),
                  certificate.isPresent() ? CERTIFICATE.name() : KEY.name()));
    }
    return certificate.map(file -> new TlsFiles(file, key.orElseThrow()));
  }
}
