package io.fedlog.runtime.upload;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.encoding.EncodedChunks;
import io.fedlog.learning.exact.ValueFault;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.PayloadFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An update found fit for its round, with the tree hash of every chunk.
 *
 * @param shape the round's
 * @param chunks how its payload is cut
 * @param chunkRoots 32 bytes each, in chunk order
 * @param root of the tree over the chunks
 */
record CheckedUpdate(
    UpdateShape shape, EncodedChunks chunks, List<byte[]> chunkRoots, byte[] root) {

  /** Checks every chunk as the aggregator will; throws {@link UpdateRefusedException}. */
  static CheckedUpdate of(UploadRequest request) throws IOException {
    UpdateShape shape = UpdateShape.of(request.definition());
    requireMask(request);
    EncodedChunks chunks = shape.chunks();
    long bytes = request.payload().bytes();
    boolean text = shape.encoding() == Encoding.TEXT;
    if (text ? bytes > chunks.bytes() : bytes != chunks.bytes()) {
      throw refused(
          request,
          new PayloadFault(
              "wrong_length",
              "expected " + (text ? "at most " : "") + chunks.bytes() + " bytes, got " + bytes));
    }
    List<byte[]> roots = new ArrayList<>(shape.chunkCount());
    for (int chunk = 0; chunk < shape.chunkCount(); chunk++) {
      ByteBuffer payload = read(request, chunks, chunk);
      PayloadFault fault = fault(request, shape, chunk, payload);
      if (fault != null) {
        throw refused(
            request, new PayloadFault(fault.reason(), "chunk " + chunk + ": " + fault.detail()));
      }
      roots.add(TreeHash.of(payload.duplicate()));
    }
    return new CheckedUpdate(shape, chunks, List.copyOf(roots), TreeHash.compose(roots));
  }

  /** One chunk's payload; a text may be shorter than its round accepts. */
  static ByteBuffer read(UploadRequest request, EncodedChunks chunks, int chunk)
      throws IOException {
    long offset = (long) chunk * chunks.bytes(0);
    long rest = request.payload().bytes() - offset;
    return request.payload().read(offset, (int) Math.min(chunks.bytes(chunk), rest));
  }

  /** A round that masks takes nothing else: one open update would be the only one to be seen. */
  private static void requireMask(UploadRequest request) {
    boolean masks = request.definition().getSecureAggregation() != null;
    if (masks != (request.mask() != null)) {
      throw refused(
          request,
          new PayloadFault(
              "not_masked",
              masks
                  ? "the round masks its updates, expected a masked one; only store agents can mask"
                  : "the round does not mask its updates, expected an open one"));
    }
  }

  private static @Nullable PayloadFault fault(
      UploadRequest request, UpdateShape shape, int chunk, ByteBuffer payload) {
    EncodedChunks chunks = shape.chunks();
    ValueFault undecodable = chunks.fault(chunk, payload);
    if (undecodable != null) {
      return new PayloadFault(undecodable.reason(), undecodable.detail());
    }
    return request.mask() != null
        ? null // masks reach over all of 64 bits
        : shape
            .method()
            .payloadCheck(shape.terms(chunk))
            .fault(chunks.decode(chunk, payload).duplicate(), request.weight());
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
