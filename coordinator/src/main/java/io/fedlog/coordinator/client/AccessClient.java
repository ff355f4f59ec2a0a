package io.fedlog.coordinator.client;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.CoordinatorConnection;
import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.audit.Gate;
import io.fedlog.coordinator.audit.Matter;
import io.fedlog.coordinator.identity.AccessView;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.Enrolment;
import io.fedlog.coordinator.identity.NewEnrolmentCode;
import io.fedlog.coordinator.identity.Revocations;
import io.fedlog.coordinator.identity.Users;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.UserAccount;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/**
 * What administrators ask for at the command line: people, tokens, enrolment codes. Whoever can
 * write to the coordinator's topics may; the audit topic says it was the command line. Thread-safe.
 */
public final class AccessClient implements AutoCloseable {

  private static final Duration READ_WITHIN = Duration.ofSeconds(60);
  private static final String HERE = "command-line";

  private final CoordinatorConnection connection;
  private final Users users;
  private final Enrolment enrolment;
  private final Revocations revocations;
  private final Gate gate;

  private AccessClient(CoordinatorConnection connection, InstantSource clock, SecureRandom random) {
    this.connection = connection;
    AccessView view = connection.view().access();
    LogWriter log = connection.writer();
    this.users = new Users(view, log, clock, random);
    this.enrolment = new Enrolment(view, log, clock, random);
    this.revocations = new Revocations(view, log, clock);
    this.gate = new Gate(new AuditTrail(connection.audit(), clock));
  }

  /** Connects, and reads the log to its end. */
  public static AccessClient connect(
      CoordinatorConfig config, InstantSource clock, SecureRandom random)
      throws InterruptedException {
    CoordinatorConnection connection = CoordinatorConnection.open(config, "fedlog-access", clock);
    try {
      Waiting.until(connection::caughtUp, READ_WITHIN, "the log was not read to its end");
      return new AccessClient(connection, clock, random);
    } catch (RuntimeException | InterruptedException e) {
      connection.close();
      throw e;
    }
  }

  /** Makes a one-time code with which a store enrols its key; see {@link Enrolment#newCode}. */
  public NewEnrolmentCode newEnrolmentCode(String storeId, Duration life) {
    return gate.pass(
        Caller.commandLine(),
        HERE,
        Act.CREATE_ENROLMENT_CODE,
        Matter.store(storeId).with("valid_for_seconds", Long.toString(life.toSeconds())),
        () -> enrolment.newCode(Caller.commandLine(), storeId, life));
  }

  /**
   * Takes a store's key and its tokens back; see {@link Enrolment#revoke}.
   *
   * @throws NoSuchElementException when no such store was enrolled
   */
  public void revokeStore(String storeId) {
    change(
        Act.REVOKE_STORE,
        Matter.store(storeId),
        () -> enrolment.revoke(Caller.commandLine(), storeId));
  }

  /** Takes a token back; see {@link Revocations#revoke}. */
  public void revokeToken(String tokenId) {
    change(
        Act.REVOKE_TOKEN,
        Matter.token(tokenId),
        () -> revocations.revoke(Caller.commandLine(), tokenId));
  }

  /** Lets somebody sign in; see {@link Users#put}. */
  public void putUser(String name, AccessRole role, char[] password) {
    change(
        Act.CHANGE_USER,
        Matter.user(name)
            .with("change", "put")
            .with("user_role", role.name().toLowerCase(Locale.ROOT)),
        () -> users.put(Caller.commandLine(), name, role, password));
  }

  /**
   * Lets somebody sign in no longer.
   *
   * @throws NoSuchElementException when nobody has that name
   */
  public void disableUser(String name) {
    change(
        Act.CHANGE_USER,
        Matter.user(name).with("change", "disable"),
        () -> users.disable(Caller.commandLine(), name));
  }

  /** All people who may or might sign in, by name. */
  public List<UserAccount> users() {
    return users.all();
  }

  private void change(Act act, Matter matter, Runnable deed) {
    boolean unused =
        gate.pass(
            Caller.commandLine(),
            HERE,
            act,
            matter,
            () -> {
              deed.run();
              return true;
            });
  }

  @Override
  public void close() {
    connection.close();
  }
}
