package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateCommandTest {

  /** For (1, 1e-5) of eight rounds sigma is 11.44 sensitivities, as PrivacyWishTest derives. */
  @Test
  void shouldTellEveryAccountants_whenNoiseIsGaussian() {
    String told = told("--rounds 8 --noise-multiplier 11.44");

    assertThat(told).startsWith("accountant                epsilon at delta 1.0E-5");
    assertThat(epsilon(told, "zcdp")).isCloseTo(1, within(0.002));
    assertThat(epsilon(told, "rdp")).isCloseTo(1, within(0.01));
    assertThat(epsilon(told, "pld")).isBetween(0.8, 1.0); // tighter than both
  }

  @Test
  void shouldAddUpEpsilons_whenNoiseIsLaplace() {
    String told = told("--noise laplace --rounds 4 --noise-multiplier 4 --delta 0");

    assertThat(epsilon(told, "basic")).isEqualTo(1);
    assertThat(epsilon(told, "the ledger's")).isEqualTo(1);
    assertThat(told).contains("The last figure is of noise on one number");
  }

  /** Of 1,000 releases of 0.01: 10 by adding up, 1.31 by their rho of 0.05. */
  @Test
  void shouldTellTheLedgersSmallerWay_whenThereAreManyLaplaceRounds() {
    String told = told("--noise laplace --rounds 1000 --noise-multiplier 100");

    assertThat(epsilon(told, "basic")).isEqualTo(10);
    assertThat(epsilon(told, "the ledger's")).isCloseTo(1.31, within(0.005));
  }

  @Test
  void shouldSayThatTheLedgerCountsNone_whenStoresAreSampled() {
    String told = told("--rounds 8 --noise-multiplier 11.44 --sampling 0.1");

    assertThat(told).contains("ledger counts no sampling").doesNotContain("zcdp");
    assertThat(epsilon(told, "pld")).isLessThan(0.2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rounds 0 --noise-multiplier 1 | times",
        "--rounds 1 --noise-multiplier 0 | noiseMultiplier",
        "--rounds 1 --noise-multiplier 1 --noise uniform | --noise is uniform; expected gaussian",
        "--rounds 1 --noise-multiplier 1 --sampling 2 | probability",
        "--rounds 1 | --noise-multiplier",
      })
  void shouldSayWhatWasExpected_whenAFlagCannotBeUsed(String flags, String message) {
    CommandRun run = run(flags);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  private static double epsilon(String told, String accountant) {
    return told.lines()
        .filter(line -> line.startsWith(accountant))
        .mapToDouble(line -> Double.parseDouble(line.substring(24).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static String told(String flags) {
    CommandRun run = run(flags);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    return run.out();
  }

  private static CommandRun run(String flags) {
    return CommandRun.of(("privacy estimate " + flags).split(" "));
  }
}
