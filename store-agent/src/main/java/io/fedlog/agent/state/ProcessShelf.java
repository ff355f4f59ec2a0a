package io.fedlog.agent.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Lasts as long as the process. */
final class ProcessShelf implements TensorShelf {

  private final Map<String, Map<String, double[]>> sets = new HashMap<>();

  @Override
  public List<String> names() {
    return List.copyOf(sets.keySet());
  }

  @Override
  public Map<String, double[]> read(String name) {
    return Objects.requireNonNull(sets.get(name));
  }

  @Override
  public void write(String name, Map<String, double[]> arrays) {
    sets.put(name, Map.copyOf(arrays));
  }

  @Override
  public void rename(String name, String other) {
    sets.put(other, read(name));
    sets.remove(name);
  }

  @Override
  public void remove(String name) {
    sets.remove(name);
  }
}
