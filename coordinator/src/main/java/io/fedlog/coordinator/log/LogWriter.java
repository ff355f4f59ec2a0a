package io.fedlog.coordinator.log;

import io.fedlog.coordinator.identity.AccessLog;
import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.coordinator.topics.KafkaAnswers;
import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.EnrolmentCode;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.TokenRevocation;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UploadReceipt;
import io.fedlog.schemas.UserAccount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the coordinator decides. A call returns when the brokers have the record and throws
 * Kafka's own exception when they have not. Thread-safe; does not close the producer.
 */
public final class LogWriter implements AccessLog {

  private final Producer<String, byte[]> producer;
  private final RecordCodec<PlanRecord> plans;
  private final RecordCodec<RoundRecord> rounds;
  private final RecordCodec<Command> commands;
  private final RecordCodec<Join> joins;
  private final RecordCodec<AccessRecord> access;
  private final RecordCodec<StoreEnrolment> stores;
  private final RecordCodec<AuditEvent> audit;

  /**
   * @param producer idempotent, with {@code acks=all}
   */
  public LogWriter(Producer<String, byte[]> producer, SchemaDirectory schemas) {
    this.producer = producer;
    this.plans = RecordCodec.of(Topics.PLANS, schemas);
    this.rounds = RecordCodec.of(Topics.ROUNDS, schemas);
    this.commands = RecordCodec.of(Topics.COMMANDS, schemas);
    this.joins = RecordCodec.of(Topics.JOINS, schemas);
    this.access = RecordCodec.of(Topics.ACCESS, schemas);
    this.stores = RecordCodec.of(Topics.STORES, schemas);
    this.audit = RecordCodec.of(Topics.AUDIT, schemas);
  }

  public void write(PlanRecord plan) {
    await(List.of(send(Topics.PLANS, plans, plan.getPlanId(), plan)));
  }

  /**
   * Writes the definition, then its pages of targets, all to the definition's partition: a page
   * that overtook its definition would be of an unknown round.
   */
  public void write(DefinedRound round) {
    String roundId = round.definition().getRoundId();
    String topic = Topics.ROUNDS.name();
    int partition = Placement.partition(roundId, 0, producer.partitionsFor(topic).size());
    byte[] definition = rounds.encode(new RoundRecord(round.definition()));
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    sent.add(producer.send(new ProducerRecord<>(topic, partition, roundId, definition)));
    for (RoundTargets page : round.pages()) {
      String key = Keys.targets(roundId, page.getPage());
      byte[] value = rounds.encode(new RoundRecord(page));
      sent.add(producer.send(new ProducerRecord<>(topic, partition, key, value)));
    }
    await(sent);
  }

  /**
   * Does nothing when the request can be written.
   *
   * @throws io.fedlog.schemas.UnwritableRecordException when it is too large
   */
  public void requireWritable(RoundRequest request) {
    byte[] unused = rounds.encode(new RoundRecord(request));
  }

  /**
   * Does nothing when the definition and its pages can be written.
   *
   * @throws io.fedlog.schemas.UnwritableRecordException when one is too large
   */
  public void requireWritable(DefinedRound round) {
    byte[] unused = rounds.encode(new RoundRecord(round.definition()));
    for (RoundTargets page : round.pages()) {
      unused = rounds.encode(new RoundRecord(page));
    }
  }

  /** Under the key that the round's definition will have. */
  public void write(RoundRequest request) {
    String roundId = request.getRoundId();
    String topic = Topics.ROUNDS.name();
    int partition = Placement.partition(roundId, 0, producer.partitionsFor(topic).size());
    byte[] value = rounds.encode(new RoundRecord(request));
    await(List.of(producer.send(new ProducerRecord<>(topic, partition, roundId, value))));
  }

  /** Keyed by round id, or by model type when the command is of no round. */
  public void write(Command command) {
    String roundId = command.getRoundId();
    String key = roundId == null ? command.getModelType() : roundId;
    await(List.of(send(Topics.COMMANDS, commands, key, command)));
  }

  public void write(Join join) {
    write(List.of(join));
  }

  public void write(Collection<Join> several) {
    await(
        several.stream().map(join -> send(Topics.JOINS, joins, join.getStoreId(), join)).toList());
  }

  @Override
  public void write(AccessRecord record) {
    await(List.of(send(Topics.ACCESS, access, key(record), record)));
  }

  @Override
  public void write(StoreEnrolment enrolment) {
    await(List.of(send(Topics.STORES, stores, enrolment.getStoreId(), enrolment)));
  }

  /** For {@link AuditQueue}. */
  void write(AuditEvent event) {
    await(List.of(send(Topics.AUDIT, audit, null, event)));
  }

  private static String key(AccessRecord record) {
    Object body = record.getBody();
    if (body instanceof TokenRevocation revocation) {
      return Keys.token(revocation.getTokenId());
    }
    if (body instanceof UserAccount user) {
      return Keys.user(user.getName());
    }
    if (body instanceof EnrolmentCode code) {
      byte[] hash = new byte[code.getCodeSha256().remaining()];
      code.getCodeSha256().duplicate().get(hash);
      return Keys.enrolmentCode(HexFormat.of().formatHex(hash));
    }
    if (body instanceof UploadReceipt upload) {
      return Keys.upload(upload.getRoundId(), upload.getStoreId(), upload.getKeySha256());
    }
    throw new IllegalArgumentException(
        "Expected a token's, a user's, a code's or an upload's record, came "
            + body.getClass().getSimpleName());
  }

  private <T extends SpecificRecord> Future<RecordMetadata> send(
      Topic<T> topic, RecordCodec<T> codec, @Nullable String key, T value) {
    return producer.send(new ProducerRecord<>(topic.name(), key, codec.encode(value)));
  }

  private static void await(List<Future<RecordMetadata>> sent) {
    sent.forEach(KafkaAnswers::of);
  }
}
