package io.fedlog.standalone.lineage;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the picture of a lineage says in words, most of it where one points. */
final class LineageTexts {
  private LineageTexts() {}

  static String codes(VersionNotes notes) {
    List<String> all = new ArrayList<>();
    all.add(notes.withFingerprint() + " say which data they used");
    for (Map.Entry<String, Integer> code : notes.codeVersions().entrySet()) {
      all.add(code.getValue() + " ran " + code.getKey());
    }
    return String.join("; ", all);
  }

  static String windowed(MadeVersion made) {
    return made.notes().window() == null ? "" : ", window " + made.notes().window();
  }

  static String day(MadeVersion made) {
    return made.notes().madeAt() == null
        ? ""
        : String.valueOf(made.notes().madeAt().truncatedTo(ChronoUnit.MINUTES))
            .replace("T", " ")
            .replace(":00Z", "");
  }

  static String settings(MadeVersion made) {
    StringBuilder all = new StringBuilder();
    made.round().settings().forEach((k, v) -> all.append(k).append(" = ").append(v).append('\n'));
    return all.toString();
  }

  static String tip(MadeVersion made) {
    return made.name() + "\nsha256 " + made.notes().sha256();
  }

  static String tip(StoreUpdate update) {
    return "%s%nupdate %s%nweight %d%ndata %s%ncode %s"
        .formatted(
            update.storeId(),
            update.updateSha256(),
            update.weight(),
            update.fingerprint() == null ? "not told" : update.fingerprint(),
            update.codeVersion() == null ? "not told" : update.codeVersion());
  }
}
