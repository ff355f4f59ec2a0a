package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.util.NoSuchElementException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** All that the topics say of one store. */
@Command(
    name = "show",
    header = "Shows one store: its enrolment, rounds, refusals and last updates.",
    description =
        "Joins and refusals are kept for 30 days, what stores say of their training for 400. Of each"
            + " the newest are shown.",
    footer = {
      "",
      "  fedlog stores show north --limit 20",
      "",
      "Exit status: 0 shown, 1 no such store was heard of, 2 a flag or a setting cannot be used, 3"
          + " no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class StoresShow extends ReadCommand {

  @Parameters(paramLabel = "STORE", description = "The store's id.")
  private String storeId = "";

  @Option(names = "--limit", paramLabel = "N", description = "Lines of each list. Default: 10")
  private int limit = 10;

  StoresShow(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    if (limit < 1) {
      throw new UnusableException("--limit is " + limit + "; expected 1 or more", null);
    }
  }

  @Override
  void read(LogScan scan, PrintWriter out) {
    StoreFile file = new StoreFile(storeId);
    scan.read(Topics.STORES, file::enrolment);
    scan.read(Topics.HEARTBEATS, file::sign);
    scan.read(Topics.JOINS, file::join);
    scan.read(Topics.REJECTED, file::refusal);
    scan.read(Topics.STORE_METRICS, file::metric);
    if (file.isEmpty()) {
      throw new NoSuchElementException("no topic has heard of store " + storeId);
    }
    file.sheet(limit, surroundings().clock().instant()).print(out, output());
  }
}
