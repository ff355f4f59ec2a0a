package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FedlogCommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "simulate",
        "up",
        "plan",
        "privacy",
        "token",
        "enrol-code",
        "revoke-store",
        "user",
        "acls",
        "coordinator",
        "aggregator",
        "agent"
      })
  void shouldExplainItself_whenAskedForHelp(String command) {
    CommandRun run = CommandRun.of(command, "--help");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Usage: fedlog " + command)
        .contains("Exit status: 0")
        .contains("--version");
  }

  @Test
  void shouldListItsCommands_whenAskedForHelp() {
    assertThat(CommandRun.of("--help").out())
        .contains(
            "demo",
            "simulate",
            "up",
            "plan",
            "privacy",
            "token",
            "enrol-code",
            "revoke-store",
            "user")
        .contains("coordinator", "aggregator", "agent");
  }

  @Test
  void shouldTellEveryFlagOfTheDemo_whenAskedForHelp() {
    assertThat(CommandRun.of("demo", "--help").out())
        .contains("--model=", "--data=", "--store-column=", "--target=", "--features=", "--drop=")
        .contains("--log=", "--log-target", "--time-column=", "--rounds=", "--stores=")
        .contains("--min-stores=", "--threshold=", "--train-rows=", "--data-dir=", "--report=");
  }

  @Test
  void shouldTellItsVersion() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("fedlog ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "demo --round=3|Unknown option: '--round=3'. Did you mean --rounds",
        "demo --rounds many|'--rounds'",
        "demo --rounds 0|--rounds is 0; expected 1 to 9999",
        "demo --stores 1|--stores is 1; expected 2 or more",
        "demo --threshold 1.5|--threshold is 1.5; expected a share from 0 to 1",
        "demo --deadline soon|'soon' is not a length of time such as 500ms",
        "demo --target Sales|--target says what a file holds; name the file with --data",
        "demo --form cubic|form",
        "demo --update-encoding int4|'int4' is not one of as-model, float16, bfloat16, int8, top-k=SHARE",
        "demo --update-encoding top-k=0.6|expected a number above 0, at most 0.5, such as top-k=0.1",
        "demo --update-encoding top-k=ten|'top-k=ten' is no share of an update",
        "demo --stores 3 --min-stores 4|--min-stores is 4, but 3 stores take part",
        "demo --report no/such/folder/report.json|expected a file in a folder that exists",
        "demo sales.csv|sales.csv",
        "simulate --stores 1|--stores is 1; expected 2 to 1000000",
        "simulate --rounds 0|--rounds is 0; expected 1 to 9999",
        "simulate --method best|no aggregation method",
        "simulate --fraction 0|fraction is 0; expected a share above 0",
        "simulate --over-select 0.5|over_selection is 0.5; expected a factor from 1 to 10",
        "simulate --threshold 2|--threshold is 2; expected a share from 0 to 1",
        "simulate --mode fedbuff --threshold 1|--threshold is 1; expected it left out without mode",
        "simulate --min-stores 101|--min-stores is 101; expected at most the 100 stores",
        "simulate --attackers 1|--attackers is 1.0; expected a share",
        "simulate --attack shouting|--attack is shouting; expected one of",
        "simulate --partition even|--partition is even; expected iid",
        "simulate --until best|--until is best; expected METRIC=VALUE",
        "simulate --target num|--target says what a file holds; name the file with --data",
        "simulate --data no/such.csv --target a|no file at no/such.csv",
        "simulate --png no/such/folder/a.png|--png is no/such/folder/a.png; expected a file",
        "simulate --rows-per-store 0|--rows-per-store is 0",
        "up --port 70000|port is 70000; expected 0 (any free port) to 65535",
        "up --registry-port 70000|--registry-port is 70000",
        "plan start no/such.json|no file at no/such.json; expected a JSON file",
        "plan start|Missing required parameter: 'FILE'",
        "plan pause|Missing required parameter: 'PLAN'",
        "plan|Say what to do: list, show, start, pause, resume, stop",
        "plan halt|halt",
        "token|Say for whom: --role admin, operator, analyst or store",
        "token --role root|'root' is not one of admin, operator, analyst and store",
        "token --role store|store_id: expected the store's id with role STORE, came none",
        "token --role admin --store-id a|store_id: expected with role STORE only, came",
        "token --role store --store-id coordinator|neither coordinator nor aggregator",
        "token --role admin --for 25h|life: expected 1 second to 24 hours",
        "token --role admin|FL_TOKEN_KEY_FILE is not set; expected a PEM file",
        "token revoke|Missing required parameter: 'ID'",
        "enrol-code|Missing required parameter: 'STORE'",
        "revoke-store|Missing required parameter: 'STORE'",
        "enrol-code north --for ever|'ever' is not a length of time",
        "user|Say what to do: add, disable or list",
        "user add ada|Missing required option: '--role=ROLE'",
        "user add ada --role operator --password=secret-words|a password is never an argument",
        "user add ada --role operator --password-file no/such|no readable file at no/such",
        "agent --store a|Unknown options: '--store', 'a'",
        "dance|dance",
      })
  void shouldSayWhatIsWrongInOneLine_whenAFlagCannotBeUsed(String line, String expected) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(expected);
    assertThat(run.err().strip().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--password secret-words", "--password=secret-words", "--password"})
  void shouldNotRepeatAPassword_thatIsAnArgument(String argument) {
    CommandRun run = CommandRun.of(("user add ada --role operator " + argument).split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--password-file").doesNotContain("secret-words");
  }

  @Test
  void shouldSayWhatThereIs_whenAskedForNothing() {
    CommandRun run = CommandRun.of();

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("Say what to do");
  }
}
