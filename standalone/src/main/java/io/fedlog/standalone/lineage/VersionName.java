package io.fedlog.standalone.lineage;

import org.jspecify.annotations.Nullable;

/** Names one version of one model: {@code sales_forecast/7}. */
record VersionName(String modelType, long version) {

  /** Of a version that may not be there. */
  static @Nullable VersionName of(String modelType, @Nullable Long version) {
    return version == null || version <= 0 ? null : new VersionName(modelType, version);
  }

  @Override
  public String toString() {
    return modelType + "/" + version;
  }
}
