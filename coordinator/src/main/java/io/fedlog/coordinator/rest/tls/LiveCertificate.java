package io.fedlog.coordinator.rest.tls;

import io.fedlog.runtime.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections are shown: that of the files as they are. Files that are no
 * pair, as when one of them has been replaced and the other not yet, change nothing. TLS 1.3 only.
 */
public final class LiveCertificate {

  private static final Logger LOG = LoggerFactory.getLogger(LiveCertificate.class);
  private static final String PROTOCOL = "TLSv1.3";

  private final TlsFiles files;
  private final SslContextFactory.Server contexts = new SslContextFactory.Server();
  private List<Stamp> taken;
  private boolean warned;

  private LiveCertificate(TlsFiles files) throws UnusableCertificateException {
    this.files = files;
    this.taken = stamps();
    ServerCertificate certificate = ServerCertificate.read(files);
    contexts.setIncludeProtocols(PROTOCOL);
    contexts.setKeyStore(certificate.toKeyStore());
    contexts.setKeyStorePassword(ServerCertificate.STORE_PASSWORD);
    tell(certificate);
  }

  /**
   * Reads the files for the first time.
   *
   * @throws SettingException when they cannot be served
   */
  public static LiveCertificate open(TlsFiles files) {
    try {
      return new LiveCertificate(files);
    } catch (UnusableCertificateException e) {
      throw new SettingException(
          "HTTPS cannot be served with %s and %s: %s. Expected a certificate and its private key, both in PEM."
              .formatted(TlsFiles.CERTIFICATE.name(), TlsFiles.KEY.name(), e.getMessage()));
    }
  }

  /** Makes what encrypts connections; the same object for as long as this lives. */
  public SslContextFactory.Server contexts() {
    return contexts;
  }

  /**
   * Takes up the files when they have changed. What cannot be served is warned of once, and tried
   * again at each call until it can.
   */
  public synchronized void refresh() {
    try {
      List<Stamp> now = stamps();
      if (!now.equals(taken)) {
        take(now);
      }
      warned = false;
    } catch (UnusableCertificateException e) {
      if (!warned) {
        LOG.warn(
            "The new certificate cannot be served, the former one still is reason={}",
            e.getMessage());
      }
      warned = true;
    }
  }

  private void take(List<Stamp> now) throws UnusableCertificateException {
    ServerCertificate certificate = ServerCertificate.read(files);
    if (!now.equals(stamps())) {
      throw new UnusableCertificateException("the files were written while they were read");
    }
    KeyStore store = certificate.toKeyStore();
    try {
      contexts.reload(factory -> factory.setKeyStore(store));
    } catch (Exception e) { // what it declares
      throw new UnusableCertificateException("it was refused: " + e.getClass().getSimpleName());
    }
    taken = now;
    tell(certificate);
  }

  private static void tell(ServerCertificate certificate) {
    LOG.info(
        "REST API shows certificate subject={} until={}",
        certificate.subject(),
        certificate.notAfter().toInstant());
  }

  private List<Stamp> stamps() throws UnusableCertificateException {
    return List.of(Stamp.of(files.certificate()), Stamp.of(files.key()));
  }

  /** By which it is known that a file is another than before. */
  private record Stamp(FileTime writtenAt, long size, @Nullable Object fileKey) {
    static Stamp of(Path file) throws UnusableCertificateException {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
      } catch (IOException e) {
        throw new UnusableCertificateException(
            "there is no file %s that this user may read".formatted(file));
      }
    }
  }
}
