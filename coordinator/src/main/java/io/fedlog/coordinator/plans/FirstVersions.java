package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.runtime.upload.UpdateRefusedException;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundDefinition;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that what the coordinator itself knows of a plan is uploaded, once by each instance
 * that acts: its first version, and with public features what stores would have prepared. For one
 * thread.
 */
final class FirstVersions {

  private static final Logger LOG = LoggerFactory.getLogger(FirstVersions.class);

  private final LogView view;
  private final PlanRounds rounds;
  private final InitialUpload upload;
  private final InstantSource clock;

  /** By plan; a plan is in one round at a time. */
  private final Map<String, Begun> begun = new HashMap<>();

  private record Begun(String roundId, CompletableFuture<Void> upload) {}

  FirstVersions(LogView view, PlanRounds rounds, InitialUpload upload, InstantSource clock) {
    this.view = view;
    this.rounds = rounds;
    this.upload = upload;
    this.clock = clock;
  }

  /**
   * Uploads to the plan's round if that is open, the coordinator's, and this instance has not done
   * so.
   *
   * @throws IllegalStateException when what is uploaded does not fit its own round
   */
  void ensure(PlanRecord plan, PlanRound asked) {
    String roundId = asked.id(plan.getPlanId());
    Optional<RoundDefinition> round = view.definition(roundId);
    // Once the quorum shows the round it knows it: a join ahead of it would be of an unknown round.
    boolean open = view.state(roundId).filter(state -> !PlanReplay.isOver(state)).isPresent();
    if (round.isEmpty() || !open) {
      return;
    }
    Begun under = begun.get(plan.getPlanId());
    if (under == null || !under.roundId().equals(roundId)) {
      rounds
          .ownPayload(plan, asked)
          .ifPresent(
              bytes ->
                  begun.put(
                      plan.getPlanId(),
                      new Begun(roundId, upload.upload(round.get(), bytes, clock.instant()))));
    } else if (under.upload().isCompletedExceptionally()) {
      begun.remove(plan.getPlanId());
      fail(roundId, under.upload());
    }
  }

  /** Forgets the plans that are not among these. */
  void keepOnly(Set<String> planIds) {
    begun.keySet().retainAll(planIds);
  }

  private static void fail(String roundId, CompletableFuture<Void> upload) {
    try {
      upload.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof UpdateRefusedException) {
        throw new IllegalStateException(cause.getMessage(), cause);
      }
      LOG.warn(
          "What the coordinator uploads to a round did not arrive, trying again roundId={} reason={}",
          roundId,
          cause.getMessage());
    }
  }
}
