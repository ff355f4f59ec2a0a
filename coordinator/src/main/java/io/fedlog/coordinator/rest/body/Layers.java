package io.fedlog.coordinator.rest.body;

import io.fedlog.learning.model.ControlArrays;
import io.fedlog.schemas.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a round's flat list of arrays stands for layers: {@code layer[0]}, {@code layer[1]}, ... one
 * after the other are a layer's list of arrays.
 */
public final class Layers {

  /** Arrays and the letters of their names must fit the record that defines the round. */
  public static final int MOST_ARRAYS = 8192;

  static final int MOST_LETTERS = 128 * 1024;

  private static final Pattern ITEM = Pattern.compile("(?s)(.*)\\[(\\d{1,9})]");

  /**
   * Arrays that are one layer.
   *
   * @param list whether they are a list of arrays, or the one array that is the layer
   */
  public record Layer(String name, boolean list, List<Tensor> arrays) {}

  private Layers() {}

  /** Refuses what a client may not call a layer. */
  public static void requireName(String layer) {
    if (layer.isBlank() || ITEM.matcher(layer).matches() || ControlArrays.isOne(layer)) {
      throw BodyException.malformed(
          "model_parameters: a layer is named \""
              + layer
              + "\"; expected a name that is not blank, does not begin with \"control.\" (kept for"
              + " control variates) and does not end in [number] (kept for a list's arrays)");
    }
  }

  /** Refuses a layout that a round's definition has no room for. */
  public static void requireRoom(int arrays, int letters) {
    if (arrays > MOST_ARRAYS) {
      throw BodyException.unfit("model_parameters: expected at most " + MOST_ARRAYS + " arrays");
    }
    if (letters > MOST_LETTERS) {
      throw BodyException.unfit(
          "model_parameters: expected names of at most " + MOST_LETTERS + " characters in all");
    }
  }

  /** What a round's layout calls an array of a layer's list. */
  public static String item(String layer, int index) {
    return layer + "[" + index + "]";
  }

  /** The layers of a layout, in its order. */
  public static List<Layer> of(List<Tensor> layout) {
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
