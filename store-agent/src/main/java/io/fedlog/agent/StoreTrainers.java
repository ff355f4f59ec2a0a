package io.fedlog.agent;

import io.fedlog.agent.command.CommandStore;
import io.fedlog.agent.command.TrainerCommand;
import io.fedlog.agent.command.TrainerSettings;
import io.fedlog.agent.data.DataException;
import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.OwnTensors;
import io.fedlog.agent.state.StateDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stores that a process hosts by its settings, each with what trains for it. */
final class StoreTrainers {

  private final AgentConfig config;
  private final AgreedSpaces spaces = new AgreedSpaces();
  private @Nullable LocalRows rows;

  private StoreTrainers(AgentConfig config) {
    this.config = config;
  }

  /** Throws DataException when the file is needed and cannot be used. */
  static Map<String, StoreTrainer> of(AgentConfig config) {
    return new StoreTrainers(config).all();
  }

  /** The same stores with trainers that somebody else makes. */
  static Map<String, StoreTrainer> of(AgentConfig config, Function<String, StoreTrainer> trainers) {
    return new StoreTrainers(config).all(trainers);
  }

  private Map<String, StoreTrainer> all() {
    TrainerSettings command = config.trainer();
    return all(
        store -> command == null ? builtIn(store) : own(command, store, () -> builtIn(store)));
  }

  private Map<String, StoreTrainer> all(Function<String, StoreTrainer> trainers) {
    Map<String, StoreTrainer> all = new TreeMap<>();
    for (String store : hosted()) {
      all.put(store, trainers.apply(store));
    }
    return all;
  }

  private List<String> hosted() {
    String alone = config.storeId();
    List<String> named = alone != null ? List.of(alone) : config.stores();
    return named.isEmpty() ? List.copyOf(rows().stores()) : named;
  }

  private StoreTrainer own(TrainerSettings command, String store, Supplier<StoreTrainer> builtIn) {
    CommandStore told =
        new CommandStore(
            store,
            StateDirectory.trainerFolder(config.stateDir(), store),
            config.data(),
            config.storeColumns());
    return new CommandTrainer(new TrainerCommand(command, told), builtIn);
  }

  private StoreTrainer builtIn(String store) {
    LocalRows known = rows();
    if (!known.stores().contains(store)) {
      throw new DataException(
          config.data()
              + " has no rows of store \""
              + store
              + "\"; its stores are "
              + known.stores());
    }
    return new LearnerTrainer(
        store,
        trainingConfig -> known.data(store, trainingConfig),
        spaces,
        (manifest, evaluation) -> {},
        new OwnTensors(config.stateDir(), store, Durability.POWER_LOST));
  }

  /** The file's rows, read once; with a trainer of its own maybe never, or by several threads. */
  private synchronized LocalRows rows() {
    LocalRows known = rows;
    if (known == null) {
      known = read();
      rows = known;
    }
    return known;
  }

  private LocalRows read() {
    Path data = config.data();
    if (data == null) {
      throw new DataException(
          "FL_DATA is not set: expected the stores' CSV file, of which the built-in trainer makes"
              + " what a preparation round asks for");
    }
    String alone = config.storeId();
    return alone != null && config.storeColumns().isEmpty()
        ? LocalRows.ofStore(alone, data, config.dataOptions())
        : LocalRows.divided(data, config.storeColumns(), config.dataOptions());
  }
}
