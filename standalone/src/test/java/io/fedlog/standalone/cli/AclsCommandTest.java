package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.standalone.terminal.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AclsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldPrintEveryRole_withoutKafka() {
    int status = run(Map.of());

    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .contains(
            "User:coordinator allow create on topic literal fl.rounds",
            "User:aggregator allow write on transactional_id prefixed fedlog-aggregator-",
            "User:store allow write on topic prefixed fl.updates.",
            "User:analyst allow read on group prefixed fedlog-analyst",
            "User:operator allow read on topic literal fl.round-log")
        .noneMatch(line -> line.contains("User:store allow read on topic prefixed"))
        .noneMatch(line -> line.contains(" allow all "))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldNameTheGivenPrincipals_andTheApplication() {
    int status =
        run(
            Map.of("FL_APPLICATION_ID", "adders"),
            "--principal",
            "store=User:north",
            "--principal",
            "store=User:CN=south,O=chain");

    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .contains(
            "User:north allow write on topic literal fl.joins",
            "User:CN=south,O=chain allow write on topic literal fl.joins",
            "User:aggregator allow read on group literal adders")
        .noneMatch(line -> line.startsWith("User:store "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "store",
        "store=north",
        "store=User:*",
        "store=User:",
        "shop=User:north",
        "=User:a"
      })
  void shouldRefuse_whenAPrincipalIsNone(String given) {
    int status = run(Map.of(), "--principal", given);

    assertThat(status).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains("--principal is \"" + given + "\"; expected ROLE=User:NAME")
        .hasLineCount(1);
  }

  @Test
  void shouldRefuse_whenTheApplicationIsNamedLikeTopics() {
    int status = run(Map.of("FL_APPLICATION_ID", "fl.updates.r"));

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("FL_APPLICATION_ID is \"fl.updates.r\"; expected");
  }

  private int run(Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(List.of("acls"));
    all.addAll(List.of(arguments));
    return FedlogCommand.line(
            new Surroundings(environment, Clock.systemUTC(), new Random(1), end -> {}))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }
}
