package io.fedlog.standalone.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An aggregation method with its parameters.
 *
 * @param name as rounds ask for it
 * @param parameters its own
 */
public record MethodChoice(String name, Map<String, String> parameters) {
  public MethodChoice {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads flags.
   *
   * @param names one or more
   * @param parameters each {@code KEY=VALUE} for all of them, or {@code NAME.KEY=VALUE} for one
   */
  public static List<MethodChoice> of(List<String> names, List<String> parameters) {
    List<MethodChoice> choices = new ArrayList<>();
    for (String name : names) {
      if (choices.stream().anyMatch(choice -> choice.name().equals(name))) {
        throw new IllegalArgumentException(
            "--method names " + name + " twice; expected each method once");
      }
      choices.add(new MethodChoice(name, parametersOf(name, names, parameters)));
    }
    return choices;
  }

  private static Map<String, String> parametersOf(
      String name, List<String> names, List<String> parameters) {
    Map<String, String> own = new TreeMap<>();
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      String key = parameter.substring(0, Math.max(equals, 0));
      int dot = key.indexOf('.');
      String of = key.substring(0, Math.max(dot, 0));
      if (equals < 1 || equals == dot + 1 || (dot >= 0 && !names.contains(of))) {
        throw new IllegalArgumentException(
            "--method-parameter is %s; expected KEY=VALUE, or METHOD.KEY=VALUE with one of %s"
                .formatted(parameter, names));
      }
      if (dot < 0 || of.equals(name)) {
        own.put(key.substring(dot + 1), parameter.substring(equals + 1));
      }
    }
    return own;
  }
}
