package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Layers;
import io.fedlog.schemas.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What arrays are called in binary bodies: as their layer, or {@code layer/0}, {@code layer/1}, ...
 * where a layer is a list of arrays.
 */
final class ArrayNames {

  private static final Pattern ITEM = Pattern.compile("(?s)(.+)/(0|[1-9]\\d{0,8})");

  private ArrayNames() {}

  static String item(String layer, int index) {
    return layer + "/" + index;
  }

  /** The layer of whose list this may be an array; the whole name where it can be of none. */
  static String layer(String name) {
    Matcher item = ITEM.matcher(name);
    return item.matches() ? item.group(1) : name;
  }

  /** The names of a layout's arrays, in its order. */
  static List<String> of(List<Tensor> layout) {
    List<String> names = new ArrayList<>();
    for (Layers.Layer layer : Layers.of(layout)) {
      for (int item = 0; item < layer.arrays().size(); item++) {
        names.add(layer.list() ? item(layer.name(), item) : layer.name());
      }
    }
    return names;
  }

  /**
   * The layout that a first upload fixes: layers in the order of their first arrays, the arrays of
   * a list by their numbers. A list of arrays of one shape is one array, as it is in JSON, where
   * the two look alike.
   *
   * @param arrived arrays under the names that binary bodies have
   */
  static List<Tensor> layout(List<Tensor> arrived) {
    Map<String, TreeMap<Integer, Tensor>> layers = new LinkedHashMap<>();
    int letters = 0;
    for (Tensor tensor : arrived) {
      String layer = layer(tensor.getName());
      boolean whole = layer.length() == tensor.getName().length();
      int item = whole ? -1 : Integer.parseInt(tensor.getName().substring(layer.length() + 1));
      Layers.requireName(layer);
      letters += tensor.getName().length();
      if (layers.computeIfAbsent(layer, name -> new TreeMap<>()).put(item, tensor) != null) {
        throw BodyException.unfit(
            "model_parameters: the array \"" + tensor.getName() + "\" came twice");
      }
    }
    Layers.requireRoom(arrived.size(), letters);
    List<Tensor> layout = new ArrayList<>();
    layers.forEach((layer, items) -> layout.addAll(arrays(layer, items)));
    return layout;
  }

  private static List<Tensor> arrays(String layer, TreeMap<Integer, Tensor> items) {
    if (items.firstKey() < 0 && items.size() == 1) {
      return List.of(new Tensor(layer, items.firstEntry().getValue().getShape()));
    }
    if (items.firstKey() != 0 || items.lastKey() != items.size() - 1) {
      throw BodyException.unfit(
          "model_parameters: the layer \"%s\" is the list of arrays %s; expected 0 to %d, each once, and no array beside them that has the layer's own name"
              .formatted(layer, items.keySet(), items.size() - 1));
    }
    List<Tensor> arrays = new ArrayList<>();
    items.forEach(
        (item, tensor) -> arrays.add(new Tensor(Layers.item(layer, item), tensor.getShape())));
    List<Integer> shape = arrays.get(0).getShape();
    if (arrays.stream().allMatch(array -> array.getShape().equals(shape))) {
      List<Integer> stacked = new ArrayList<>(shape);
      stacked.add(0, arrays.size());
      return List.of(new Tensor(layer, stacked));
    }
    return arrays;
  }
}
