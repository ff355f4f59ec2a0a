package io.fedlog.standalone.audit;

import io.fedlog.learning.merkle.MerkleTree;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.audit.AuditVerdict;
import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.TreeHead;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes entries of the audit log with their proofs, for whoever has no broker. */
@Command(
    name = "prove",
    header = "Writes a proof of what the audit log says.",
    description = {
      "Verifies the audit log, finds the entries that are meant, and writes them with the proof"
          + " that they are in the tree of the newest signed head.",
      ""
    },
    footer = {
      "",
      "  fedlog audit prove --model 5dc9...4328 --out proof.json",
      "  fedlog audit check proof.json --key audit-key.pem      # elsewhere, without Kafka",
      "",
      "Exit status: 0 written, 1 the log does not hold, or no head covers such an entry, 2 a file"
          + " or an option cannot be used, 3 no Kafka."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class ProveCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final MerkleTree tree = new MerkleTree();
  private final List<Found> found = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private EventChoice choice = new EventChoice();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the proof. Default: standard output")
  private @Nullable Path out;

  @Mixin private ConnectFlags connect = new ConnectFlags();
  @Mixin private KeyFlags keys = new KeyFlags();

  ProveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  private record Found(long index, LogRecord<AuditEvent> record, @Nullable AuditEvent event) {}

  @Override
  public Integer call() {
    choice.check();
    Set<String> given = keys.given();
    AuditVerdict verdict =
        AuditReading.read(
            connect.connect(surroundings, "fedlog-audit"), given, null, null, this::consider);
    PrintWriter err = spec.commandLine().getErr();
    TreeHead head = verdict.newest();
    if (!verdict.holds() || head == null) {
      new VerdictText(err).print(verdict, given, null);
      err.flush();
      return ExitStatus.FAILED.code();
    }
    List<Found> covered = found.stream().filter(one -> one.index() < head.getTreeSize()).toList();
    if (covered.isEmpty()) {
      throw new IllegalStateException(missing(verdict));
    }
    ProofFile proof = new ProofFile(head, covered.stream().map(one -> entry(one, head)).toList());
    write(proof, err);
    return ExitStatus.OK.code();
  }

  private void consider(LogRecord<AuditEvent> record, byte[] leafHash) {
    long index = tree.size();
    tree.append(leafHash);
    AuditEvent event = choice.needsEvent() ? event(record) : null;
    if (choice.means(index, event)) {
      found.add(new Found(index, record, event == null ? event(record) : event));
    }
  }

  private static @Nullable AuditEvent event(LogRecord<AuditEvent> record) {
    return record.readable().orElse(null);
  }

  private ProofFile.Entry entry(Found one, TreeHead head) {
    AuditEvent event = one.event();
    return new ProofFile.Entry(
        one.record().offset(),
        one.record().isTombstone() ? new byte[0] : one.record().bytes(),
        event == null ? null : EventJson.of(event),
        tree.inclusion(one.index(), head.getTreeSize()));
  }

  private String missing(AuditVerdict verdict) {
    return found.isEmpty()
        ? "The audit log says nothing of %s; it has %d entries. Ask for what ./fedlog audit verify reads from the same Kafka."
            .formatted(choice, verdict.entries())
        : "No head covers what the audit log says of %s yet. Ask again in a few seconds."
            .formatted(choice);
  }

  private void write(ProofFile proof, PrintWriter err) {
    if (out == null) {
      PrintWriter standard = spec.commandLine().getOut();
      standard.print(JsonFile.text(proof.json()));
      standard.flush();
      return;
    }
    JsonFile.write(out, proof.json());
    err.println(
        "Written to %s, %s: %d proven in the tree of %d."
            .formatted(out, choice, proof.entries().size(), proof.head().getTreeSize()));
    if (proof.head().getSigningKeyId() != null) {
      err.println("Signed by key " + proof.head().getSigningKeyId() + ".");
    }
    if (proof.head().getSignature() == null) {
      err.println("The head is NOT signed: the proof convinces nobody who does not trust you.");
    }
    err.flush();
  }
}
