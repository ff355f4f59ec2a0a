package io.fedlog.standalone.simulate;

import io.fedlog.learning.client.ClientMethod;
import java.util.ArrayList;
import java.util.List;

/** A simulation in words. */
record SimulationText(SimulationSettings settings, LearningTask task) {

  /** What is simulated. */
  List<String> opening() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %d stores share %d training rows%s; %d rows held out"
            .formatted(
                task.name(),
                settings.stores(),
                task.training().count(),
                settings.partition().isEven()
                    ? ""
                    : " by Dirichlet(" + settings.partition().alpha() + ")",
                task.heldOut().count()));
    String odds = odds();
    if (!odds.isEmpty()) {
      lines.add(odds);
    }
    return lines;
  }

  /** Over the plot. */
  String title() {
    String odds = odds();
    return task.name() + ", " + settings.stores() + " stores" + (odds.isEmpty() ? "" : "; " + odds);
  }

  private String odds() {
    List<String> odds = new ArrayList<>();
    if (settings.times().sigma() > 0) {
      odds.add("stragglers of sigma " + settings.times().sigma());
    }
    if (settings.times().dropOut() > 0) {
      odds.add(percent(settings.times().dropOut()) + " drop out");
    }
    if (settings.training().client() != ClientMethod.FEDAVG) {
      odds.add("stores train by " + settings.training().client().key());
    }
    Hostility hostility = settings.hostility();
    if (hostility.share() > 0) {
      odds.add(
          "%s attack by %s of scale %s"
              .formatted(percent(hostility.share()), hostility.attack().word(), hostility.scale()));
    }
    return String.join(", ", odds);
  }

  private static String percent(double share) {
    return Math.round(share * 1000) / 10.0 + " %";
  }
}
