package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fedlog.learning.selection.SelectionTerms;
import io.fedlog.learning.staleness.Staleness;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Twelve of forty stores send the opposite of what they learned, four times over: the table of
 * docs/simulation.md. Figures are means over three seeds, which draw the stores' rows and who
 * attacks; the clinics' are none that their settings were chosen by, the customers' are those of
 * plain settings. Where stores have 19 rows each, medians and trimmed means lose more than 0.01 of
 * AUC unless weights decay strongly.
 */
class AttackStudyTest {
  private static final int STORES = 40;
  private static final int ROUNDS = 40;
  private static final List<MethodChoice> METHODS =
      List.of(
          new MethodChoice("fedavg", Map.of()),
          new MethodChoice("median", Map.of()),
          new MethodChoice("trimmed_mean", Map.of("trim", "0.3")),
          new MethodChoice("multi_krum", Map.of("byzantine", "12")),
          new MethodChoice("geometric_median", Map.of()));

  @Test
  void shouldWithstandTheAttack_whenStoresAreHeartClinics() {
    withstands(
        "heart_disease_4_hospitals/heart_all.csv",
        Map.of("target", "num>0", "drop", "hospital"),
        new SgdSettings(5, 32, 0.2, 0, 1),
        List.of(4L, 5L, 6L));
  }

  @Test
  void shouldWithstandTheAttack_whenStoresHaveCustomersWhoLeave() {
    withstands(
        "churn_telco/telco_customer_churn.csv",
        Map.of("target", "Churn"),
        new SgdSettings(5, 10, 0.1, 0, 0),
        List.of(1L, 2L, 3L));
  }

  private static void withstands(
      String file, Map<String, String> columns, SgdSettings training, List<Long> seeds) {
    Path data = sharedData().resolve(file);
    assumeTrue(
        Files.exists(data), () -> "there is no " + data + "; FEDLOG_DATA says where the data is");
    LearningTask task = TableRows.read(data, columns);
    double clean = auc(task, training, seeds, 0).getOrDefault("fedavg", 0.0);

    Map<String, Double> attacked = auc(task, training, seeds, 0.3);

    assertThat(attacked.get("fedavg")).isLessThan(clean - 0.2);
    attacked.remove("fedavg");
    assertThat(attacked).hasSize(4);
    attacked.forEach((method, auc) -> assertThat(auc).as(method).isGreaterThan(clean - 0.01));
  }

  private static Map<String, Double> auc(
      LearningTask task, SgdSettings training, List<Long> seeds, double attackers) {
    Map<String, Double> means = new TreeMap<>();
    for (long seed : seeds) {
      SimulationSettings settings = settings(seed, training, attackers);
      for (Trace trace : new Simulations(settings, task, (method, point) -> {}).run()) {
        means.merge(trace.method(), trace.last().measures().auc() / seeds.size(), Double::sum);
      }
    }
    return means;
  }

  private static SimulationSettings settings(long seed, SgdSettings training, double attackers) {
    return new SimulationSettings(
        seed,
        STORES,
        ROUNDS,
        List.of(Mode.SYNC),
        METHODS,
        Partition.of("iid"),
        training,
        new StoreTimes(Duration.ofSeconds(60), Duration.ofSeconds(10), 0.5, 0),
        new Hostility(attackers, Attack.SIGN_FLIP, Attack.SIGN_FLIP.usualScale()),
        new RoundPolicy(SelectionTerms.everybody(), STORES, BigDecimal.ONE, Duration.ofMinutes(30)),
        new WindowPolicy(1, Duration.ofMinutes(1), 0, Staleness.constant(), null),
        null);
  }

  /** FEDLOG_DATA as a property or variable, else beside the checkout. */
  private static Path sharedData() {
    String stated = System.getProperty("FEDLOG_DATA", System.getenv("FEDLOG_DATA"));
    return stated == null ? Path.of("..", "..", "shared", "data") : Path.of(stated);
  }
}
