package io.fedlog.learning.round;

import io.fedlog.learning.exact.Grid;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the choice of another method is written down in a round's head. */
final class ChoiceRow {
  private ChoiceRow() {}

  static void write(@Nullable MethodChoice choice, DataOutputStream out) throws IOException {
    out.writeBoolean(choice != null);
    if (choice == null) {
      return;
    }
    out.writeUTF(choice.method());
    out.writeInt(choice.parameters().size());
    for (Map.Entry<String, String> parameter : new TreeMap<>(choice.parameters()).entrySet()) {
      out.writeUTF(parameter.getKey());
      out.writeUTF(parameter.getValue());
    }
    out.writeByte(choice.weighting().kind().ordinal());
    String metric = choice.weighting().metric();
    out.writeBoolean(metric != null);
    if (metric != null) {
      out.writeUTF(metric);
    }
    Grid grid = choice.grid();
    out.writeInt(grid.unitExponent());
    out.writeDouble(grid.maxAbsValue());
    out.writeInt(grid.weightFractionBits());
    out.writeLong(grid.maxWeight());
    out.writeInt(grid.maxCohort());
    out.writeInt(grid.lanes());
  }

  static @Nullable MethodChoice read(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    String method = in.readUTF();
    Map<String, String> parameters = new TreeMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      parameters.put(in.readUTF(), in.readUTF());
    }
    WeightRule.Kind kind = WeightRule.Kind.values()[in.readByte()];
    WeightRule weighting = new WeightRule(kind, in.readBoolean() ? in.readUTF() : null);
    return new MethodChoice(
        method,
        parameters,
        weighting,
        new Grid(
            in.readInt(),
            in.readDouble(),
            in.readInt(),
            in.readLong(),
            in.readInt(),
            in.readInt()));
  }
}
