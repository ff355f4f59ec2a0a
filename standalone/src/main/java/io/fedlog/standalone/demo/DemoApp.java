package io.fedlog.standalone.demo;

import io.fedlog.agent.AgentHost;
import io.fedlog.agent.AgreedSpaces;
import io.fedlog.agent.HostSettings;
import io.fedlog.agent.LearnerTrainer;
import io.fedlog.agent.StoreTrainer;
import io.fedlog.agent.data.DataException;
import io.fedlog.agent.state.Durability;
import io.fedlog.agent.train.Comparison;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.PlanPrivacy;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundState;
import io.fedlog.standalone.installation.Installation;
import io.fedlog.standalone.installation.OwnSettings;
import io.fedlog.standalone.terminal.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One demo's life: an installation and a chain's agents in this JVM, one plan, the comparison. */
public final class DemoApp {

  private static final Duration START_WITHIN = Duration.ofSeconds(60);
  private static final Duration LAST_EVALUATIONS = Duration.ofSeconds(30);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "FL_STATE_STORE", "memory",
          "FL_TICK_INTERVAL", "50ms",
          "FL_SESSION_TIMEOUT", "6s",
          "FL_AGGREGATION_THRESHOLD", "1");

  private final DemoSettings settings;
  private final Screen screen;
  private final InstantSource clock;
  private final RandomGenerator attemptIds;
  private final String codeVersion;

  /**
   * @param clock the time
   * @param attemptIds an unpredictable source
   * @param codeVersion what the agents say they run
   */
  public DemoApp(
      DemoSettings settings,
      Screen screen,
      InstantSource clock,
      RandomGenerator attemptIds,
      String codeVersion) {
    this.settings = settings;
    this.screen = screen;
    this.clock = clock;
    this.attemptIds = attemptIds;
    this.codeVersion = codeVersion;
  }

  /**
   * Runs the demo to its end.
   *
   * @param parts closes what it starts
   * @param environment settings of the installation
   * @return OK only if every round completed
   */
  public ExitStatus run(Shutdown parts, Map<String, String> environment)
      throws InterruptedException, IOException {
    Chain chain = Chain.open(settings);
    requireEnoughStores(chain);
    DemoText.opening(chain).forEach(screen::line);
    screen.live("starting Kafka, the coordinator and the aggregator…");
    Installation installation =
        Installation.start(parts, broker(), OwnSettings.of(DEFAULTS, environment), clock);
    DemoPlan plan = DemoPlan.of(settings, chain, installation.coordinator(), clock.instant());
    RoundLines lines = new RoundLines(chain.spec().type());
    RoundBoard board =
        new RoundBoard(
            plan.planId(),
            chain.spec().type().wireName(),
            (int) chain.data().stream().filter(store -> store.evaluationRows() > 0).count(),
            row -> screen.live(lines.bar(row)),
            row -> screen.line(lines.line(row)));
    startAgents(parts, installation, chain, board);
    installation.awaitReady(START_WITHIN);
    PlanPrivacy privacy = settings.privacy();
    if (privacy != null) {
      String type = plan.record().getModelType();
      DemoPrivacy.allow(installation.coordinator(), clock, type, privacy);
    }
    CoordinatorClient client =
        parts.add("client", CoordinatorClient.connect(installation.coordinator(), clock));
    screen.line(lines.heading());
    client.startPlan(plan.record());
    PlanRecord ended = client.awaitPlan(plan.planId(), plan.longest(), board::tell);
    boolean completed = ended.getStatus() == PlanStatus.COMPLETED;
    board.finish(completed ? LAST_EVALUATIONS : Duration.ZERO);
    long trained = board.rounds().stream().filter(RoundRow::training).count();
    if (completed && trained < settings.rounds()) {
      screen.line("");
      screen.line("No more rounds: " + ended.getReason() + ".");
    }
    return conclude(chain, installation, client, board, ended);
  }

  private void requireEnoughStores(Chain chain) {
    Integer least = settings.minStores();
    if (least != null && least > chain.stores().size()) {
      throw new DataException(
          "--min-stores is %d, but %d stores take part; no round could ever aggregate"
              .formatted(least, chain.stores().size()));
    }
  }

  private EmbeddedKafka.Builder broker() {
    Path dataDir = settings.dataDir();
    return dataDir == null ? EmbeddedKafka.builder() : EmbeddedKafka.builder().dataDir(dataDir);
  }

  private void startAgents(
      Shutdown parts, Installation installation, Chain chain, RoundBoard board) {
    String type = chain.spec().type().wireName();
    AgreedSpaces spaces = new AgreedSpaces();
    Map<String, StoreTrainer> trainers = new TreeMap<>();
    for (String store : chain.stores()) {
      trainers.put(
          store,
          new LearnerTrainer(store, config -> chain.data(store, config), spaces, board::tell));
    }
    parts.add(
        "agents",
        AgentHost.start(
            new HostSettings(
                KafkaSettings.at(installation.bootstrapServers()),
                installation.dataDir().resolve("agents"),
                Durability.PROCESS_KILLED,
                Runtime.getRuntime().availableProcessors(),
                Set.of(type, PlainTwin.typeOf(type)),
                HEARTBEAT,
                codeVersion),
            new FingerprintDirectory(),
            trainers,
            SealSigner.unsigned(),
            clock,
            attemptIds));
  }

  private ExitStatus conclude(
      Chain chain,
      Installation installation,
      CoordinatorClient client,
      RoundBoard board,
      PlanRecord ended)
      throws InterruptedException, IOException {
    List<RoundRow> rounds = board.rounds();
    List<RoundRow> made = rounds.stream().filter(r -> r.training() && r.completed()).toList();
    Comparison comparison = null;
    if (!made.isEmpty()) {
      client
          .definition(made.get(0).state().getRoundId())
          .flatMap(DemoText::travel)
          .ifPresent(line -> List.of("", line).forEach(screen::line));
      List<String> masks =
          settings.masking() == null ? List.of() : masks(installation, client, made, board, ended);
      screen.live("comparing with each store alone and with one model of all rows…");
      long version = made.get(made.size() - 1).state().getModelVersion();
      comparison = new FinalComparison(chain, client).of(version, made.size());
      screen.line("");
      new ComparisonTable(comparison, DemoText.metric(chain)).lines().forEach(screen::line);
      PlanPrivacy privacy = ended.getPrivacy();
      if (privacy != null) {
        RoundState last = made.get(made.size() - 1).state();
        DemoPrivacy.told(installation.coordinator(), clock, client, last, privacy)
            .forEach(screen::line);
      }
      masks.forEach(screen::line);
    }
    write(
        new DemoReport(chain.spec().type().wireName(), chain.stores().size(), rounds, comparison));
    List<RoundRow> missed = rounds.stream().filter(row -> !row.completed()).toList();
    if (missed.isEmpty() && ended.getStatus() == PlanStatus.COMPLETED) {
      return ExitStatus.OK;
    }
    throw new IllegalStateException(DemoText.failure(missed, ended));
  }

  /** What is to be said of the masks, and of the same plan without, where that must be alike. */
  private List<String> masks(
      Installation installation,
      CoordinatorClient client,
      List<RoundRow> made,
      RoundBoard board,
      PlanRecord plan)
      throws InterruptedException {
    screen.live("counting what lies on the log…");
    MaskingReport report = new MaskingReport(client, made);
    List<String> lines = new ArrayList<>(report.lines(installation.bootstrapServers()));
    if (plan.getPrivacy() == null && settings.dataDir() == null && !report.anyDropped()) {
      screen.live("the same plan once more, without masks…");
      RoundRow last = made.get(made.size() - 1);
      lines.add(new PlainTwin(client, plan, board).compared(last, made.size()));
    }
    return lines;
  }

  private void write(DemoReport report) throws IOException {
    @Nullable Path file = settings.report();
    if (file != null) {
      report.write(file);
      screen.line("The report is in " + file + ".");
    }
  }
}
