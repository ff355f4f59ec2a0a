package io.fedlog.runtime.upload;

import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One upload under way. Acknowledgements only count and call {@link #advance}; the work is done on
 * the executor, one step at a time, because a producer's own thread must never block in a send.
 */
final class UploadRun {

  private final UploadRequest request;
  private final Producer<String, byte[]> producer;
  private final SealSigner signer;
  private final InstantSource clock;
  private final Executor executor;
  private final RecordCodec<UpdateRecord> codec;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private final AtomicInteger signals = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  // Touched by one step at a time only; the signal counter orders the steps.
  private @Nullable CheckedUpdate update;
  private int partitions;
  private int sent;
  private boolean sealed;

  UploadRun(
      UploadRequest request,
      Producer<String, byte[]> producer,
      RecordCodec<UpdateRecord> codec,
      SealSigner signer,
      InstantSource clock,
      Executor executor) {
    this.request = request;
    this.producer = producer;
    this.signer = signer;
    this.clock = clock;
    this.executor = executor;
    this.codec = codec;
  }

  CompletableFuture<Void> done() {
    return done;
  }

  /** Asks for a step; steps never overlap. */
  void advance() {
    if (signals.getAndIncrement() == 0) {
      try {
        executor.execute(this::steps);
      } catch (RejectedExecutionException e) {
        done.completeExceptionally(failed("the process is stopping", e));
      }
    }
  }

  private void steps() {
    int seen = signals.get();
    do {
      try {
        step();
      } catch (UpdateRefusedException e) {
        done.completeExceptionally(e);
      } catch (IOException | RuntimeException e) {
        done.completeExceptionally(failed(String.valueOf(e.getMessage()), e));
      }
      seen = signals.addAndGet(-seen);
    } while (seen != 0);
  }

  private void step() throws IOException {
    if (done.isDone()) {
      return;
    }
    Throwable cause = failure.get();
    if (cause != null) {
      done.completeExceptionally(failed(String.valueOf(cause.getMessage()), cause));
      return;
    }
    if (update == null) {
      update = CheckedUpdate.of(request);
      partitions = producer.partitionsFor(request.definition().getUpdatesTopic()).size();
    }
    int chunks = update.shape().chunkCount();
    int window = Math.max(1, UpdateUpload.MOST_BYTES_UNDER_WAY / update.shape().chunkBytes());
    while (sent < chunks && sent - acknowledged.get() < window) {
      sendChunk(update, sent++);
    }
    if (!sealed && acknowledged.get() == chunks) {
      sealed = true;
      sendSeal(update);
    }
  }

  private void sendChunk(CheckedUpdate checked, int index) throws IOException {
    ByteBuffer payload = CheckedUpdate.read(request, checked.chunks(), index);
    UpdateChunk chunk =
        UpdateChunk.newBuilder()
            .setRoundId(request.definition().getRoundId())
            .setStoreId(request.storeId())
            .setAttemptId(request.attempt().id())
            .setChunkIndex(index)
            .setChunkCount(checked.shape().chunkCount())
            .setBaseVersion(request.baseVersion())
            .setWeight(request.weight())
            .setDigest(ByteBuffer.wrap(checked.chunkRoots().get(index)))
            .setPayload(payload)
            .build();
    send(index, Keys.chunk(request.storeId(), index), new UpdateRecord(chunk), this::countChunk);
  }

  private void sendSeal(CheckedUpdate checked) {
    UpdateSeal seal =
        UpdateSeal.newBuilder()
            .setRoundId(request.definition().getRoundId())
            .setModelType(request.definition().getModelType())
            .setStoreId(request.storeId())
            .setAttemptId(request.attempt().id())
            .setAttemptNumber(request.attempt().number())
            .setChunkCount(checked.shape().chunkCount())
            .setUpdateBytes(request.payload().bytes())
            .setBaseVersion(request.baseVersion())
            .setWeight(request.weight())
            .setRootDigest(ByteBuffer.wrap(checked.root()))
            .setTrainingSamples(request.trainingSamples())
            .setMetrics(request.metrics())
            .setDatasetFingerprint(request.datasetFingerprint())
            .setCodeVersion(request.codeVersion())
            .setVouchedFor(request.vouchedFor())
            .setMask(request.mask())
            .setSealedAt(clock.instant())
            .build();
    UpdateRecord record = new UpdateRecord(signer.sign(seal));
    send(0, Keys.seal(request.storeId()), record, () -> done.complete(null));
  }

  private void countChunk() {
    acknowledged.incrementAndGet();
    advance();
  }

  private void send(int chunk, String key, UpdateRecord value, Runnable acknowledgement) {
    String roundId = request.definition().getRoundId();
    int partition = Placement.partition(roundId, chunk, partitions);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            request.definition().getUpdatesTopic(), partition, key, codec.encode(value));
    var unused =
        producer.send(
            record,
            (metadata, exception) -> {
              if (exception == null) {
                acknowledgement.run();
              } else {
                failure.compareAndSet(null, exception);
                advance();
              }
            });
  }

  private UploadFailedException failed(String why, Throwable cause) {
    return new UploadFailedException(
        "attempt "
            + request.attempt().number()
            + " of store "
            + request.storeId()
            + " in round "
            + request.definition().getRoundId()
            + " was not completed: "
            + why,
        cause);
  }
}
