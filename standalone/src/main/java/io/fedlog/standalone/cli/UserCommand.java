package io.fedlog.standalone.cli;

import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.UserAccount;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** People who sign in with a password. */
@Command(
    name = "user",
    description = "Adds, changes, disables and lists people who sign in with a password.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "A password is the first line of standard input or of a file, 12 characters to 72 bytes; only"
          + " its bcrypt hash is kept. Where Kafka is comes from the coordinator's settings"
          + " (docs/configuration.md).",
      "",
      "  fedlog user add ada --role operator --password-file ada.txt",
      "",
      "Exit status: 0 done, 1 there is no such user, 2 a name, a password or a setting cannot be"
          + " used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class UserCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private UserCommand() {}

  /**
   * The command with its own commands.
   *
   * @param in where a password is read from that no file has
   */
  static CommandLine line(Surroundings surroundings, InputStream in) {
    return new CommandLine(new UserCommand())
        .addSubcommand(new Add(surroundings, new PasswordInput(in)))
        .addSubcommand(new Disable(surroundings))
        .addSubcommand(new Show(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: add, disable or list.");
  }

  @Command(
      name = "add",
      description = "Lets somebody sign in, or gives who is known another role and password.",
      footer = {
        "",
        "Tokens that were issued to somebody known count no longer from then on.",
        "",
        "  fedlog user add ada --role operator --password-file ada.txt"
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Add extends AccessWish {
    private final PasswordInput passwords;

    @Parameters(paramLabel = "NAME", description = "The person's name.")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        converter = RoleText.class,
        description = "admin, operator or analyst.")
    private AccessRole role = AccessRole.ANALYST;

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "Has the password in its first line. Default: standard input")
    private @Nullable Path file;

    /** What many try first. An option that is not known would be repeated with its value. */
    @Option(names = "--password", hidden = true, arity = "0..1", converter = NoArgument.class)
    private @Nullable String unused;

    Add(Surroundings surroundings, PasswordInput passwords) {
      super(surroundings);
      this.passwords = passwords;
    }

    @Override
    Asking prepare() {
      char[] password = passwords.read(file);
      return (client, out, err) -> {
        try {
          client.putUser(name, role, password);
        } finally {
          Arrays.fill(password, '\0');
        }
        out.println("User " + name + " may sign in as " + text(role) + ".");
      };
    }
  }

  /** Takes no password. */
  private static final class NoArgument implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      throw new TypeConversionException(
          "a password is never an argument, which everybody on the machine can see: give it in the"
              + " file of --password-file or on standard input, and not the one just shown");
    }
  }

  @Command(
      name = "disable",
      description = "Lets somebody sign in no longer.",
      footer = {
        "",
        "Tokens count no longer either. To let in again, add the name anew.",
        "",
        "  fedlog user disable ada"
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Disable extends AccessWish {
    @Parameters(paramLabel = "NAME", description = "The person's name.")
    private String name = "";

    Disable(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare() {
      return (client, out, err) -> {
        client.disableUser(name);
        out.println("User " + name + " may sign in no longer.");
      };
    }
  }

  @Command(
      name = "list",
      description = "Shows everybody in a line each.",
      footer = {
        "",
        "Names, roles, and who is disabled; no password, nor its hash.",
        "",
        "  fedlog user list"
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Show extends AccessWish {
    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare() {
      return (client, out, err) -> {
        List<UserAccount> users = client.users();
        users.forEach(user -> out.println(line(user)));
        if (users.isEmpty()) {
          out.println("There is no user.");
        }
      };
    }

    private static String line(UserAccount user) {
      String disabled = user.getActive() ? "" : "  disabled";
      return user.getName() + "  " + text(user.getRole()) + disabled;
    }
  }

  private static String text(AccessRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
