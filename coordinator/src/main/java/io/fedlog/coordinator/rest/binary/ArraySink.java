package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.Parameters;
import java.util.List;

/** Takes the arrays of one upload, each once and whole. */
interface ArraySink {

  /**
   * Where the numbers of the next array go.
   *
   * @param name as binary bodies have it
   * @param shape lengths of 0 or more
   * @throws io.fedlog.coordinator.rest.body.BodyException when no such array is wanted
   */
  NumberSink next(String name, List<Long> shape);

  /**
   * All of it, once every array has come.
   *
   * @throws io.fedlog.coordinator.rest.body.BodyException naming an array that has not
   */
  Parameters whole();
}
