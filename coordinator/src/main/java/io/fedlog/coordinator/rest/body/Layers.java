package io.fedlog.coordinator.rest.body;

import io.fedlog.schemas.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a round's flat list of arrays stands for layers: {@code layer[0]}, {@code layer[1]}, ... one
 * after the other are a layer's list of arrays.
 */
final class Layers {

  private static final Pattern ITEM = Pattern.compile("(?s)(.*)\\[(\\d{1,9})]");

  /**
   * Arrays that are one layer.
   *
   * @param list whether they are a list of arrays, or the one array that is the layer
   */
  record Layer(String name, boolean list, List<Tensor> arrays) {}

  private Layers() {}

  static boolean isItem(String name) {
    return ITEM.matcher(name).matches();
  }

  static String item(String layer, int index) {
    return layer + "[" + index + "]";
  }

  /** The layers of a layout, in its order. */
  static List<Layer> of(List<Tensor> layout) {
    List<Layer> layers = new ArrayList<>();
    for (Tensor tensor : layout) {
      Layer last = layers.isEmpty() ? null : layers.get(layers.size() - 1);
      Matcher item = ITEM.matcher(tensor.getName());
      if (last != null
          && last.list()
          && tensor.getName().equals(item(last.name(), last.arrays().size()))) {
        last.arrays().add(tensor);
      } else if (item.matches() && item.group(2).equals("0")) {
        layers.add(new Layer(item.group(1), true, new ArrayList<>(List.of(tensor))));
      } else {
        layers.add(new Layer(tensor.getName(), false, List.of(tensor)));
      }
    }
    return layers;
  }
}
