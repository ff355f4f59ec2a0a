package io.fedlog.agent.state;

import java.util.List;
import java.util.Map;

/** Named sets of arrays, as {@link RoundTensors} lays them down. */
interface TensorShelf {

  /** The names of all sets, in no order. */
  List<String> names();

  /** Throws StateException when the set cannot be read. */
  Map<String, double[]> read(String name);

  /** Puts a set down, in place of one of that name. */
  void write(String name, Map<String, double[]> arrays);

  /** Gives a set another name, in place of one of that name, at one stroke. */
  void rename(String name, String other);

  void remove(String name);
}
