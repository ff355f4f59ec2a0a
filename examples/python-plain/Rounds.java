import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.coordinator.rounds.UpdateForm;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rounds of a model of one's own: Rounds.java ROUNDS features=a,b target=y [KEY=VALUE...] STORE... */
public final class Rounds {
  private static final String TYPE = "plain_python";

  public static void main(String[] args) throws InterruptedException {
    Map<String, String> training = new HashMap<>();
    List<String> stores = new ArrayList<>();
    for (String arg : List.of(args).subList(1, args.length)) {
      int at = arg.indexOf('=');
      if (at < 0) stores.add(arg);
      else training.put(arg.substring(0, at), arg.substring(at + 1));
    }
    int features = training.get("features").split(",").length;
    UpdateForm form =
        new UpdateForm(
            Encoding.FLOAT64,
            List.of(new Tensor("weights", List.of(features)), new Tensor("intercept", List.of(1))),
            1024, // larger parameters are refused
            true);
    CoordinatorConfig settings = CoordinatorConfig.fromEnv(System.getenv());
    try (CoordinatorClient client = CoordinatorClient.connect(settings, Clock.systemUTC())) {
      ModelReference base =
          client.promotedVersion(TYPE)
              .map(known -> new ModelReference(TYPE, known.getVersion(), known.getSha256()))
              .orElse(null);
      for (int i = 0; i < Integer.parseInt(args[0]); i++) {
        String roundId = TYPE + "-" + System.currentTimeMillis();
        client.createRound(
            new RoundSpec(roundId, TYPE, null, 0, base, List.of(),
                new Aggregation("weighted", Map.of(), Weighting.SAMPLES, null), form,
                settings.defaults().participation(stores), training, "Rounds.java"));
        RoundState ended = client.awaitRound(roundId, Duration.ofMinutes(10), state -> {});
        if (ended.getModelVersion() == null) throw new IllegalStateException(ended.getReason());
        System.out.println(roundId + " made version " + ended.getModelVersion()
            + " of " + ended.getCohortSize() + " stores");
        base = new ModelReference(TYPE, ended.getModelVersion(), ended.getModelSha256());
      }
    }
  }
}
