package io.fedlog.standalone.security;

import io.fedlog.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker that takes TLS and SCRAM only and refuses what no ACL allows. Its users have their names
 * as passwords, doubled.
 */
final class SecuredBroker implements AutoCloseable {
  private static final String BROKER = "broker";

  private final Path certificate;
  private final EmbeddedKafka kafka;

  private SecuredBroker(Path certificate, EmbeddedKafka kafka) {
    this.certificate = certificate;
    this.kafka = kafka;
  }

  /**
   * Starts one.
   *
   * @param admin the user who may do everything
   * @param users those who may do what ACLs say
   */
  static SecuredBroker start(Path folder, String admin, List<String> users) throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.make(BROKER);
    EmbeddedKafka.Builder builder =
        EmbeddedKafka.builder()
            .scramUser(BROKER, password(BROKER))
            .scramUser(admin, password(admin))
            .property("listener.security.protocol.map", "CLIENT:SASL_SSL,CONTROLLER:SASL_SSL")
            .property("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512")
            .property("listener.name.client.sasl.enabled.mechanisms", "SCRAM-SHA-512")
            .property("listener.name.client.scram-sha-512.sasl.jaas.config", scram(BROKER))
            .property("sasl.mechanism.controller.protocol", "PLAIN")
            .property("listener.name.controller.sasl.enabled.mechanisms", "PLAIN")
            .property(
                "listener.name.controller.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";"
                        .formatted(BROKER, password(BROKER)))
            .property("ssl.keystore.type", "PKCS12")
            .property("ssl.keystore.location", certificates.keystore(BROKER).toString())
            .property("ssl.keystore.password", Certificates.PASSWORD)
            .property("ssl.truststore.type", "PEM")
            .property("ssl.truststore.location", certificates.certificate(BROKER).toString())
            .property(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
            .property("super.users", "User:" + BROKER + ";User:" + admin);
    users.forEach(user -> builder.scramUser(user, password(user)));
    return new SecuredBroker(certificates.certificate(BROKER), builder.start());
  }

  /** The settings of a process that logs in as {@code user}. */
  Map<String, String> environment(String user) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FL_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("FL_KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    environment.put("FL_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
    environment.put("FL_KAFKA_SASL_JAAS_CONFIG", scram(user));
    environment.put("FL_KAFKA_SSL_TRUSTSTORE_TYPE", "PEM");
    environment.put("FL_KAFKA_SSL_TRUSTSTORE_LOCATION", certificate.toString());
    return environment;
  }

  private static String password(String user) {
    return user + user;
  }

  private static String scram(String user) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required"
        + " username=\"%s\" password=\"%s\";".formatted(user, password(user));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
