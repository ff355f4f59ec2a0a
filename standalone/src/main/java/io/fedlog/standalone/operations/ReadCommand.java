package io.fedlog.standalone.operations;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.OutputFlag;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Something that is read off the topics and printed; needs no more than the right to read. */
abstract class ReadCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConnectFlags connect = new ConnectFlags();

  @Mixin private OutputFlag output = new OutputFlag();

  ReadCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Says of a flag that it cannot be used, before anything is connected to. */
  void check() {}

  abstract void read(LogScan scan, PrintWriter out);

  @Override
  public Integer call() {
    check();
    PrintWriter out = spec.commandLine().getOut();
    try (LogScan scan = connect.connect(surroundings, "fedlog-" + spec.name()).scan()) {
      read(scan, out);
    }
    out.flush();
    return ExitStatus.OK.code();
  }

  final Surroundings surroundings() {
    return surroundings;
  }

  final OutputFormat output() {
    return output.format();
  }
}
