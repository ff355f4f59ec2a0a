package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.staleness.Staleness;
import io.fedlog.learning.staleness.WindowMix;
import io.fedlog.learning.staleness.WindowMix.Toward;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowPolicyTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void shouldMixAsThePaperHasIt_unlessARateIsGiven() {
    assertThat(policy(10, null).mix(Mode.FEDBUFF)).isEqualTo(mix(Toward.DELTA, 1));
    assertThat(policy(10, null).mix(Mode.FEDASYNC)).isEqualTo(mix(Toward.MODEL, 0.6));
    assertThat(policy(10, 0.3).mix(Mode.FEDBUFF)).isEqualTo(mix(Toward.DELTA, 0.3));
    assertThat(policy(10, 0.3).mix(Mode.FEDASYNC)).isEqualTo(mix(Toward.MODEL, 0.3));
  }

  @Test
  void shouldHaveWindowsOfOneUpdate_whenFedasync() {
    assertThat(policy(10, null).terms(Mode.FEDBUFF, 7).updates()).isEqualTo(10);
    assertThat(policy(10, null).terms(Mode.FEDASYNC, 7).updates()).isEqualTo(1);
    assertThat(policy(10, null).terms(Mode.FEDASYNC, 7).mostWindows()).isEqualTo(7);
  }

  @Test
  void shouldSayWhatIsWrong() {
    assertThatThrownBy(() -> policy(1001, null))
        .hasMessage("--window-updates is 1001; expected 1 to 1000");
    assertThatThrownBy(() -> policy(1, 0.0))
        .hasMessage("--rate is 0.0; expected a number above 0, at most 100");
    assertThatThrownBy(() -> new WindowPolicy(1, MINUTE, 256, Staleness.constant(), null))
        .hasMessage("--max-staleness is 256; expected 0 to 255");
    assertThatThrownBy(() -> new WindowPolicy(1, Duration.ZERO, 1, Staleness.constant(), null))
        .hasMessage("--window-time is PT0S; expected a length of time above 0");
  }

  private static WindowPolicy policy(int updates, @Nullable Double rate) {
    return new WindowPolicy(updates, MINUTE, 9, Staleness.constant(), rate);
  }

  private static WindowMix mix(Toward toward, double rate) {
    return new WindowMix(toward, rate, false);
  }
}
