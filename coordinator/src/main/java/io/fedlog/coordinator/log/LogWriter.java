package io.fedlog.coordinator.log;

import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.coordinator.topics.KafkaAnswers;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes what the coordinator decides. A call returns when the brokers have the record and throws
 * Kafka's own exception when they have not. Thread-safe; does not close the producer.
 */
public final class LogWriter {

  private final Producer<String, byte[]> producer;
  private final RecordCodec<PlanRecord> plans;
  private final RecordCodec<RoundRecord> rounds;
  private final RecordCodec<Command> commands;
  private final RecordCodec<Join> joins;

  /**
   * @param producer idempotent, with {@code acks=all}
   */
  public LogWriter(Producer<String, byte[]> producer, SchemaDirectory schemas) {
    this.producer = producer;
    this.plans = RecordCodec.of(Topics.PLANS, schemas);
    this.rounds = RecordCodec.of(Topics.ROUNDS, schemas);
    this.commands = RecordCodec.of(Topics.COMMANDS, schemas);
    this.joins = RecordCodec.of(Topics.JOINS, schemas);
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

  /** Keyed by round id, or by model type when the command is of no round. */
  public void write(Command command) {
    String roundId = command.getRoundId();
    String key = roundId == null ? command.getModelType() : roundId;
    await(List.of(send(Topics.COMMANDS, commands, key, command)));
  }

  public void write(Join join) {
    await(List.of(send(Topics.JOINS, joins, join.getStoreId(), join)));
  }

  private <T extends SpecificRecord> Future<RecordMetadata> send(
      Topic<T> topic, RecordCodec<T> codec, String key, T value) {
    return producer.send(new ProducerRecord<>(topic.name(), key, codec.encode(value)));
  }

  private static void await(List<Future<RecordMetadata>> sent) {
    sent.forEach(KafkaAnswers::of);
  }
}
