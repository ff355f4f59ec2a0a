package io.fedlog.agent.train;

import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The arrays of a model that each store keeps for itself, such as its last layer (FedPer;
 * Arivazhagan et al., 2019). What is uploaded keeps the round's layout: it has the base version's
 * values in their place, so their mean over the stores is those values again.
 */
public final class LocalTensors {

  private final ParameterLayout layout;
  private final List<String> names;

  /**
   * @param terms which arrays; maybe none
   * @throws IllegalArgumentException when the layout lacks one, or when nothing else is left
   */
  public LocalTensors(ParameterLayout layout, ClientTerms terms) {
    this.layout = layout;
    this.names = terms.localTensors();
    terms.requireArrays(layout.tensors().stream().map(ParameterLayout.Tensor::name).toList());
  }

  /**
   * A model with the store's own values in their places.
   *
   * @param own by name; those of another size, from before the features changed, are passed over
   */
  public double[] with(double[] model, Map<String, double[]> own) {
    double[] mixed = model.clone();
    for (String name : names) {
      double[] values = own.get(name);
      if (values != null && values.length == size(name)) {
        System.arraycopy(values, 0, mixed, layout.offset(name), values.length);
      }
    }
    return mixed;
  }

  /** What the store uploads: what it trained, with the base's values in its own places. */
  public double[] shared(double[] trained, double[] base) {
    double[] shared = trained.clone();
    for (String name : names) {
      int at = layout.offset(name);
      System.arraycopy(base, at, shared, at, size(name));
    }
    return shared;
  }

  /** What the store keeps of what it trained. */
  public Map<String, double[]> own(double[] trained) {
    Map<String, double[]> own = new TreeMap<>();
    for (String name : names) {
      int at = layout.offset(name);
      own.put(name, Arrays.copyOfRange(trained, at, at + size(name)));
    }
    return own;
  }

  private int size(String name) {
    return layout.tensors().stream()
        .filter(tensor -> tensor.name().equals(name))
        .mapToInt(ParameterLayout.Tensor::size)
        .sum();
  }
}
