package io.fedlog.agent.data;

import io.fedlog.learning.model.ModelType;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the target of each row: a number, a label, or a label made by a rule such as num&gt;0. */
final class TargetReader {
  private static final Pattern RULE = Pattern.compile("(.+?)\\s*(>=|<=|!=|>|<|=)\\s*(.+)");
  private static final Set<String> YES = Set.of("1", "1.0", "yes", "true", "y", "t");
  private static final Set<String> NO = Set.of("0", "0.0", "no", "false", "n", "f");

  private final CsvFile file;
  private final DataOptions options;
  private final String column;
  private final String operator;
  private final String operand;

  TargetReader(CsvFile file, DataOptions options, String target) {
    this.file = file;
    this.options = options;
    Matcher rule = RULE.matcher(target);
    if (file.header().contains(target) || !rule.matches()) {
      column = target;
      operator = "";
      operand = "";
    } else {
      if (options.modelType() != ModelType.CHURN_PREDICTION) {
        throw new DataException(
            "--target \"" + target + "\" makes a yes/no label, which only churn_prediction learns");
      }
      column = rule.group(1).trim();
      operator = rule.group(2);
      operand = rule.group(3).trim();
    }
  }

  /** The column it reads, which must not be a feature. */
  String column() {
    return column;
  }

  double[] read(List<CsvFile.Row> rows) {
    int index = file.indexOf(column, "--target");
    double[] values = new double[rows.size()];
    for (int i = 0; i < values.length; i++) {
      CsvFile.Row row = rows.get(i);
      String text = Values.present(row.fields().get(index));
      if (text == null) {
        throw at(row, "the target is missing; remove the row");
      }
      values[i] = operator.isEmpty() ? value(row, text) : compare(row, text) ? 1 : 0;
    }
    return values;
  }

  private double value(CsvFile.Row row, String text) {
    if (options.modelType() == ModelType.CHURN_PREDICTION) {
      return label(row, text);
    }
    double value = number(row, text);
    if (options.modelType() == ModelType.DEMAND_PREDICTION && value < 0) {
      throw at(row, "\"" + text + "\" is below 0, which is no count; use --model sales_forecast");
    }
    if (!options.logTarget()) {
      return value;
    }
    if (value <= 0) {
      throw at(row, "\"" + text + "\" has no logarithm; leave --log-target out");
    }
    double log = StrictMath.log(value);
    if (options.modelType() == ModelType.DEMAND_PREDICTION && log < 0) {
      throw at(row, "ln " + text + " is below 0, which is no count; leave --log-target out");
    }
    return log;
  }

  private double label(CsvFile.Row row, String text) {
    String word = text.toLowerCase(Locale.ROOT);
    if (YES.contains(word)) {
      return 1;
    }
    if (NO.contains(word)) {
      return 0;
    }
    throw at(
        row,
        "label \""
            + text
            + "\" is not binary, expected 0/1, yes/no or true/false, or a rule such as --target \""
            + column
            + ">0\"");
  }

  private boolean compare(CsvFile.Row row, String text) {
    if (operator.equals("=") || operator.equals("!=")) {
      OptionalDouble left = Values.number(text);
      OptionalDouble right = Values.number(operand);
      boolean same =
          (left.isPresent() && right.isPresent()) ? left.equals(right) : text.equals(operand);
      return same == operator.equals("=");
    }
    double left = number(row, text);
    double right =
        Values.number(operand)
            .orElseThrow(() -> new DataException("--target: \"" + operand + "\" is not a number"));
    return switch (operator) {
      case ">" -> left > right;
      case ">=" -> left >= right;
      case "<" -> left < right;
      default -> left <= right;
    };
  }

  private double number(CsvFile.Row row, String text) {
    return Values.number(text).orElseThrow(() -> at(row, "\"" + text + "\" is not a number"));
  }

  private DataException at(CsvFile.Row row, String problem) {
    return new DataException(
        file.name() + ", line " + row.line() + ", column " + column + ": " + problem);
  }
}
