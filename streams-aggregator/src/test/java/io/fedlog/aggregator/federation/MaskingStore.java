package io.fedlog.aggregator.federation;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.StoreVerifier;
import io.fedlog.learning.secure.UpdateDigest;
import io.fedlog.runtime.secure.SecureDefinition;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One store of a round that masks: what it sends, from its own session and what others said. */
final class MaskingStore {
  final Update update;
  private final RoundDefinition round;
  private final SecureTerms terms;
  private final SealSigner signer;
  private final StoreSession session;

  MaskingStore(RoundDefinition round, String storeId, long seed) {
    this(round, storeId, seed, SealSigner.unsigned(), (store, message, signature) -> true);
  }

  MaskingStore(
      RoundDefinition round, String storeId, long seed, SealSigner signer, StoreVerifier others) {
    this.round = round;
    this.terms = Objects.requireNonNull(SecureDefinition.terms(round));
    this.signer = signer;
    Update drawn = draw(storeId, (int) round.getParameterCount(), seed);
    this.update = round.getWeighting() == Weighting.EQUAL ? drawn.weighing(1) : drawn;
    byte[] root = new byte[32];
    new Random(seed).nextBytes(root);
    this.session =
        StoreSession.begin(terms, storeId, root, message -> signer.sign(storeId, message), others);
  }

  /** Multiples of 2^-20 from -1 to 1, which are whole units of any grid that tests take. */
  private static Update draw(String storeId, int parameters, long seed) {
    Random random = new Random(seed);
    float[] values = new float[parameters];
    for (int i = 0; i < parameters; i++) {
      values[i] = (random.nextInt(1 << 21) - (1 << 20)) / (float) (1 << 20);
    }
    return new Update(storeId, random.nextLong(), 1, values, 1 + random.nextInt(1000));
  }

  String id() {
    return update.storeId();
  }

  SecureMessage keys() {
    return message(SecureRecords.record(session.advertise()));
  }

  SecureMessage share(Group group) {
    return message(SecureRecords.record(session.join(group)));
  }

  void take(DealtShares others) {
    if (!others.store().equals(id())) {
      session.take(others);
    }
  }

  SecureMessage confirm(Outcome outcome, Collection<MaskSeal> seals) {
    return message(SecureRecords.record(session.confirm(outcome, seals)));
  }

  Reveal reveal(Collection<Confirmation> confirmations) {
    return session.reveal(confirmations);
  }

  SecureMessage message(Object body) {
    return signer.sign(
        SecureMessage.newBuilder()
            .setRoundId(round.getRoundId())
            .setModelType(round.getModelType())
            .setStoreId(id())
            .setBody(body)
            .setSentAt(Instant.now())
            .build());
  }

  /** The masked chunks, and the seal as the last. */
  List<ProducerRecord<String, byte[]>> upload(
      StoreSet sharers, int partitions, SchemaDirectory schemas) {
    RecordCodec<UpdateRecord> codec = RecordCodec.of(Topics.updates(round.getRoundId()), schemas);
    Masking masking = session.mask(sharers, UpdateDigest.of(terms, update.weight(), this::units));
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    List<byte[]> parts = new ArrayList<>();
    for (int chunk = 0; chunk < round.getChunkCount(); chunk++) {
      byte[] part = GridUnits.write(masking.chunk(chunk, units(chunk)).values());
      parts.add(part);
      UpdateChunk value =
          new UpdateChunk(
              round.getRoundId(),
              id(),
              update.attemptId(),
              chunk,
              round.getChunkCount(),
              round.getBase().getVersion(),
              1L,
              ByteBuffer.wrap(TreeHash.of(part)),
              ByteBuffer.wrap(part));
      records.add(
          record(
              chunk, partitions, Keys.chunk(id(), chunk), codec.encode(new UpdateRecord(value))));
    }
    UpdateSeal seal =
        UpdateSeal.newBuilder()
            .setRoundId(round.getRoundId())
            .setModelType(round.getModelType())
            .setStoreId(id())
            .setAttemptId(update.attemptId())
            .setAttemptNumber(1)
            .setChunkCount(round.getChunkCount())
            .setUpdateBytes(parts.stream().mapToLong(part -> part.length).sum())
            .setBaseVersion(round.getBase().getVersion())
            .setWeight(1)
            .setRootDigest(
                ByteBuffer.wrap(TreeHash.compose(parts.stream().map(TreeHash::of).toList())))
            .setTrainingSamples(0)
            .setMetrics(Map.of())
            .setMask(SecureRecords.record(masking.seal()))
            .setSealedAt(Instant.EPOCH)
            .build();
    records.add(
        record(0, partitions, Keys.seal(id()), codec.encode(new UpdateRecord(signer.sign(seal)))));
    return records;
  }

  private ProducerRecord<String, byte[]> record(
      int chunk, int partitions, String key, byte[] value) {
    return new ProducerRecord<>(
        round.getUpdatesTopic(),
        Placement.partition(round.getRoundId(), chunk, partitions),
        key,
        value);
  }

  /** What it adds to the sum: its weight times its difference to the base, in units. */
  private long[] units(int chunk) {
    double unit = Math.pow(2, round.getGrid().getUnitExponent());
    long[] units = new long[terms.valuesOf(chunk)];
    for (int i = 0; i < units.length; i++) {
      units[i] =
          Math.round(update.values()[chunk * terms.chunkValues() + i] * unit) * update.weight();
    }
    return units;
  }
}
