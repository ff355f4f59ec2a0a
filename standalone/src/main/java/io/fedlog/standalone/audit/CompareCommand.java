package io.fedlog.standalone.audit;

import io.fedlog.learning.merkle.MerkleTree;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.audit.HeadComparison;
import io.fedlog.runtime.audit.HeadComparison.Result;
import io.fedlog.schemas.TreeHead;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells whether two verifiers were shown one log. */
@Command(
    name = "compare",
    header = "Compares what two verifiers have seen.",
    description = {
      "Takes two files of verify --remember. Heads of one size must have one root. Of different"
          + " sizes, the smaller must be the beginning of the larger: that is proven from the log,"
          + " and Kafka is asked for it only then.",
      ""
    },
    footer = {
      "",
      "  fedlog audit compare seen-here.json seen-there.json",
      "",
      "Exit status: 0 both saw one log, 1 a split view, or it cannot be told, 2 a file or an option"
          + " cannot be used, 3 no Kafka."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class CompareCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "FILE", description = "What one verifier remembers.")
  private Path one = Path.of("");

  @Parameters(index = "1", paramLabel = "FILE", description = "What another one remembers.")
  private Path other = Path.of("");

  @Mixin private ConnectFlags connect = new ConnectFlags();

  CompareCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    TreeHead first = RememberedHead.read(one);
    TreeHead second = RememberedHead.read(other);
    HeadComparison comparison = HeadComparison.of(first, second);
    if (comparison.result() == Result.ASK_THE_LOG) {
      comparison = HeadComparison.of(first, second, log());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(comparison.text());
    if (comparison.result() == Result.SPLIT_VIEW) {
      out.println(
          "Keep both files: each is signed, and together they show that the log was forked.");
    }
    out.flush();
    return (comparison.result() == Result.ONE_LOG ? ExitStatus.OK : ExitStatus.FAILED).code();
  }

  private MerkleTree log() {
    MerkleTree tree = new MerkleTree();
    var unused =
        AuditReading.read(
            connect.connect(surroundings, "fedlog-audit"),
            Set.of(),
            null,
            null,
            (record, leaf) -> tree.append(leaf));
    return tree;
  }
}
