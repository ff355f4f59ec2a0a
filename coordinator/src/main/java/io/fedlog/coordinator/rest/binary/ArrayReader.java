package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.Parameters;
import java.io.IOException;
import java.io.InputStream;

/** Reads the parameters of an upload from one binary form. */
interface ArrayReader {

  /** What every reading takes beside numbers: buffers, and names and shapes of a few arrays. */
  long OVERHEAD = 256 * 1024;

  /**
   * Memory that it takes to read an upload.
   *
   * @param announced bytes of the body
   */
  long memory(long announced, Wanted wanted);

  /**
   * Reads a body to its end.
   *
   * @param in ends at the limit of bodies, whoever sends more
   * @throws io.fedlog.coordinator.rest.body.BodyException when it is not of the form, or no such
   *     update as is wanted
   */
  Parameters read(InputStream in, Wanted wanted) throws IOException;
}
