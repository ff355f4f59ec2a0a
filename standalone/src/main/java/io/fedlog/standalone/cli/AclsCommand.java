package io.fedlog.standalone.cli;

import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.plans.Leadership;
import io.fedlog.runtime.BrokerCheck;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.acls.RoleAcls;
import io.fedlog.schemas.Role;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
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
  private static final Map<String, Role> ROLES =
      Map.of(
          "coordinator", Role.COORDINATOR,
          "aggregator", Role.AGGREGATOR,
          "store", Role.STORE_AGENT,
          "analyst", Role.ANALYST,
          "operator", Role.OPERATOR);
  private static final List<String> ROLE_NAMES =
      List.of("coordinator", "aggregator", "store", "analyst", "operator");

  /** Such as Kafka's own tools take. The wildcard is left out: it would allow everybody. */
  private static final Pattern PRINCIPAL = Pattern.compile("User:(?!\\*)[^\\p{Cntrl}]{1,250}");

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--principal",
      paramLabel = "ROLE=PRINCIPAL",
      description = "Who has a role, such as store=User:north. May be given often.")
  private List<String> principals = new ArrayList<>();

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
    principalsByRole()
        .forEach((role, who) -> who.forEach(one -> acls.addAll(roles.of(ROLES.get(role), one))));
    PrintWriter out = spec.commandLine().getOut();
    acls.forEach(acl -> out.println(line(acl)));
    if (apply) {
      apply(settings.kafka(), acls);
      out.println(acls.size() + " ACLs are in force.");
    }
    out.flush();
    return ExitStatus.OK.code();
  }

  private Map<String, List<String>> principalsByRole() {
    Map<String, List<String>> byRole = new LinkedHashMap<>();
    ROLE_NAMES.forEach(role -> byRole.put(role, new ArrayList<>()));
    for (String given : principals) {
      int equals = given.indexOf('=');
      List<String> ofRole = equals < 0 ? null : byRole.get(given.substring(0, equals));
      if (ofRole == null || !PRINCIPAL.matcher(given.substring(equals + 1)).matches()) {
        throw new ParameterException(
            spec.commandLine(),
            "--principal is \"%s\"; expected ROLE=User:NAME with a role of %s and one user."
                .formatted(given, String.join(", ", ROLE_NAMES)));
      }
      ofRole.add(given.substring(equals + 1));
    }
    byRole.forEach(
        (role, who) -> {
          if (who.isEmpty()) {
            who.add("User:" + role);
          }
        });
    return byRole;
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
