package io.fedlog.coordinator.uploads;

import io.fedlog.schemas.UploadStart;

/**
 * How far an upload in parts has come.
 *
 * @param start what was said when it began
 * @param held bytes of the body that the log has, from the first on without a gap
 * @param ended whether its update is sealed
 */
public record PartialBody(UploadStart start, long held, boolean ended) {

  /** Whether the log has all of the body. */
  public boolean whole() {
    return held == start.getContentLength();
  }
}
