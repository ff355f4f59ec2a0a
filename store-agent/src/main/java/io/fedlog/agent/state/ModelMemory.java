package io.fedlog.agent.state;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last version of a model type that a store looked at, and its own part beside it.
 *
 * @param modelType names the sequence of versions
 * @param version the version
 * @param sha256 the version's tree hash, lower-case hex
 * @param localPart the store's own part as its trainer wrote it; null without one
 * @param reported whether the log acknowledged all figures measured of the version
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never changed, not compared
public record ModelMemory(
    String modelType, long version, String sha256, byte @Nullable [] localPart, boolean reported) {

  public ModelMemory {
    Objects.requireNonNull(modelType, "modelType");
    Objects.requireNonNull(sha256, "sha256");
    if (version < 1) {
      throw new IllegalArgumentException("version: expected 1 or more, got " + version);
    }
  }

  /** Whether it is of that version. */
  public boolean isOf(long otherVersion, String otherSha256) {
    return version == otherVersion && sha256.equals(otherSha256);
  }

  /** The figures are on the log: there is nothing left to do. */
  public ModelMemory whenReported() {
    return new ModelMemory(modelType, version, sha256, localPart, true);
  }
}
