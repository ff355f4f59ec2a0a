package io.fedlog.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.runtime.upload.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreStateTest {

  private static final Instant DEFINED = Instant.parse("2026-03-01T10:00:00Z");
  private static final byte[] PAYLOAD = {1, 2, 3, 4};

  @TempDir private Path folder;

  @Test
  void shouldRememberTheUpdateAndItsAttempt_whenOpenedAgain() throws IOException {
    keep("plan-0001");

    RoundMemory found = open().round("plan-0001", DEFINED);

    assertThat(found.attempts()).containsExactly(new Attempt(42, 1));
    assertThat(found.sealed()).isFalse();
    assertThat(found.update()).isNotNull();
    assertThat(found.update().weight()).isEqualTo(7);
    assertThat(found.update().metrics()).isEqualTo(Map.of("loss", 0.5));
    assertThat(found.update().datasetFingerprint()).isEqualTo("f1");
    assertThat(Files.readAllBytes(open().keptUpdate(found).orElseThrow())).isEqualTo(PAYLOAD);
  }

  @Test
  void shouldHaveNoUpdateLeft_whenSealed() throws IOException {
    StoreState state = open();
    state.sealed(keep("plan-0001"));

    RoundMemory found = open().round("plan-0001", DEFINED);

    assertThat(found.sealed()).isTrue();
    assertThat(found.update()).isNull();
    assertThat(files("rounds")).containsExactly("plan-0001.json");
  }

  @Test
  void shouldNotTakeTheUpdate_whenItsFileIsTorn() throws IOException {
    RoundMemory kept = keep("plan-0001");
    Path file = open().keptUpdate(kept).orElseThrow();
    Files.write(file, new byte[] {1, 2, 3});

    assertThat(open().keptUpdate(kept)).isEmpty();
  }

  @Test
  void shouldBeginAfresh_whenARoundOfTheSameNameWasDefinedAtAnotherTime() {
    keep("plan-0001");

    assertThat(open().round("plan-0001", DEFINED.plusMillis(1)).update()).isNull();
  }

  @Test
  void shouldRefuseAFourthAttempt_whenThreeWereBegun() {
    RoundMemory memory = keep("plan-0001");
    for (int id = 43; id <= 44; id++) {
      memory = open().beginAgain(memory, id);
    }
    RoundMemory full = memory;

    assertThat(full.attemptsLeft()).isFalse();
    assertThatThrownBy(() -> open().beginAgain(full, 45)).hasMessageContaining("3 attempts");
  }

  @Test
  void shouldForgetOnlyWhatIsNamed_whenRoundsAreOver() throws IOException {
    keep("plan-0001");
    keep("plan-0002");

    open().forgetRounds("plan-0001"::equals);

    assertThat(files("rounds")).containsExactly("plan-0002.json", "plan-0002.update");
  }

  @Test
  void shouldForgetAllOthers_whenAFileCannotBeRead() throws IOException {
    for (int i = 0; i < 5; i++) {
      keep("plan-000" + i);
      Path rounds = open().maskedFile(RoundMemory.fresh("plan", 0)).toAbsolutePath().getParent();
      Files.writeString(rounds.resolve("torn-" + i + ".json"), "{"); // wherever it is listed
    }

    open().forgetRounds(roundId -> true);

    assertThat(files("rounds")).allMatch(file -> file.startsWith("torn-")).hasSize(5);
  }

  @Test
  void shouldRememberTheLocalPart_whenOpenedAgain() {
    open().remember(new ModelMemory("sales_forecast", 3, "ab", PAYLOAD, true));

    ModelMemory found = open().model("sales_forecast").orElseThrow();

    assertThat(found.version()).isEqualTo(3);
    assertThat(found.localPart()).isEqualTo(PAYLOAD);
    assertThat(found.reported()).isTrue();
  }

  @Test
  void shouldSayWhatToDo_whenAFileIsNotOurs() throws IOException {
    keep("plan-0001");
    Files.writeString(folder.resolve("rounds/plan-0001.json"), "{");

    assertThatThrownBy(() -> open().round("plan-0001", DEFINED))
        .isInstanceOf(StateException.class)
        .hasMessageContainingAll("plan-0001.json", "remove it");
  }

  private RoundMemory keep(String roundId) {
    StoreState state = open();
    return state.begin(
        state.round(roundId, DEFINED),
        PAYLOAD,
        UpdateMemory.of(PAYLOAD, 7, 7, Map.of("loss", 0.5), "f1"),
        42);
  }

  private StoreState open() {
    return StoreState.open(folder, Durability.POWER_LOST);
  }

  private List<String> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
