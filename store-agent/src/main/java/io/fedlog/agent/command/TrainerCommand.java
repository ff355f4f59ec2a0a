package io.fedlog.agent.command;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store's own trainer: writes a round as files, runs the command on them, and reads back what it
 * made. Knows nothing of what is learned: the round's layout says which arrays go to and fro.
 */
public final class TrainerCommand {

  private static final Logger LOG = LoggerFactory.getLogger(TrainerCommand.class);

  /**
   * What a command made.
   *
   * @param payload the update in the round's encoding; empty when none was asked for
   * @param samples rows it is over
   * @param metrics named finite numbers
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Made(byte[] payload, long samples, Map<String, Double> metrics) {}

  /** What is read back once the command has ended well. */
  @FunctionalInterface
  private interface Reading {
    Made read(RunFolder folder) throws IOException;
  }

  private final TrainerSettings settings;
  private final CommandStore store;

  public TrainerCommand(TrainerSettings settings, CommandStore store) {
    this.settings = settings;
    this.store = store;
  }

  /**
   * Has an update made.
   *
   * @param base the version to start from; null when the round has none
   * @param requires further versions, in the definition's order
   * @param timeLeft until an update is of no use any more
   * @throws TrainerFailedException when the command makes none, or one that cannot be used
   * @throws IOException when the files cannot be written
   */
  public Made train(
      RoundDefinition round, @Nullable Model base, List<Model> requires, Duration timeLeft)
      throws IOException {
    requireBytes(round.getRoundId(), round, base);
    Duration limit = timeLeft.compareTo(settings.timeout()) < 0 ? timeLeft : settings.timeout();
    RunFolder folder = RunFolder.open(store.runs(), round.getRoundId());
    if (base != null) {
      ModelFiles.write(folder.file(RoundFile.MODEL), base, round.getLayout());
    }
    Path file = RoundFile.train(folder, store, limit, round).write(requires);
    return run(
        folder,
        file,
        limit,
        round.getRoundId(),
        made -> {
          MetricsFile metrics =
              MetricsFile.read(made.file(RoundFile.METRICS), "training_samples", 1);
          byte[] payload = ModelFiles.readUpdate(made.file(RoundFile.UPDATE), round);
          return new Made(payload, metrics.samples(), metrics.values());
        });
  }

  /**
   * Has a version measured.
   *
   * @return empty when the settings do not ask for it, or when the command had no row to measure on
   * @throws TrainerFailedException when the command measures nothing that can be used
   * @throws IOException when the files cannot be written
   */
  public Optional<Made> evaluate(Model model, List<Model> requires) throws IOException {
    ModelManifest version = model.manifest();
    if (!settings.evaluates()) {
      return Optional.empty();
    }
    RunFolder folder = RunFolder.open(store.runs(), model + "-evaluate");
    ModelFiles.write(folder.file(RoundFile.MODEL), model, version.getLayout());
    Path file = RoundFile.evaluate(folder, store, settings.timeout(), version).write(requires);
    Made measured =
        run(
            folder,
            file,
            settings.timeout(),
            version.getRoundId(),
            made -> {
              MetricsFile metrics =
                  MetricsFile.read(made.file(RoundFile.METRICS), "evaluation_samples", 0);
              return new Made(new byte[0], metrics.samples(), metrics.values());
            });
    return measured.samples() == 0 ? Optional.empty() : Optional.of(measured);
  }

  private Made run(
      RunFolder folder, Path roundFile, Duration limit, String roundId, Reading reading)
      throws IOException {
    List<String> command = new ArrayList<>(settings.command());
    command.add(roundFile.toString());
    Made made;
    try {
      TrainerProcess.run(
          command,
          folder.toString(),
          settings.environment(),
          limit,
          line ->
              LOG.info(
                  "The trainer says storeId={} roundId={} line={}",
                  store.storeId(),
                  roundId,
                  line));
      made = reading.read(folder);
    } catch (TrainerFailedException | IllegalArgumentException e) {
      throw new TrainerFailedException(
          settings.command() + ": " + e.getMessage() + "; its files are in " + folder, e);
    }
    folder.close();
    return made;
  }

  private static void requireBytes(String roundId, RoundDefinition round, @Nullable Model base) {
    long asked = ModelFiles.bytes(round.getLayout(), round.getEncoding());
    if (asked != round.getUpdateBytes()) {
      throw new IllegalArgumentException(
          "round %s: its layout makes %d bytes, its update has %d; expected them equal"
              .formatted(roundId, asked, round.getUpdateBytes()));
    }
    if (base == null) {
      return;
    }
    long has = base.bytes().remaining();
    long fits = ModelFiles.bytes(round.getLayout(), base.manifest().getEncoding());
    if (has != fits) {
      throw new IllegalArgumentException(
          "round %s: %s has %d bytes, the round's layout expects %d"
              .formatted(roundId, base, has, fits));
    }
  }
}
