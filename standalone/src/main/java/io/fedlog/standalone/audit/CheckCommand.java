package io.fedlog.standalone.audit;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a proof file by itself. */
@Command(
    name = "check",
    header = "Checks a proof file; needs no Kafka.",
    description = {
      "Recomputes the root from each entry and its proof, and checks the head's signature. What an"
          + " entry says is read from its proven bytes.",
      ""
    },
    footer = {
      "",
      "  fedlog audit check proof.json --key audit-key.pem",
      "",
      "Exit status: 0 proven, 1 not proven, 2 a file or an option cannot be used."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The proof.")
  private Path file = Path.of("");

  @Mixin private KeyFlags keys = new KeyFlags();

  @Option(
      names = "--any-key",
      description =
          "Takes the key that the file names. Whoever made the file may have made that key: shows"
              + " that the file is whole, and nothing of whose log it is from")
  private boolean anyKey;

  @Override
  public Integer call() {
    Set<String> given = keys.given();
    if (given.isEmpty() != anyKey) {
      throw new ParameterException(
          spec.commandLine(),
          "Say whose signature counts: --key with the coordinator's public key, or --any-key.");
    }
    ProofFile proof = JsonFile.read(file, ProofFile.FORMAT, ProofFile::of);
    List<String> faults = ProofCheck.faults(proof, given);
    PrintWriter out = spec.commandLine().getOut();
    if (faults.isEmpty()) {
      proof.entries().forEach(entry -> out.println(ProofCheck.said(entry)));
      out.println(
          "Proven: in the audit log of %d entries that key %s signed."
              .formatted(proof.head().getTreeSize(), proof.head().getSigningKeyId()));
      if (given.isEmpty()) {
        out.println(
            "That key is the file's own word: whoever made the file may have made the key.");
      }
    } else {
      out.println("NOT proven:");
      faults.forEach(fault -> out.println("  - " + fault));
    }
    out.flush();
    return (faults.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED).code();
  }
}
