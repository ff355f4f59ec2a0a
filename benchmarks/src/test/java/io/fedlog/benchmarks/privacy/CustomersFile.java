package io.fedlog.benchmarks.privacy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Invented customers in churn_telco's columns; those with a short contract and tenure leave. */
final class CustomersFile {
  private CustomersFile() {}

  static Path write(Path file, int rows) throws IOException {
    Random random = new Random(20_261_121);
    List<String[]> columns =
        Arrays.stream(TelcoColumns.ALL.split(";")).map(text -> text.split("=")).toList();
    StringBuilder csv = new StringBuilder("customerID");
    columns.forEach(column -> csv.append(',').append(column[0]));
    csv.append(",Churn\n");
    for (int row = 0; row < rows; row++) {
      int tenure = random.nextInt(73);
      csv.append("id-").append(row).append(',');
      csv.append(
          columns.stream()
              .map(c -> c[0].equals("tenure") ? "" + tenure : value(c[1], random))
              .collect(Collectors.joining(",")));
      csv.append(tenure + random.nextInt(40) < 45 ? ",Yes\n" : ",No\n");
    }
    return Files.writeString(file, csv);
  }

  private static String value(String allowed, Random random) {
    if (allowed.contains("..")) {
      return ""
          + random.nextInt(Integer.parseInt(allowed.substring(allowed.indexOf("..") + 2)) + 1);
    }
    String[] categories = allowed.split("\\|");
    return categories[random.nextInt(categories.length)];
  }
}
