package io.fedlog.runtime.upload;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.PayloadFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An update found fit for its round, with the tree hash of every chunk.
 *
 * @param shape the round's
 * @param chunkRoots 32 bytes each, in chunk order
 * @param root tree hash of the whole update
 */
record CheckedUpdate(UpdateShape shape, List<byte[]> chunkRoots, byte[] root) {

  /** Checks every chunk as the aggregator will; throws {@link UpdateRefusedException}. */
  static CheckedUpdate of(UploadRequest request) throws IOException {
    UpdateShape shape = UpdateShape.of(request.definition());
    long bytes = request.payload().bytes();
    if (shape.encoding() == Encoding.TEXT
        ? bytes > shape.updateBytes()
        : bytes != shape.updateBytes()) {
      throw refused(
          request,
          new PayloadFault(
              "wrong_length",
              "expected "
                  + (shape.encoding() == Encoding.TEXT ? "at most " : "")
                  + shape.updateBytes()
                  + " bytes, got "
                  + bytes));
    }
    List<byte[]> roots = new ArrayList<>(shape.chunkCount());
    for (int chunk = 0; chunk < shape.chunkCount(); chunk++) {
      ByteBuffer payload = request.payload().read(shape.offset(chunk), shape.length(chunk, bytes));
      PayloadFault fault =
          shape
              .method()
              .payloadCheck(shape.terms(chunk))
              .fault(payload.duplicate(), request.weight());
      if (fault != null) {
        throw refused(
            request, new PayloadFault(fault.reason(), "chunk " + chunk + ": " + fault.detail()));
      }
      roots.add(TreeHash.of(payload.duplicate()));
    }
    return new CheckedUpdate(shape, List.copyOf(roots), TreeHash.compose(roots));
  }

  private static UpdateRefusedException refused(UploadRequest request, PayloadFault fault) {
    return new UpdateRefusedException(
        fault.reason(),
        "the update of store "
            + request.storeId()
            + " for round "
            + request.definition().getRoundId()
            + " was not sent ("
            + fault.reason()
            + "): "
            + fault.detail());
  }
}
