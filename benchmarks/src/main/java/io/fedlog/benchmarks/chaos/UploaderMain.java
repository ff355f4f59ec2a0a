package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.upload.Attempt;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.runtime.upload.UploadRequest;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A process that stands for a few stores with large updates: follows the rounds, draws an update
 * for each open one and uploads it slowly, so that it can be killed in the middle. Which attempts
 * it has begun and ended it keeps in files, as an agent does; when it comes back it begins anew.
 *
 * <p>Arguments: bootstrap servers, state directory, stores separated by commas, milliseconds for a
 * chunk.
 */
final class UploaderMain {
  /** Rounds of these model types are uploaded for. */
  static final String MODEL_TYPE_PREFIX = "big-";

  /** Said when a third of an update's chunks have been sent. */
  static final String UNDER_WAY = "under way";

  private final Path state;
  private final long paceMs;
  private final UpdateUpload upload;
  private final Map<String, ExecutorService> workers = new HashMap<>();
  private final Set<String> over = new HashSet<>();

  private UploaderMain(KafkaSettings kafka, Path state, List<String> stores, long paceMs) {
    this.state = state;
    this.paceMs = paceMs;
    Properties properties = kafka.producer("chaos-uploader");
    properties.setProperty("delivery.timeout.ms", "600000");
    this.upload =
        new UpdateUpload(
            new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer()),
            new FingerprintDirectory(),
            SealSigner.unsigned(),
            Clock.systemUTC(),
            Executors.newFixedThreadPool(stores.size()));
    stores.forEach(store -> workers.put(store, Executors.newSingleThreadExecutor()));
  }

  public static void main(String[] arguments) throws Exception {
    KafkaSettings kafka = KafkaSettings.at(arguments[0]);
    Path state = Files.createDirectories(Path.of(arguments[1]));
    UploaderMain uploader =
        new UploaderMain(
            kafka, state, List.of(arguments[2].split(",")), Long.parseLong(arguments[3]));
    var unused =
        new LogWatch(kafka, List.of(Topics.ROUNDS, Topics.ROUND_STATE), true, uploader::hear);
    say("started");
    new CountDownLatch(1).await();
  }

  private void hear(Seen seen) {
    if (seen.value() instanceof RoundState round && LogReader.isOver(round.getStatus())) {
      synchronized (over) {
        over.add(round.getRoundId());
      }
    } else if (seen.value() instanceof RoundRecord record
        && record.getBody() instanceof RoundDefinition round
        && round.getModelType().startsWith(MODEL_TYPE_PREFIX)) {
      workers.forEach((store, worker) -> worker.execute(() -> take(round, store)));
    }
  }

  private void take(RoundDefinition round, String store) {
    Path done = state.resolve(round.getRoundId() + "." + store + ".done");
    try {
      int number = begun(round, store);
      while (!Files.exists(done) && number < Attempt.MOST && !isOver(round.getRoundId())) {
        number++;
        Files.createFile(file(round, store, number));
        say("upload " + round.getRoundId() + " " + store + " attempt " + number);
        if (upload(round, store, number)) {
          Files.writeString(done, "");
          say("sealed " + round.getRoundId() + " " + store);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean upload(RoundDefinition round, String store, int number) {
    Attempt attempt = new Attempt(new SecureRandom().nextLong(), number);
    Random random = new Random(attempt.id());
    SlowPayload payload =
        new SlowPayload(
            random, round, paceMs, () -> say(UNDER_WAY + " " + round.getRoundId() + " " + store));
    long samples = 1L + random.nextInt(1000);
    UploadRequest request =
        new UploadRequest(
            round,
            store,
            attempt,
            payload,
            samples,
            samples,
            Map.of("loss", 0.5),
            null,
            null,
            null);
    try {
      upload.upload(request).get();
      return true;
    } catch (ExecutionException e) {
      say("failed " + round.getRoundId() + " " + store + ": " + e.getCause());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A file an attempt: a kill leaves it there or not, but never half written. */
  private int begun(RoundDefinition round, String store) {
    int number = 0;
    while (Files.exists(file(round, store, number + 1))) {
      number++;
    }
    return number;
  }

  private Path file(RoundDefinition round, String store, int attempt) {
    return state.resolve(round.getRoundId() + "." + store + "." + attempt);
  }

  private boolean isOver(String roundId) {
    synchronized (over) {
      return over.contains(roundId);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
