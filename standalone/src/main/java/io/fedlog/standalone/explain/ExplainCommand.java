package io.fedlog.standalone.explain;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.ConnectFlags.Connection;
import io.fedlog.standalone.terminal.OutputFlag;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import io.fedlog.standalone.watch.AggregatorGroup;
import io.fedlog.standalone.watch.GroupLag;
import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says why a round is where it is. */
@Command(
    name = "explain",
    header = "Says why a round took long, waits or failed.",
    description = {
      "One sentence, what to do if anything, a timeline, and what was refused. It works for rounds"
          + " that are open, over, or not defined yet because their plan waits.",
      "Offsets are counted from the definition, by the brokers' clocks. A gap of a fifth of the"
          + " whole or more is marked <, the longest one <<. Joins and refusals are kept for 30"
          + " days, the round log for good."
    },
    footer = {
      "",
      "  fedlog explain --round sales-1-0003",
      "  fedlog explain --round sales-1-0003 --output json",
      "",
      "Exit status: 0 explained, 1 no topic and no plan knows the round, 2 a flag or a setting"
          + " cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class ExplainCommand implements Callable<Integer> {

  private static final int WIDTH = 96;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConnectFlags connect = new ConnectFlags();

  @Option(
      names = "--round",
      paramLabel = "ID",
      required = true,
      description = "The round's id, as fedlog rounds list shows it.")
  private String roundId = "";

  @Mixin private OutputFlag output = new OutputFlag();

  public ExplainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Connection connection = connect.connect(surroundings, "fedlog-explain");
    OptionalLong lag;
    try (Admin admin = Admin.create(connection.kafka().admin("fedlog-explain"))) {
      lag = GroupLag.of(admin, AggregatorGroup.name(connect.environment(surroundings)));
    }
    Story story;
    try (LogScan scan = connection.scan()) {
      story =
          StoryTeller.tell(
              new FactsReader(scan, roundId).read(surroundings.clock().instant(), lag));
    }
    if (output.format() == OutputFormat.JSON) {
      StoryText.sheet(story).print(out, output.format());
    } else {
      StoryText.lines(story, WIDTH).forEach(out::println);
    }
    out.flush();
    return (story.known() ? ExitStatus.OK : ExitStatus.FAILED).code();
  }
}
