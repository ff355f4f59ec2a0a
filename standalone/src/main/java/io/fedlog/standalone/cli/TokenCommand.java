package io.fedlog.standalone.cli;

import io.fedlog.coordinator.identity.IdentitySettings;
import io.fedlog.coordinator.identity.IssuedToken;
import io.fedlog.coordinator.identity.TokenRequest;
import io.fedlog.coordinator.identity.Tokens;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.Settings;
import io.fedlog.schemas.AccessRole;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.TimeText;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues a token with the key file alone; takes one back through the log. */
@Command(
    name = "token",
    description = "Issues a token for the REST API, or takes one back.",
    synopsisSubcommandLabel = "[COMMAND]",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "The token is all that is written to standard output, and it is kept nowhere. Its id, by"
          + " which it is taken back, is written to standard error. FL_TOKEN_KEY_FILE names the"
          + " key; Kafka is asked only to take a token back.",
      "",
      "  openssl genpkey -algorithm ed25519 -out token-key.pem",
      "  FL_TOKEN_KEY_FILE=token-key.pem fedlog token --role store --store-id north --for 1h",
      "",
      "Exit status: 0 done, 1 failed, 2 an option, the key or a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class TokenCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      converter = RoleText.class,
      description = "admin, operator, analyst or store.")
  private @Nullable AccessRole role;

  @Option(
      names = "--store-id",
      paramLabel = "STORE",
      description = "The store that it speaks for; with role store only.")
  private @Nullable String storeId;

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      description = "Whom it names. Default: the store's id, or the role.")
  private @Nullable String subject;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = TimeText.class,
      defaultValue = "1h",
      description = "How long it counts, at most 24h. Default: ${DEFAULT-VALUE}")
  private Duration life = Duration.ZERO;

  private TokenCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The command with its own command. */
  static CommandLine line(Surroundings surroundings) {
    return new CommandLine(new TokenCommand(surroundings)).addSubcommand(new Revoke(surroundings));
  }

  @Override
  public Integer call() {
    AccessRole wanted = role;
    if (wanted == null) {
      throw new ParameterException(
          spec.commandLine(), "Say for whom: --role admin, operator, analyst or store.");
    }
    String usual = storeId == null ? wanted.name().toLowerCase(Locale.ROOT) : storeId;
    TokenRequest request =
        new TokenRequest(subject == null ? usual : subject, wanted, storeId, life);
    IdentitySettings settings = IdentitySettings.from(Settings.fromEnv(surroundings.environment()));
    IssuedToken token =
        Tokens.from(settings)
            .issuer(surroundings.clock(), surroundings.attemptIds())
            .issue(request);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    out.println(token.text());
    err.println(
        "Token "
            + token.tokenId()
            + " for "
            + request.subject()
            + ", until "
            + token.expiresAt()
            + ".");
    out.flush();
    err.flush();
    return ExitStatus.OK.code();
  }

  @Command(
      name = "revoke",
      description = "Takes a token back before its time.",
      footer = {
        "",
        "All coordinators refuse it in moments. It is named by its id, so that the token itself"
            + " need not be shown again.",
        "",
        "  fedlog token revoke 4f1c2a7e"
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Revoke extends AccessWish {
    @Parameters(
        paramLabel = "ID",
        description = "The token's id (jti), as it was told when issued; never the token.")
    private String tokenId = "";

    Revoke(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare() {
      return (client, out, err) -> {
        client.revokeToken(tokenId);
        out.println("Token " + tokenId + " is revoked.");
      };
    }
  }
}
