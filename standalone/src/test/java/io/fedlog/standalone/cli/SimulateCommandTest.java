package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
  @TempDir Path folder;

  @Test
  void shouldShowATableAndWriteBothFiles() throws Exception {
    CommandRun run = simulate("--method", "fedavg,median");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches(" +method +rounds +failed +auc .*"))
        .anyMatch(line -> line.matches(" +fedavg +2 +0 .*"))
        .anyMatch(line -> line.matches(" +median +2 +0 .*"))
        .contains("every round: " + csv(), "plot:        " + png());
    assertThat(Files.readAllLines(csv())).hasSize(1 + 2 * 3); // a start and two rounds of each
    assertThat(ImageIO.read(png().toFile())).isNotNull();
  }

  @Test
  void shouldSayWhyRoundsFailed() {
    CommandRun run = simulate("--min-stores", "6", "--drop-out", "0.5");

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("fedavg: 2 of 2 rounds failed; the last: ");
  }

  private CommandRun simulate(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("simulate", "--stores", "6", "--rounds", "2"));
    arguments.addAll(List.of("--csv", csv().toString(), "--png", png().toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private Path csv() {
    return folder.resolve("rounds.csv");
  }

  private Path png() {
    return folder.resolve("plot.png");
  }
}
