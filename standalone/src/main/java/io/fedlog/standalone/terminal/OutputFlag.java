package io.fedlog.standalone.terminal;

import picocli.CommandLine.Option;

/** {@code --output}: for people or for programs. A mixin of the commands that print both. */
public final class OutputFlag {

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      converter = OutputFormat.Converter.class,
      description = "table, or json for programs. Default: table")
  private OutputFormat format = OutputFormat.TABLE;

  public OutputFormat format() {
    return format;
  }
}
