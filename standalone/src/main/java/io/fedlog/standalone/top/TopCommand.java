package io.fedlog.standalone.top;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.ConnectFlags.Connection;
import io.fedlog.standalone.terminal.Keyboard;
import io.fedlog.standalone.terminal.LiveScreen;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.TimeText;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import io.fedlog.standalone.watch.AggregatorGroup;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how an installation stands, again and again. */
@Command(
    name = "top",
    header = "Shows open rounds, plans, rates and lag, live.",
    description = {
      "On a terminal the picture is drawn in place; elsewhere one block follows the other. q or"
          + " Ctrl-C ends it.",
      "The lag is of the aggregators' consumer group (FL_APPLICATION_ID), and includes about one"
          + " record a partition that marks the end of a transaction. What comes in is measured on"
          + " the brokers' disks, and a dash where they do not tell us. Alive is an aggregator"
          + " heard of in the last 30 s and a store in the last 60, of those of the last hour."
    },
    footer = {
      "",
      "  fedlog top",
      "  fedlog top --once --bootstrap kafka:9092",
      "",
      "Exit status: 0 ended, 1 failed, 2 a flag or a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class TopCommand implements Callable<Integer> {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final int USUAL_WIDTH = 80;
  private static final int USUAL_HEIGHT = 24;
  private static final int KEYS_EVERY_MS = 100;

  private final Surroundings surroundings;
  private final InputStream in;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConnectFlags connect = new ConnectFlags();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = TimeText.class,
      description = "How often to look, 100ms or more. Default: 2s")
  private Duration interval = Duration.ofSeconds(2);

  @Option(
      names = "--once",
      description = "Look twice, an interval apart, print one picture and end.")
  private boolean once;

  /**
   * @param in where keys come from
   */
  public TopCommand(Surroundings surroundings, InputStream in) {
    this.surroundings = surroundings;
    this.in = in;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (interval.compareTo(SHORTEST) < 0) {
      throw new UnusableException(
          "--interval is " + interval.toMillis() + "ms; expected 100ms or more", null);
    }
    Connection connection = connect.connect(surroundings, "fedlog-top");
    String group = AggregatorGroup.name(connect.environment(surroundings));
    try (Shutdown process = new Shutdown();
        Admin admin = Admin.create(connection.kafka().admin("fedlog-top"));
        LogScan scan = connection.scan()) {
      PictureReader reader =
          new PictureReader(scan, admin, connection.kafka().bootstrapServers(), group);
      if (once) {
        once(reader);
      } else {
        live(reader, process);
      }
    }
    return ExitStatus.OK.code();
  }

  private void once(PictureReader reader) throws InterruptedException {
    var unused = reader.look(surroundings.clock().instant());
    TimeUnit.MILLISECONDS.sleep(interval.toMillis());
    PrintWriter out = spec.commandLine().getOut();
    lines(reader).forEach(out::println);
    out.flush();
  }

  private void live(PictureReader reader, Shutdown process) throws InterruptedException {
    boolean terminal = Ansi.AUTO.enabled();
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    try (LiveScreen screen = new LiveScreen(spec.commandLine().getOut(), terminal);
        Keyboard keys = terminal ? Keyboard.open(in) : Keyboard.of(in)) {
      process.add(
          "screen",
          () -> {
            told.countDown();
            boolean unused = left.await(5, TimeUnit.SECONDS); // the terminal is given back first
          });
      surroundings.onEnd().accept(process);
      boolean goOn = true;
      while (goOn) {
        screen.draw(lines(reader));
        goOn = goesOn(told, keys);
      }
    } finally {
      left.countDown();
    }
  }

  /** Waits for the next picture; no when a key or the process's end comes first. */
  private boolean goesOn(CountDownLatch told, Keyboard keys) throws InterruptedException {
    long end = System.nanoTime() + interval.toNanos();
    while (System.nanoTime() < end) {
      if (told.await(KEYS_EVERY_MS, TimeUnit.MILLISECONDS) || keys.pressed("qQ")) {
        return false;
      }
    }
    return true;
  }

  private List<String> lines(PictureReader reader) throws InterruptedException {
    int[] size = once ? null : Keyboard.size();
    String columns = surroundings.environment().getOrDefault("COLUMNS", "");
    int width = columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    PictureText text =
        size == null || size[0] < 5 || size[1] < 20
            ? new PictureText(width, USUAL_HEIGHT)
            : new PictureText(size[1], size[0]);
    return text.lines(reader.look(surroundings.clock().instant()));
  }
}
