package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.plans.MaskingField;
import io.fedlog.coordinator.rounds.RoundDefaults;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.SecureRules;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what {@code POST /rounds} asks for; what it leaves out has the installation's defaults. */
final class RoundOrder {

  static final int MOST_TARGET_BYTES = 256 * 1024;

  private static final String METHOD = "aggregation_method";
  private static final long LONGEST_MS = 30L * 24 * 3600 * 1000;
  private static final String FEDAVG = "fedavg";

  /** Keys of {@code config} that are the round's own and not the trainers'. */
  private static final Set<String> OF_THE_ROUND =
      Set.of(
          METHOD,
          "method_parameters",
          "min_stores",
          "aggregation_threshold",
          "join_window_ms",
          "deadline_ms",
          MaskingField.NAME,
          LayoutField.NAME);

  private RoundOrder() {}

  /** Throws a problem that names the field. */
  static RoundRequest read(
      String roundId, ObjectNode body, RoundDefaults defaults, String createdBy, Instant now) {
    Fields fields = new Fields(body, "");
    Fields config = fields.object("config");
    requireTraining(config);
    ObjectNode trainers = config.json().deepCopy();
    trainers.remove(OF_THE_ROUND);
    return RoundRequest.newBuilder()
        .setRoundId(roundId)
        .setModelType(
            fields
                .text("model_type")
                .orElseThrow(() -> ProblemException.malformed("model_type is missing")))
        .setMethod(config.text(METHOD).orElse(FEDAVG))
        .setMethodParameters(config.object("method_parameters").scalars())
        .setTargetStores(targets(fields))
        .setMinStores(
            config
                .whole("min_stores", 1, Integer.MAX_VALUE)
                .map(Long::intValue)
                .orElse(defaults.minStores()))
        .setThreshold(
            config
                .decimal(
                    "aggregation_threshold",
                    "a share from 0 to 1",
                    share -> share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0)
                .orElse(defaults.threshold())
                .toPlainString())
        .setJoinWindowMs(
            config.whole("join_window_ms", 0, LONGEST_MS).orElse(defaults.joinWindow().toMillis()))
        .setDeadlineMs(
            config.whole("deadline_ms", 1, LONGEST_MS).orElse(defaults.deadline().toMillis()))
        .setTrainingConfig(defaults.complete(new Fields(trainers, config.place()).scalars()))
        .setCreatedAt(now.truncatedTo(ChronoUnit.MILLIS))
        .setCreatedBy(createdBy)
        .build();
  }

  /** How single updates are masked; null for not at all. Throws a problem that names the field. */
  static @Nullable SecureRules masking(RoundRequest request, Fields config) {
    try {
      return MaskingField.read(
          config.json().get(MaskingField.NAME),
          config.place() + MaskingField.NAME,
          Duration.ofMillis(request.getJoinWindowMs()),
          Duration.ofMillis(request.getDeadlineMs()));
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed(String.valueOf(e.getMessage()));
    }
  }

  private static void requireTraining(Fields config) {
    for (String count : List.of("epochs", "batch_size")) {
      Optional<Long> unused = config.whole(count, 1, Integer.MAX_VALUE);
    }
    for (String real : List.of("learning_rate", "privacy_epsilon")) {
      Optional<BigDecimal> unused =
          config.decimal(real, "a number above 0", number -> number.signum() > 0);
    }
  }

  private static List<String> targets(Fields fields) {
    Optional<JsonNode> value = fields.value("target_stores");
    if (value.isEmpty()) {
      return List.of();
    }
    List<String> targets = new ArrayList<>();
    long bytes = 0;
    for (JsonNode store : value.get()) {
      if (!store.isTextual()) {
        throw fields.wrong("target_stores", "a list of store ids", store);
      }
      targets.add(store.textValue());
      bytes += store.textValue().getBytes(StandardCharsets.UTF_8).length + 2L;
    }
    if (!value.get().isArray()) {
      throw fields.wrong("target_stores", "a list of store ids", value.get());
    }
    if (bytes > MOST_TARGET_BYTES) {
      throw ProblemException.malformed(
          "target_stores: expected at most %d bytes of store ids, came %d; leave it out to let every store join"
              .formatted(MOST_TARGET_BYTES, bytes));
    }
    return targets;
  }

  /** A training configuration as the contract writes it: numbers as numbers. */
  static void write(ObjectNode json, Map<String, String> config, String method) {
    new TreeMap<>(config).forEach((name, text) -> json.set(name, scalar(json, text)));
    json.put(METHOD, method);
  }

  private static JsonNode scalar(ObjectNode json, String text) {
    if (text.matches("-?(0|[1-9][0-9]{0,17})")) {
      return json.numberNode(Long.parseLong(text));
    }
    if (text.matches("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?")) {
      return json.numberNode(new BigDecimal(text));
    }
    return text.equals("true") || text.equals("false")
        ? json.booleanNode(Boolean.parseBoolean(text))
        : json.textNode(text);
  }
}
