package io.fedlog.agent;

/** The model types of a plan's preparation rounds: the main type's name and a suffix. */
final class PreparationTypes {

  static final String VOCABULARY = ".vocabulary";
  static final String MOMENTS = ".moments";

  private PreparationTypes() {}

  static boolean isPreparation(String modelType) {
    return modelType.endsWith(VOCABULARY) || modelType.endsWith(MOMENTS);
  }

  /** The type that the preparation is for; the type itself when it is none. */
  static String mainType(String modelType) {
    for (String suffix : new String[] {VOCABULARY, MOMENTS}) {
      if (modelType.endsWith(suffix)) {
        return modelType.substring(0, modelType.length() - suffix.length());
      }
    }
    return modelType;
  }
}
