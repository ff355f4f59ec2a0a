package io.fedlog.coordinator.client;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.CoordinatorConnection;
import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.audit.Gate;
import io.fedlog.coordinator.audit.Matter;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.PrivacyView;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.privacy.SpentByRound;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of privacy at the command line: budgets, and what was spent of them. Whoever can
 * write to the coordinator's topics may; the audit topic says it was the command line. Thread-safe.
 */
public final class PrivacyClient implements AutoCloseable {

  private static final Duration READ_WITHIN = Duration.ofSeconds(60);
  private static final String HERE = "command-line";

  private final CoordinatorConnection connection;
  private final PrivacyBudgets budgets;
  private final PrivacyView view;
  private final Gate gate;

  private PrivacyClient(CoordinatorConnection connection, InstantSource clock) {
    this.connection = connection;
    this.budgets = new PrivacyBudgets(connection.view(), connection.writer(), clock);
    this.view = connection.view().privacy();
    this.gate = new Gate(new AuditTrail(connection.audit(), clock));
  }

  /** Connects, and reads the log to its end. */
  public static PrivacyClient connect(CoordinatorConfig config, InstantSource clock)
      throws InterruptedException {
    CoordinatorConnection connection = CoordinatorConnection.open(config, "fedlog-privacy", clock);
    try {
      Waiting.until(connection::caughtUp, READ_WITHIN, "the log was not read to its end");
      return new PrivacyClient(connection, clock);
    } catch (RuntimeException | InterruptedException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Sets what may be spent on each store; see {@link PrivacyBudgets#set}. Returns when the quorum
   * has taken it.
   *
   * @throws AwaitTimeoutException when no aggregator acts on it in time
   */
  public PrivacyAccount setBudget(String modelType, double epsilon, double delta, Duration most)
      throws InterruptedException {
    return ask(
        modelType,
        new PrivacyBudget(epsilon, delta),
        by -> budgets.set(modelType, epsilon, delta, by),
        most);
  }

  /**
   * Takes a budget back; see {@link PrivacyBudgets#withdraw}. Returns when the quorum has taken it.
   *
   * @throws AwaitTimeoutException when no aggregator acts on it in time
   * @throws IllegalStateException when there is none
   */
  public PrivacyAccount withdrawBudget(String modelType, Duration most)
      throws InterruptedException {
    if (account(modelType).map(PrivacyAccount::getBudget).isEmpty()) {
      throw new IllegalStateException("model type " + modelType + " has no privacy budget");
    }
    return ask(modelType, null, by -> budgets.withdraw(modelType, by), most);
  }

  private PrivacyAccount ask(
      String modelType, @Nullable PrivacyBudget wanted, Consumer<String> asking, Duration most)
      throws InterruptedException {
    Caller caller = Caller.commandLine();
    boolean unused =
        gate.pass(
            caller,
            HERE,
            Act.SET_PRIVACY_BUDGET,
            matter(modelType, wanted),
            () -> {
              asking.accept(caller.subject());
              return true;
            });
    Waiting.until(
        () ->
            account(modelType)
                .filter(known -> Objects.equals(wanted, known.getBudget()))
                .isPresent(),
        most,
        "the aggregator did not take what was asked of the budget of " + modelType);
    return account(modelType).orElseThrow();
  }

  private static Matter matter(String modelType, @Nullable PrivacyBudget wanted) {
    Matter matter = Matter.modelType(modelType);
    return wanted == null
        ? matter.with("change", "withdraw")
        : matter
            .with("epsilon", Double.toString(wanted.getEpsilon()))
            .with("delta", Double.toString(wanted.getDelta()));
  }

  /** How the account of a model type stands; empty while nobody set a budget or spent. */
  public Optional<PrivacyAccount> account(String modelType) {
    return view.account(modelType);
  }

  /**
   * What rounds of a model type spent, oldest first.
   *
   * @param storeId only those that this store was charged for; null for all
   */
  public List<SpentByRound> rounds(String modelType, @Nullable String storeId) {
    return SpentByRound.of(view.charges(modelType), storeId);
  }

  @Override
  public void close() {
    connection.close();
  }
}
