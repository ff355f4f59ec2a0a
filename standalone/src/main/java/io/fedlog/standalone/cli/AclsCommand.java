package io.fedlog.standalone.cli;

import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.plans.Leadership;
import io.fedlog.runtime.BrokerCheck;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.acls.RoleAcls;
import io.fedlog.schemas.Role;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints, and on request applies, what each role must be allowed in Kafka. */
@Command(
    name = "acls",
    description =
        "Prints the least that each role must be allowed in Kafka; applies it on request.",
    footer = {
      "",
      "The list follows from the catalogue of topics: who writes and who reads which. A role that is"
          + " not named has the principal User:ROLE. Where Kafka is and how to log in come from the"
          + " environment (docs/configuration.md); to apply takes a principal that may alter the"
          + " cluster, and brokers with an authorizer. Nothing is taken away.",
      "",
      "  fedlog acls",
      "  fedlog acls --apply --principal store=User:north --principal store=User:south",
      "",
      "Exit status: 0 done, 1 Kafka refused, 2 an option or a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class AclsCommand implements Callable<Integer> {
  /** Such as Kafka's own tools take. The wildcard is left out: it would allow everybody. */
  private static final Pattern PRINCIPAL = Pattern.compile("User:(?!\\*)[^\\p{Cntrl}]{1,250}");

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--principal",
      paramLabel = "ROLE=PRINCIPAL",
      description = "Who has a role, such as store=User:north. May be given often.")
  private List<String> given = new ArrayList<>();

  @Option(names = "--apply", description = "Apply it to the Kafka of the settings.")
  private boolean apply;

  AclsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    AggregatorConfig settings = AggregatorConfig.fromEnv(surroundings.environment());
    settings.log().apply();
    RoleAcls roles = new RoleAcls(Leadership.GROUP, settings.streams().applicationId());
    List<AclBinding> acls = new ArrayList<>();
    principals().forEach((role, who) -> who.forEach(one -> acls.addAll(roles.of(role, one))));
    PrintWriter out = spec.commandLine().getOut();
    acls.forEach(acl -> out.println(line(acl)));
    if (apply) {
      apply(settings.kafka(), acls);
      out.println(acls.size() + " ACLs are in force.");
    }
    out.flush();
    return ExitStatus.OK.code();
  }

  /** Who has each role; one named after it where none is given. */
  private Map<Role, List<String>> principals() {
    Map<Role, List<String>> byRole = new EnumMap<>(Role.class);
    for (String text : given) {
      int equals = text.indexOf('=');
      Role role = equals < 0 ? null : roleNamed(text.substring(0, equals));
      String principal = text.substring(equals + 1);
      if (role == null || !PRINCIPAL.matcher(principal).matches()) {
        throw new ParameterException(
            spec.commandLine(),
            "--principal is \"%s\"; expected ROLE=User:NAME with a role of %s and one user."
                .formatted(
                    text,
                    Stream.of(Role.values())
                        .map(AclsCommand::nameOf)
                        .collect(Collectors.joining(", "))));
      }
      byRole.computeIfAbsent(role, none -> new ArrayList<>()).add(principal);
    }
    for (Role role : Role.values()) {
      byRole.putIfAbsent(role, List.of("User:" + nameOf(role)));
    }
    return byRole;
  }

  private static @Nullable Role roleNamed(String name) {
    return Stream.of(Role.values())
        .filter(role -> nameOf(role).equals(name))
        .findAny()
        .orElse(null);
  }

  private static String nameOf(Role role) {
    return role == Role.STORE_AGENT ? "store" : word(role);
  }

  private static String line(AclBinding acl) {
    return "%s allow %s on %s %s %s"
        .formatted(
            acl.entry().principal(),
            word(acl.entry().operation()),
            word(acl.pattern().resourceType()),
            word(acl.pattern().patternType()),
            acl.pattern().name());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void apply(KafkaSettings kafka, List<AclBinding> acls)
      throws InterruptedException {
    int unused = BrokerCheck.await(kafka);
    try (Admin admin = Admin.create(kafka.admin("fedlog-acls"))) {
      admin.createAcls(acls).all().get();
    } catch (ExecutionException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "Kafka did not take the ACLs (%s). Expected brokers with authorizer.class.name set, and a principal that may alter the cluster."
              .formatted(reason.getMessage()),
          e);
    }
  }
}
