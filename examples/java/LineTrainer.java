import io.fedlog.agent.AgentMain;
import io.fedlog.agent.Evaluated;
import io.fedlog.agent.RoundInputs;
import io.fedlog.agent.StoreTrainer;
import io.fedlog.agent.TrainedUpdate;
import io.fedlog.runtime.models.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Joins with a model of one's own, y = slope * x + level, from STORE.csv with lines "x,y". */
public record LineTrainer(List<double[]> rows) implements StoreTrainer {
  @Override
  public TrainedUpdate train(RoundInputs round) {
    double[] base = round.start(); // slope and level of the base version; zeros without one
    double rate = Double.parseDouble(round.config("learning_rate", "0.1"));
    double slope = base[0] - rate * mean(row -> error(base, row) * row[0]);
    double level = base[1] - rate * mean(row -> error(base, row));
    double[] line = {slope, level};
    return TrainedUpdate.of(round, line, rows.size(), Map.of("loss", loss(line)));
  }
  @Override
  public Optional<Evaluated> evaluate(Model version, List<Model> requires, byte[] localPart) {
    return Optional.of(new Evaluated(Map.of("loss", loss(version.doubles())), rows.size(), null));
  }
  private double loss(double[] line) {
    return mean(row -> error(line, row) * error(line, row));
  }
  private static double error(double[] line, double[] row) {
    return line[0] * row[0] + line[1] - row[1];
  }
  private double mean(ToDoubleFunction<double[]> ofRow) {
    return rows.stream().mapToDouble(ofRow).average().orElseThrow();
  }
  public static void main(String[] args) {
    AgentMain.run(store -> new LineTrainer(read(Path.of(args[0], store + ".csv"))));
  }
  private static List<double[]> read(Path file) {
    try {
      return Files.readAllLines(file).stream().map(line -> line.split(","))
          .map(xy -> new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])}).toList();
    } catch (IOException e) { throw new UncheckedIOException(e); }
  }
}
