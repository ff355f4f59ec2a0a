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
 * Sees to it that a plan's first version is uploaded, once by each instance that acts. For one
 * thread.
 */
final class FirstVersions {

  private static final Logger LOG = LoggerFactory.getLogger(FirstVersions.class);

  private final LogView view;
  private final PlanRounds rounds;
  private final InitialUpload upload;
  private final InstantSource clock;

  /** By plan. */
  private final Map<String, CompletableFuture<Void>> begun = new HashMap<>();

  FirstVersions(LogView view, PlanRounds rounds, InitialUpload upload, InstantSource clock) {
    this.view = view;
    this.rounds = rounds;
    this.upload = upload;
    this.clock = clock;
  }

  /**
   * Uploads the plan's first version if its round is open and this instance has not done so.
   *
   * @throws IllegalStateException when the first version does not fit its own round
   */
  void ensure(PlanRecord plan) {
    String roundId = PlanRound.INITIAL.id(plan.getPlanId());
    Optional<RoundDefinition> round = view.definition(roundId);
    // Once the quorum shows the round it knows it: a join ahead of it would be of an unknown round.
    boolean open = view.state(roundId).filter(state -> !PlanReplay.isOver(state)).isPresent();
    if (round.isEmpty() || !open) {
      return;
    }
    CompletableFuture<Void> under = begun.get(plan.getPlanId());
    if (under != null && under.isCompletedExceptionally()) {
      begun.remove(plan.getPlanId());
      fail(roundId, under);
    } else if (under == null) {
      rounds
          .initialPayload(plan)
          .ifPresent(
              bytes ->
                  begun.put(plan.getPlanId(), upload.upload(round.get(), bytes, clock.instant())));
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
          "The first version was not uploaded, trying again roundId={} reason={}",
          roundId,
          cause.getMessage());
    }
  }
}
