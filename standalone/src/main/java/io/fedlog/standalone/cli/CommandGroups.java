package io.fedlog.standalone.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The commands by what they are for, as {@code fedlog --help} lists them. */
enum CommandGroups {
  TRY_IT("Try it", "demo", "simulate", "bench"),
  RUN("Run", "up", "coordinator", "aggregator", "agent"),
  OPERATE("Operate", "plans", "rounds", "models", "stores", "backup", "restore"),
  OBSERVE("Observe", "explain", "top", "metrics"),
  PROVE("Prove", "replay", "audit", "lineage"),
  ACCESS("Access and privacy", "user", "token", "enrol-code", "revoke-store", "acls", "privacy"),
  SHELL("Shell", "completion", "help");

  private static final String OTHERS = "Others";

  private final String title;
  private final List<String> names;

  CommandGroups(String title, String... names) {
    this.title = title;
    this.names = List.of(names);
  }

  /** Has a command list its subcommands in these groups. */
  static void list(CommandLine root) {
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::render);
  }

  /** The others of a command's group; none of a command in no group. */
  static List<String> besides(String name) {
    return Arrays.stream(values())
        .filter(group -> group.names.contains(name))
        .findFirst()
        .map(group -> group.names.stream().filter(other -> !other.equals(name)).toList())
        .orElse(List.of());
  }

  private static String render(Help help) {
    Map<String, CommandLine> commands = help.commandSpec().subcommands();
    int name = commands.keySet().stream().mapToInt(String::length).max().orElse(0) + 4;
    int width = Math.max(name + 20, help.commandSpec().usageMessage().width());
    StringBuilder text = new StringBuilder();
    byTitle(commands)
        .forEach(
            (title, names) -> {
              TextTable table =
                  TextTable.forColumns(
                      help.colorScheme(),
                      new Column(name, 2, Overflow.SPAN),
                      new Column(width - name, 2, Overflow.WRAP));
              names.forEach(
                  one ->
                      Optional.ofNullable(commands.get(one))
                          .ifPresent(command -> table.addRowValues(one, headline(command))));
              text.append(System.lineSeparator())
                  .append(title)
                  .append(':')
                  .append(System.lineSeparator())
                  .append(table);
            });
    return text.toString();
  }

  private static Map<String, List<String>> byTitle(Map<String, CommandLine> commands) {
    Map<String, List<String>> byTitle = new LinkedHashMap<>();
    Set<String> left = new LinkedHashSet<>();
    commands.forEach((name, line) -> left.add(line.getCommandName()));
    for (CommandGroups group : values()) {
      List<String> there = new ArrayList<>(group.names);
      there.retainAll(left);
      if (!there.isEmpty()) {
        byTitle.put(group.title, there);
        left.removeAll(there);
      }
    }
    if (!left.isEmpty()) {
      byTitle.put(OTHERS, List.copyOf(left));
    }
    return byTitle;
  }

  private static String headline(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    return String.join(" ", usage.header().length > 0 ? usage.header() : usage.description());
  }
}
