package io.fedlog.standalone.watch;

import io.fedlog.aggregator.AggregatorConfig;
import java.util.Map;

/** The consumer group that the aggregators of an installation are. */
public final class AggregatorGroup {

  private AggregatorGroup() {}

  /** Its name, from FL_APPLICATION_ID or the default. */
  public static String name(Map<String, String> environment) {
    return AggregatorConfig.fromEnv(environment).streams().applicationId();
  }
}
