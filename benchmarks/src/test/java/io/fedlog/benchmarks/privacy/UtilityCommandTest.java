package io.fedlog.benchmarks.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.rounds.PrivacyWish;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UtilityCommandTest {
  private static final int STORES = 3;

  @TempDir static Path folder;
  private static Path customers;

  @BeforeAll
  static void invent() throws Exception {
    customers = CustomersFile.write(folder.resolve("customers.csv"), 900);
  }

  @Test
  void shouldTellEveryFigure() throws Exception {
    String out =
        run("--json", "--data", customers.toString(), "--stores", "3", "--rounds", "2")
            .replaceFirst("^[^{]*", "");

    JsonNode json = new ObjectMapper().readTree(out);
    assertThat(json.path("no_noise_auc").asDouble()).isBetween(0.8, 1.0);
    // For (8, 1e-5) rho is 1.22971 by a separate program; of two rounds each 1 / sqrt(rho).
    assertThat(json.path("central_eps8_noise_multiplier").asDouble())
        .isCloseTo(0.90177, within(1e-4));
    assertThat(json.path("central_eps1_auc").asDouble())
        .isLessThan(json.path("central_eps8_auc").asDouble());
    assertThat(json.at("/bars/central_eps1_lost/expected").asText()).isEqualTo("<= 0.03");
    assertThat(json.has("local_laplace_eps1_auc")).isTrue();
  }

  @Test
  void shouldSaySo_whenThereIsNoData() throws Exception {
    assertThat(run("--data", folder.resolve("absent.csv").toString()))
        .contains("skipped: there is no", "absent.csv", "FEDLOG_DATA");
  }

  /** An update that is not shortened and next to no noise: privacy's way of training is fedavg. */
  @Test
  void shouldLearnTheSame_whenThereIsNextToNoNoise() throws Exception {
    TelcoStores stores = TelcoStores.of(customers, STORES, 1, TelcoColumns.SIX);
    PrivacyWish loose = new PrivacyWish(PrivacyMode.CENTRAL, Noise.GAUSSIAN, 400_000, 1e-5, 100, 2);

    double plain = new PrivateTraining(stores, 2, null).auc(1);

    assertThat(new PrivateTraining(stores, 2, loose).noiseMultiplier()).isLessThan(0.01);
    assertThat(new PrivateTraining(stores, 2, loose).auc(1)).isCloseTo(plain, within(0.02));
  }

  @Test
  void shouldDivideOtherwise_inAnotherTrial() throws Exception {
    TelcoStores one = TelcoStores.of(customers, STORES, 1, TelcoColumns.SIX);
    TelcoStores other = TelcoStores.of(customers, STORES, 2, TelcoColumns.SIX);

    assertThat(one.count()).isEqualTo(STORES);
    assertThat(one.train(0, one.first())).isNotEqualTo(other.train(0, other.first()));
    assertThat(one.rows().values().stream().mapToInt(rows -> rows).sum()).isEqualTo(900);
  }

  @Test
  void shouldCompareWithinATrial() {
    AucTrials lost = new AucTrials(List.of(0.9, 0.8)).minus(new AucTrials(List.of(0.8, 0.5)));

    assertThat(lost.mean()).isCloseTo(0.2, within(1e-12));
    assertThat(lost.most()).isCloseTo(0.3, within(1e-12));
    assertThat(lost.least()).isCloseTo(0.1, within(1e-12));
    assertThat(lost.standardError())
        .isCloseTo(0.1, within(1e-12)); // deviation 0.1 sqrt 2, over sqrt 2
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new UtilityCommand());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(new StringWriter()));
    assertThat(line.execute(with(arguments, "--trials", "1"))).isZero();
    return out.toString();
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
