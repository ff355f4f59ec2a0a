package io.fedlog.agent.state;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The arrays that a store keeps of its models, in files: a folder a model type, in the store's
 * folder. Used by one thread at a time, while the process has the state directory.
 */
public final class OwnTensors implements TensorMemory {

  private final Path folder;
  private final Durability durability;

  /**
   * Those that are never uploaded.
   *
   * @param root the process's state directory
   * @param durability what a change must survive
   */
  public OwnTensors(Path root, String storeId, Durability durability) {
    this(root.resolve(SafeName.of(storeId)).resolve("tensors"), durability);
  }

  private OwnTensors(Path folder, Durability durability) {
    this.folder = folder;
    this.durability = durability;
  }

  /** Those that are yet to be uploaded: what updates left out. */
  static OwnTensors ofResiduals(Path root, String storeId, Durability durability) {
    return new OwnTensors(root.resolve(SafeName.of(storeId)).resolve("residuals"), durability);
  }

  @Override
  public Map<String, double[]> recall(String modelType, String madeBy) {
    return of(modelType).recall(madeBy);
  }

  @Override
  public void settle(String modelType, String madeBy) {
    of(modelType).settle(madeBy);
  }

  @Override
  public Predicate<String> settledOf(String modelType) {
    return of(modelType).settledOf();
  }

  @Override
  public void draft(String modelType, String roundId, Map<String, double[]> arrays) {
    of(modelType).draft(roundId, arrays);
  }

  @Override
  public void keep(String modelType, String roundId) {
    of(modelType).keep(roundId);
  }

  private RoundTensors of(String modelType) {
    return new RoundTensors(new FileShelf(folder.resolve(SafeName.of(modelType)), durability));
  }
}
