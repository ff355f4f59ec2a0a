package io.fedlog.agent.command;

import io.fedlog.runtime.Setting;
import io.fedlog.runtime.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a store's own trainer is run.
 *
 * @param command the program and its first arguments; the path of a round's file follows them
 * @param timeout the longest a run may take
 * @param evaluates whether it measures versions too
 * @param environment variables that it is given beside the usual ones
 */
public record TrainerSettings(
    List<String> command, Duration timeout, boolean evaluates, Set<String> environment) {

  public static final Setting<String> COMMAND =
      Setting.text(
              "FL_TRAINER_COMMAND",
              "a command that trains in place of the built-in trainers; the path of the round's file"
                  + " is added to it. Words are parted by blanks, quotes keep blanks, no shell is"
                  + " asked")
          .that("of one word or more, quotes closed", TrainerSettings::isCommand);

  static final Setting<Duration> TIMEOUT =
      Setting.duration(
              "FL_TRAINER_TIMEOUT",
              "after how long the command and all it started are killed; a round's deadline may be"
                  + " shorter")
          .that("above 0", time -> !time.isNegative() && !time.isZero())
          .withDefault("10m");

  static final Setting<Boolean> EVALUATES =
      Setting.yesNo(
              "FL_TRAINER_EVALUATES",
              "whether the command measures versions too; without it nothing is measured here")
          .withDefault("false");

  static final Setting<List<String>> ENVIRONMENT =
      Setting.list(
              "FL_TRAINER_ENVIRONMENT",
              "variables that the command is given beside PATH, HOME and their like; the agent's"
                  + " own are never among them")
          .that(
              "without the agent's own settings",
              names -> names.stream().noneMatch(HandedOn::isAgentsOwn));

  /** In the order of the documentation. */
  public static final List<Setting<?>> SETTINGS = List.of(COMMAND, TIMEOUT, EVALUATES, ENVIRONMENT);

  public TrainerSettings {
    command = List.copyOf(command);
    environment = Set.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command: expected one word or more, got none");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: expected more than 0, got " + timeout);
    }
  }

  /** Empty without a command: the built-in trainers do the work. */
  public static Optional<TrainerSettings> from(Settings settings) {
    Duration timeout = settings.get(TIMEOUT);
    boolean evaluates = settings.get(EVALUATES);
    Set<String> environment = new TreeSet<>(settings.find(ENVIRONMENT).orElse(List.of()));
    return settings
        .find(COMMAND)
        .map(
            text -> new TrainerSettings(CommandWords.split(text), timeout, evaluates, environment));
  }

  private static boolean isCommand(String text) {
    try {
      return !CommandWords.split(text).isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
