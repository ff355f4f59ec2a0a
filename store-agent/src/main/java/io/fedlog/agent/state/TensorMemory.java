package io.fedlog.agent.state;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the arrays of its models that a store never uploads. */
public interface TensorMemory {

  /** What was kept last of a model type, by array; empty when nothing was. */
  Map<String, double[]> recall(String modelType);

  /** Keeps arrays in place of what was kept of that type. */
  void keep(String modelType, Map<String, double[]> arrays);

  /** Remembers for as long as the process lives: enough for a run that is thrown away. */
  static TensorMemory ofProcess() {
    Map<String, Map<String, double[]>> kept = new ConcurrentHashMap<>();
    return new TensorMemory() {
      @Override
      public Map<String, double[]> recall(String modelType) {
        return kept.getOrDefault(modelType, Map.of());
      }

      @Override
      public void keep(String modelType, Map<String, double[]> arrays) {
        kept.put(modelType, Map.copyOf(arrays));
      }
    };
  }
}
