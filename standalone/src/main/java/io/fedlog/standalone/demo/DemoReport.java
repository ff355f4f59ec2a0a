package io.fedlog.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.agent.train.Comparison;
import io.fedlog.schemas.RoundState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --report} holds.
 *
 * @param modelType the model type
 * @param stores how many took part
 * @param rounds those of the plan; the preparation rounds are left out
 * @param evaluation null when no model came of it
 */
record DemoReport(
    String modelType, int stores, List<RoundRow> rounds, @Nullable Comparison evaluation) {

  private static final ObjectMapper JSON = new ObjectMapper();

  DemoReport {
    rounds = rounds.stream().filter(RoundRow::training).toList();
  }

  void write(Path file) throws IOException {
    Files.writeString(file, toJson());
  }

  String toJson() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("model_type", modelType);
    json.put("stores", stores);
    ArrayNode list = json.putArray("rounds");
    for (RoundRow round : rounds) {
      write(round, list.addObject());
    }
    if (evaluation == null) {
      json.putNull("evaluation");
    } else {
      write(evaluation, json.putObject("evaluation"));
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  private static void write(RoundRow round, ObjectNode json) {
    RoundState state = round.state();
    json.put("round_id", state.getRoundId());
    json.put("status", round.status());
    json.put("participating_stores", state.getParticipatingStores());
    json.put("completed_stores", state.getCompletedStores());
    if (round.aggregationMs().isPresent()) {
      json.put("aggregation_ms", round.aggregationMs().getAsLong());
    } else {
      json.putNull("aggregation_ms");
    }
    json.put("model_version", state.getModelVersion());
    json.put("model_sha256", state.getModelSha256());
    ObjectNode metrics = json.putObject("metrics");
    round.metrics().forEach(metrics::put);
  }

  private static void write(Comparison comparison, ObjectNode json) {
    json.put("metric", comparison.metric());
    json.put("higher_is_better", comparison.higherIsBetter());
    json.put("federated", comparison.federated());
    json.put("pooled", comparison.pooled());
    json.put("local_only", comparison.localOnly());
    json.put("stores_better_than_alone", comparison.storesBetterThanAlone());
    json.put("stores_compared", comparison.storesCompared());
  }
}
