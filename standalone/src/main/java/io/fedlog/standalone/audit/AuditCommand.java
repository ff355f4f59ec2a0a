package io.fedlog.standalone.audit;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be asked of the tamper-evident log over the audit topic. */
@Command(
    name = "audit",
    header = "Verifies the audit log, proves what it says, and checks such proofs.",
    description = {
      "The audit topic tells every round's definition, cohort, decision and model, and who was let"
          + " in to do what. A coordinator signs heads of a Merkle tree (RFC 9162) over it.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "docs/provenance.md says what is proven, against whom, and what is not. verify, prove and"
          + " compare read Kafka and write nothing to it; check needs no Kafka.",
      "",
      "  fedlog audit verify --remember seen.json --key audit-key.pem",
      "  fedlog audit prove --model 5dc9...4328 --out proof.json",
      "  fedlog audit check proof.json --key audit-key.pem",
      "  fedlog audit compare seen-here.json seen-there.json",
      "",
      "Exit status: 0 all holds, 1 something does not, 2 a file or an option cannot be used, 3 no"
          + " Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class AuditCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private AuditCommand() {}

  /** The command with its own commands. */
  public static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new AuditCommand())
        .addSubcommand(new VerifyCommand(surroundings))
        .addSubcommand(new ProveCommand(surroundings))
        .addSubcommand(new CheckCommand())
        .addSubcommand(new CompareCommand(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: verify, prove, check or compare.");
  }
}
