package io.fedlog.runtime.models;

import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a process knows of the global models: one thread that reads {@code fl.global-models} from
 * its beginning and goes on reading. Manifests and pointers of all versions are kept; bytes of the
 * newest two versions of each type of interest and of those asked for. Older ones are read from the
 * log again on demand. A model is given out only when its bytes have the hash that its manifest and
 * the asker name. Thread-safe.
 */
public final class ModelFeed implements AutoCloseable {

  private final ModelShelf shelf;
  private final FeedReader reader;
  private final Thread thread;

  /**
   * @param consumers makes a consumer of string keys and byte values with {@code
   *     isolation.level=read_committed}, without a group; called again after a fatal error
   * @param schemas finds the schemas of the records
   * @param interest model type and version whose bytes are to be held as soon as they are seen
   */
  public ModelFeed(
      Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers,
      SchemaDirectory schemas,
      BiPredicate<String, Long> interest) {
    RecordCodec<ModelRecord> codec = RecordCodec.of(Topics.GLOBAL_MODELS, schemas);
    this.shelf = new ModelShelf(interest);
    this.reader = new FeedReader(consumers, codec, shelf);
    this.thread = new Thread(reader, "model-feed");
    thread.setDaemon(true);
  }

  /** Begins to read; waits for the topic if it is not there yet. */
  public void start() {
    thread.start();
  }

  /**
   * Adds a listener of versions, called on the feed's thread once for each manifest not seen before
   * (also those from before the feed was started). It must return at once.
   */
  public void onManifest(Consumer<ModelManifest> listener) {
    reader.onManifest(listener);
  }

  /** Completes when all that was on the topic at the start has been read. */
  public CompletableFuture<Void> caughtUp() {
    return reader.caughtUp().copy();
  }

  /**
   * The version that is referred to. Completes when all of it is on the log, on the feed's thread;
   * fails with {@link DamagedModelException} when the log holds other bytes, with {@link
   * ForgottenModelException} when it was deleted. Cancel it to stop waiting.
   */
  public CompletableFuture<Model> model(ModelReference reference) {
    return shelf.model(reference);
  }

  /** All types that have a version, in the order of their names. */
  public List<String> types() {
    return shelf.types();
  }

  /** The newest version of a type. */
  public Optional<ModelManifest> newest(String modelType) {
    return shelf.newest(modelType);
  }

  /** The version of a type that stores serve and train from: the promoted one, else the newest. */
  public Optional<ModelManifest> promoted(String modelType) {
    return shelf.promoted(modelType);
  }

  /** The last explicit promotion of a type; empty while its newest version holds by itself. */
  public Optional<ModelPointer> pointer(String modelType) {
    return shelf.pointer(modelType);
  }

  /** One version, when it is known. */
  public Optional<ModelManifest> manifest(String modelType, long version) {
    return shelf.manifest(modelType, version);
  }

  /** All known versions of a type, oldest first. */
  public List<ModelManifest> manifests(String modelType) {
    return shelf.all(modelType);
  }

  /** Stops reading; what was asked for and has not come stays unanswered. */
  @Override
  public void close() {
    reader.stop();
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
