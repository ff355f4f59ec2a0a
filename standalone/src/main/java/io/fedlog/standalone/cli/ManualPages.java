package io.fedlog.standalone.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Gives the help of every command the same parts under the same headings: usage, description,
 * parameters, options, commands, examples, exit status, environment, see also. A command writes its
 * description and a footer of blocks that blank lines part; what begins with two blanks is an
 * example, what begins with {@code Exit status:} is that. A command without a header has its
 * description as one, and is described by its footer.
 */
final class ManualPages {

  private static final String EXIT = "Exit status:";
  private static final String EXAMPLE = "  ";
  private static final int WIDTH = 78;
  private static final String CONNECTED =
      "Environment: FL_BOOTSTRAP_SERVERS says where Kafka is, FL_KAFKA_... how to reach it,"
          + " SCHEMA_REGISTRY_URL where its schemas are, FL_LOG_LEVEL=debug adds stack traces"
          + " (docs/configuration.md).";
  private static final String ALONE =
      "Environment: FL_JAVA_OPTS replaces the JVM's options, FL_LOG_LEVEL=debug adds stack traces.";

  /** Commands that ask no Kafka. */
  private static final Set<String> LOCAL =
      Set.of(
          "fedlog", "demo", "simulate", "up", "estimate", "completion", "help", "check", "tables");

  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("demo", "docs/demo.md"),
          Map.entry("simulate", "docs/simulation.md"),
          Map.entry("up", "docs/configuration.md"),
          Map.entry("coordinator", "docs/configuration.md"),
          Map.entry("aggregator", "docs/configuration.md"),
          Map.entry("agent", "docs/configuration.md"),
          Map.entry("plans", "docs/operations.md"),
          Map.entry("rounds", "docs/operations.md"),
          Map.entry("models", "docs/operations.md"),
          Map.entry("stores", "docs/operations.md"),
          Map.entry("backup", "docs/backup.md"),
          Map.entry("restore", "docs/backup.md"),
          Map.entry("replay", "docs/replay.md"),
          Map.entry("explain", "docs/operations.md"),
          Map.entry("top", "docs/operations.md"),
          Map.entry("audit", "docs/provenance.md"),
          Map.entry("lineage", "docs/lineage.md"),
          Map.entry("metrics", "docs/analysts.md"),
          Map.entry("user", "docs/security.md"),
          Map.entry("token", "docs/security.md"),
          Map.entry("enrol-code", "docs/security.md"),
          Map.entry("revoke-store", "docs/security.md"),
          Map.entry("acls", "docs/security.md"),
          Map.entry("privacy", "docs/privacy.md"));

  private ManualPages() {}

  /** Dresses a command and all below it. */
  static void dress(CommandLine root) {
    dress(root, null);
  }

  private static void dress(CommandLine line, @Nullable String exitOfParent) {
    CommandSpec spec = line.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    usage.synopsisHeading("Usage: ");
    usage.descriptionHeading("%nDescription:%n");
    usage.parameterListHeading("%nParameters:%n");
    usage.optionListHeading("%nOptions:%n");
    usage.commandListHeading("%nCommands:%n");
    usage.description(stripped(usage.description()));
    usage.customSynopsis(stripped(usage.customSynopsis()));
    Blocks blocks = Blocks.of(usage.footer());
    if (usage.header().length == 0) {
      head(usage, blocks);
    }
    String exit = blocks.exit == null ? exitOfParent : blocks.exit;
    usage.footerHeading("");
    usage.footer(footer(spec, blocks, exit));
    // An alias is the same command once more.
    Set<CommandLine> below = Set.copyOf(spec.subcommands().values());
    below.forEach(command -> dress(command, exit));
  }

  /** Without a header, the description is that, and the footer's notes describe. */
  private static void head(UsageMessageSpec usage, Blocks blocks) {
    usage.header(String.join(" ", usage.description()));
    usage.description(blocks.notes.toArray(String[]::new));
    blocks.notes.clear();
  }

  private static String[] footer(CommandSpec spec, Blocks blocks, @Nullable String exit) {
    List<String> footer = new ArrayList<>();
    for (String note : blocks.notes) {
      footer.addAll(List.of("", note));
    }
    if (!blocks.examples.isEmpty()) {
      footer.addAll(List.of("", "Examples:"));
      blocks.examples.forEach(example -> footer.addAll(lines(example, " \\", "    ")));
    }
    if (exit != null) {
      add(footer, exit);
    }
    add(footer, LOCAL.contains(spec.name()) ? ALONE : CONNECTED);
    String also = also(spec);
    if (!also.isEmpty()) {
      add(footer, "See also: " + also);
    }
    return footer.toArray(String[]::new);
  }

  private static void add(List<String> footer, String block) {
    footer.add("");
    footer.addAll(lines(block, "", ""));
  }

  /**
   * A text in lines that fit, parted at blanks only: the library would also part a path at its dot.
   *
   * @param end what a line has that goes on; an example can then be copied as it is
   * @param indent what the next begins with
   */
  private static List<String> lines(String text, String end, String indent) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > WIDTH) {
      int begin = rest.length() - rest.stripLeading().length();
      int blank = rest.lastIndexOf(' ', WIDTH - end.length());
      if (blank <= begin) {
        break;
      }
      lines.add(rest.substring(0, blank) + end);
      rest = indent + rest.substring(blank + 1);
    }
    lines.add(rest);
    return lines;
  }

  private static String also(CommandSpec spec) {
    CommandSpec parent = spec.parent();
    if (parent == null) {
      return "README.md, docs/design.md";
    }
    List<String> also = new ArrayList<>();
    boolean top = parent.parent() == null;
    CommandSpec known = top ? spec : parent;
    List<String> others = top ? CommandGroups.besides(spec.name()) : List.of();
    if (!top) {
      also.add(parent.qualifiedName());
    }
    others.stream()
        .filter(parent.subcommands()::containsKey)
        .map(name -> parent.qualifiedName() + " " + name)
        .forEach(also::add);
    String page = PAGES.get(known.name());
    if (page != null) {
      also.add(page);
    }
    return String.join(", ", also);
  }

  private static String[] stripped(String[] lines) {
    int end = lines.length;
    while (end > 0 && lines[end - 1].isBlank()) {
      end--;
    }
    return Arrays.copyOf(lines, end);
  }

  /** A footer's parts. */
  private static final class Blocks {
    private final List<String> notes = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private @Nullable String exit;

    static Blocks of(String[] footer) {
      Blocks blocks = new Blocks();
      List<String> block = new ArrayList<>();
      for (String line : footer) {
        if (line.isBlank()) {
          blocks.add(block);
          block = new ArrayList<>();
        } else {
          block.add(line);
        }
      }
      blocks.add(block);
      return blocks;
    }

    private void add(List<String> block) {
      if (block.isEmpty()) {
        return;
      }
      if (block.get(0).startsWith(EXIT)) {
        exit = block.stream().collect(Collectors.joining(" "));
      } else if (block.get(0).startsWith(EXAMPLE)) {
        examples.addAll(block);
      } else {
        notes.addAll(block);
      }
    }
  }
}
