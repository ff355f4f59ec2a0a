package io.fedlog.standalone.lineage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which version of a lineage stands where in its picture: generations from left to right, a row a
 * model type, the asked one's first. Of a long row the middle is left out.
 *
 * @param places where versions stand
 * @param gaps columns in which versions are left out, and how many
 * @param rows model types, from above
 * @param columns how many there are
 */
record Columns(
    Map<VersionName, Place> places, Map<Integer, Integer> gaps, List<String> rows, int columns) {
  /** Versions at the beginning of a row that is cut. */
  private static final int FIRST = 4;

  /** Versions at its end. */
  private static final int LAST = 12;

  /** Where a version stands, from 0. */
  record Place(int column, int row) {}

  static Columns of(ModelLineage lineage) {
    List<MadeVersion> ascending = new ArrayList<>(lineage.versions());
    ascending.sort(
        Comparator.comparingInt(MadeVersion::generation)
            .thenComparing(made -> made.name().modelType())
            .thenComparing(made -> made.name().version()));
    Map<Integer, List<MadeVersion>> generations = new LinkedHashMap<>();
    for (MadeVersion made : ascending) {
      generations.computeIfAbsent(made.generation(), g -> new ArrayList<>()).add(made);
    }
    List<List<MadeVersion>> all = List.copyOf(generations.values());
    boolean isLong = all.size() > FIRST + LAST + 1;
    Map<VersionName, Place> places = new HashMap<>();
    Map<Integer, Integer> gaps = new LinkedHashMap<>();
    List<String> rows = new ArrayList<>(List.of(lineage.of().modelType()));
    int column = 0;
    int leftOut = 0;
    for (int i = 0; i < all.size(); i++) {
      List<MadeVersion> generation = all.get(i);
      boolean middle = isLong && i >= FIRST && i < all.size() - LAST;
      if (middle && generation.stream().noneMatch(MadeVersion::promoted)) {
        leftOut += generation.size();
        continue;
      }
      if (leftOut > 0) {
        gaps.put(column++, leftOut);
        leftOut = 0;
      }
      Map<String, Integer> inRow = new HashMap<>();
      for (MadeVersion made : generation) {
        String type = made.name().modelType();
        int nth = inRow.merge(type, 1, Integer::sum);
        String row = nth == 1 ? type : type + " (" + nth + ")";
        if (!rows.contains(row)) {
          rows.add(row);
        }
        places.put(made.name(), new Place(column, rows.indexOf(row)));
      }
      column++;
    }
    return new Columns(places, gaps, rows, column);
  }
}
