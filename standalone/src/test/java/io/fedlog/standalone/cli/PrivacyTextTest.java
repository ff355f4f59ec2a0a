package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.privacy.SpentByRound;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.standalone.demo.Figures;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivacyTextTest {

  /** Two rounds with Laplace noise of epsilon 1/4 are spent, and one is open. */
  @Test
  void shouldTellWhatIsSpentAndSetAside() {
    assertThat(
            PrivacyText.account(
                account(new PrivacyBudget(2.0, 0.0), 500_000_000_000L, 250_000_000_000L)))
        .containsExactly(
            "m: epsilon 0.5000 of 2 at delta 0 is spent on the store with most, and open rounds"
                + " have set aside 0.2500 of each. The budget was set by ann.");
  }

  @Test
  void shouldLeaveOutWhatIsNotSetAside() {
    assertThat(PrivacyText.account(account(new PrivacyBudget(2.0, 1e-5), 0, 0)))
        .containsExactly(
            "m: epsilon 0 of 2 at delta 1e-5 is spent on the store with most. The budget was set by"
                + " ann.");
  }

  @Test
  void shouldSayThatSpendingStays_whenThereIsNoBudget() {
    assertThat(PrivacyText.account(account(null, 1, 0)))
        .containsExactly(
            "m has no privacy budget: ann took it back. What was spent stays on record.");
  }

  @Test
  void shouldTellHowOftenAStorePaid_whenOneSentSeveralUpdates() {
    SpentByRound round =
        new SpentByRound(
            "r", null, PrivacyMode.LOCAL, Noise.LAPLACE, 0.3, 2.4, 0.25, 0, 3, 4, Instant.EPOCH);

    assertThat(PrivacyText.rounds(List.of(round), null))
        .anySatisfy(
            line ->
                assertThat(line.split("\\s+"))
                    .containsExactly(
                        "r",
                        "-",
                        "local",
                        "laplace",
                        "2.400",
                        "0.3000",
                        "0.2500",
                        "0",
                        "3",
                        "(4",
                        "updates)"));
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "0.25, 0.25", "0.00001, 1e-5", "0.000025, 2.5e-5", "0, 0", "1000, 1000"})
  void shouldWriteNumbersAsPeopleDo(double value, String text) {
    assertThat(Figures.plain(value)).isEqualTo(text);
  }

  private static PrivacyAccount account(
      @Nullable PrivacyBudget budget, long pureEpsilon, long reserved) {
    return PrivacyAccount.newBuilder()
        .setModelType("m")
        .setBudget(budget)
        .setPureEpsilon(pureEpsilon)
        .setPureRho(pureEpsilon / 8 + (pureEpsilon > 0 ? 1 : 0))
        .setReservedPureEpsilon(reserved)
        .setReservedPureRho(reserved / 8 + (reserved > 0 ? 1 : 0))
        .setSetBy("ann")
        .setAt(Instant.EPOCH)
        .build();
  }
}
