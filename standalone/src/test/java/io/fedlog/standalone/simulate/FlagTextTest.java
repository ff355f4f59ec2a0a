package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagTextTest {

  @Test
  void shouldReadMethodsAndTheirParameters() {
    assertThat(
            MethodChoice.of(
                List.of("median", "krum", "trimmed_mean"),
                List.of("trimmed_mean.trim=0.3", "krum.byzantine=2", "x=1")))
        .containsExactly(
            new MethodChoice("median", Map.of("x", "1")),
            new MethodChoice("krum", Map.of("byzantine", "2", "x", "1")),
            new MethodChoice("trimmed_mean", Map.of("trim", "0.3", "x", "1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"trim", "=0.3", "krum.=1", "mean.trim=0.3", ".trim=1"})
  void shouldRefuseAParameter_whenItIsNone(String parameter) {
    assertThatThrownBy(() -> MethodChoice.of(List.of("krum"), List.of(parameter)))
        .hasMessage(
            "--method-parameter is %s; expected KEY=VALUE, or METHOD.KEY=VALUE with one of [krum]",
            parameter);
  }

  @Test
  void shouldRefuseAMethod_whenItIsNamedTwice() {
    assertThatThrownBy(() -> MethodChoice.of(List.of("krum", "krum"), List.of()))
        .hasMessageContaining("names krum twice");
  }

  @Test
  void shouldReadModes() {
    assertThat(Mode.of(List.of("fedbuff", "sync"))).containsExactly(Mode.FEDBUFF, Mode.SYNC);
    assertThatThrownBy(() -> Mode.of(List.of("sync", "sync")))
        .hasMessage("--mode is [sync, sync]; expected each mode once");
    assertThatThrownBy(() -> Mode.of(List.of("async")))
        .hasMessage("--mode is async; expected one of [sync, fedbuff, fedasync]");
  }

  @Test
  void shouldReadGoals() {
    Measures measures = new Measures(0.5, 0.8, 0.9);

    assertThat(Goal.of("auc=0.9").isReachedBy(measures)).isTrue();
    assertThat(Goal.of("accuracy=0.81").isReachedBy(measures)).isFalse();
    assertThat(Goal.of("loss=0.5").isReachedBy(measures)).isTrue();
    assertThat(Goal.of("loss=0.49").isReachedBy(measures)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auc", "f1=0.9", "auc=high", "=1"})
  void shouldRefuseAGoal_whenItIsNone(String goal) {
    assertThatThrownBy(() -> Goal.of(goal)).hasMessageStartingWith("--until is " + goal + ";");
  }

  @Test
  void shouldReadAttacks() {
    assertThat(Attack.named("sign-flip")).isEqualTo(Attack.SIGN_FLIP);
    assertThatThrownBy(() -> Attack.named("shouting"))
        .hasMessageContaining("[sign-flip, noise, label-flip, collusion]");
  }
}
