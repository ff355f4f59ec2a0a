package io.fedlog.standalone.simulate;

/**
 * Encoded rows with their labels. Arrays are not copied: nobody changes them.
 *
 * @param width features of a row
 * @param classes labels there are, at least 2
 * @param features row after row
 * @param labels 0 to {@code classes - 1}, one a row
 */
record LabelledRows(int width, int classes, float[] features, int[] labels) {
  LabelledRows {
    if (features.length != (long) labels.length * width) {
      throw new IllegalArgumentException(
          "%d features came, expected %d rows of %d"
              .formatted(features.length, labels.length, width));
    }
  }

  int count() {
    return labels.length;
  }

  /** How often each label occurs. */
  int[] countByLabel() {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }
}
