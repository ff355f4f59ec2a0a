package io.fedlog.runtime.upload;

import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.Producer;

/**
 * Uploads parameter updates. An update is checked in full before anything is sent; its chunks are
 * then sent with at most {@value #MOST_BYTES_UNDER_WAY} bytes under way, and the seal follows when
 * every chunk is acknowledged, so that a sealed attempt is always complete.
 *
 * <p>Thread-safe: many uploads may run at once. No thread waits for an acknowledgement. The
 * producer must be idempotent with {@code acks=all} and is not closed here.
 */
public final class UpdateUpload {

  /** Enough to keep a producer busy, little beside its buffer of 32 MiB. */
  static final int MOST_BYTES_UNDER_WAY = 4 << 20;

  private static final int CODECS_KEPT = 16;

  private final Producer<String, byte[]> producer;
  private final SchemaDirectory schemas;
  private final SealSigner signer;
  private final InstantSource clock;
  private final Executor executor;
  private final Map<String, RecordCodec<UpdateRecord>> codecs = new LinkedHashMap<>();

  /**
   * @param producer keys are strings, values are encoded here
   * @param schemas finds the schema ids of the round's topic
   * @param signer signs the seal
   * @param clock gives the seal its time
   * @param executor checks, digests and sends; never the producer's own thread
   */
  public UpdateUpload(
      Producer<String, byte[]> producer,
      SchemaDirectory schemas,
      SealSigner signer,
      InstantSource clock,
      Executor executor) {
    this.producer = producer;
    this.schemas = schemas;
    this.signer = signer;
    this.clock = clock;
    this.executor = executor;
  }

  /**
   * Uploads one attempt.
   *
   * @return completes when the seal is acknowledged; fails with {@link UpdateRefusedException} when
   *     the update is not fit for the round (nothing was sent), with {@link UploadFailedException}
   *     when the log did not take it (no seal was sent, or it is not known whether it arrived)
   */
  public CompletableFuture<Void> upload(UploadRequest request) {
    RecordCodec<UpdateRecord> codec = codec(request.definition().getRoundId());
    UploadRun run = new UploadRun(request, producer, codec, signer, clock, executor);
    run.advance();
    return run.done();
  }

  /**
   * Looks at an update as {@link #upload} does, and sends nothing.
   *
   * @throws UpdateRefusedException when it is not fit for its round
   * @throws UncheckedIOException when its payload cannot be read
   */
  public static void check(UploadRequest request) {
    try {
      var unused = CheckedUpdate.of(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One codec a round, shared by its stores: to make one costs more than to send a small update.
   */
  private RecordCodec<UpdateRecord> codec(String roundId) {
    synchronized (codecs) {
      if (codecs.size() >= CODECS_KEPT && !codecs.containsKey(roundId)) {
        codecs.remove(codecs.keySet().iterator().next());
      }
      return codecs.computeIfAbsent(roundId, id -> RecordCodec.of(Topics.updates(id), schemas));
    }
  }
}
