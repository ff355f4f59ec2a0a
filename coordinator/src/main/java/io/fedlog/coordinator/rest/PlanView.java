package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;

/** A plan as the API shows it: what was asked for, and how it stands. */
final class PlanView {

  private PlanView() {}

  static void write(ObjectNode json, PlanRecord plan) {
    json.put("plan_id", plan.getPlanId());
    json.put("model_type", plan.getModelType());
    json.put("status", StatusFilter.word(plan.getStatus()));
    json.put("method", plan.getMethod());
    json.put("max_rounds", plan.getMaxRounds());
    json.put("min_stores", plan.getMinStores());
    json.put("asynchronous", plan.getWindows() != null);
    json.put("secure_aggregation", plan.getSecureAggregation() != null);
    json.put("created_at", plan.getCreatedAt().toString());
    json.put("created_by", plan.getCreatedBy());
    if (plan.getReason() != null && plan.getStatus() != PlanStatus.RUNNING) {
      json.put("reason", plan.getReason());
    }
  }
}
