package io.fedlog.standalone.audit;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.audit.AuditVerdict;
import io.fedlog.runtime.audit.SignedHead;
import io.fedlog.schemas.TreeHead;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Recomputes the tree over the audit topic and holds every published head against it. */
@Command(
    name = "verify",
    header = "Checks the audit log against its signed heads.",
    description = {
      "Reads fl.audit and fl.audit-heads, recomputes the Merkle tree, and checks each head's root,"
          + " signature and place. With --remember, also that the log is an extension of what was"
          + " verified last: a log that was rolled back, cut or forked since is found. Without"
          + " --key the key is taken from what is remembered, or from the heads themselves, and"
          + " that is said.",
      ""
    },
    footer = {
      "",
      "  fedlog audit verify --remember seen.json --key audit-key.pem",
      "",
      "Exit status: 0 all holds, 1 something does not, 2 a file or an option cannot be used, 3 no"
          + " Kafka."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class VerifyCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConnectFlags connect = new ConnectFlags();

  @Option(
      names = "--remember",
      paramLabel = "FILE",
      description =
          "Holds the log against the head in this file, if it is there, and keeps the newest head"
              + " in it when all holds. Keep it where nobody writes who can write to Kafka")
  private @Nullable Path remember;

  @Mixin private KeyFlags keys = new KeyFlags();

  VerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Set<String> given = keys.given();
    TreeHead before = remember == null ? null : RememberedHead.find(remember);
    String heads = before == null || remember == null ? null : RememberedHead.headsSha256(remember);
    String known = before == null ? null : SignedHead.key(before);
    Set<String> trusted = given.isEmpty() && known != null ? Set.of(known) : given;
    AuditVerdict verdict =
        AuditReading.read(
            connect.connect(surroundings, "fedlog-audit"),
            trusted,
            before,
            heads,
            (record, leaf) -> {});
    PrintWriter out = spec.commandLine().getOut();
    new VerdictText(out).print(verdict, trusted, before);
    if (remember != null && verdict.holds() && verdict.newest() != null) {
      RememberedHead.write(remember, verdict.newest(), verdict.headsSha256());
      out.println("Remembered in " + remember + ".");
    }
    out.flush();
    return (verdict.holds() ? ExitStatus.OK : ExitStatus.FAILED).code();
  }
}
