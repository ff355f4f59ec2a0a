package io.fedlog.standalone.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.standalone.delivery.LauncherSandbox.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherTest {
  private static final String NEWS = "building Fedlog (first use, a minute or two)…";

  @TempDir Path folder;
  private LauncherSandbox sandbox;

  @BeforeEach
  void checkOut() throws Exception {
    sandbox = new LauncherSandbox(folder);
  }

  @Test
  void shouldBuildOnce_whenStartedTwice() throws Exception {
    Outcome first = sandbox.run("demo", "--rounds", "2");
    Outcome second = sandbox.run("demo");

    assertThat(first.status()).isZero();
    assertThat(first.err()).isEqualTo(NEWS + "\n");
    assertThat(first.out()).contains("-jar " + sandbox.jar() + " demo --rounds 2");
    assertThat(second.err()).isEmpty();
    assertThat(sandbox.builds()).hasSize(1);
    assertThat(sandbox.builds().get(0)).contains("-Dquick").contains("-pl standalone -am package");
  }

  @Test
  void shouldBuildAgain_whenASourceIsNewer() throws Exception {
    sandbox.run("demo");
    age(sandbox.jar());
    age(sandbox.folder().resolve("standalone/target/fedlog.built"));

    sandbox.run("demo");
    sandbox.run("demo");

    assertThat(sandbox.builds()).hasSize(2);
  }

  @Test
  void shouldNotBuild_whenMavenBuiltTheJar() throws Exception {
    Files.createDirectories(sandbox.jar().getParent());
    Files.createFile(sandbox.jar());

    assertThat(sandbox.run("demo").err()).isEmpty();
    assertThat(sandbox.builds()).isEmpty();
  }

  @Test
  void shouldShowTheReasonAndBuildAgain_whenTheBuildFails() throws Exception {
    sandbox.maven("3.9.1", "echo 'no such symbol'; exit 1");
    Outcome failed = sandbox.run("demo");
    sandbox.maven("3.9.1", "");
    Outcome mended = sandbox.run("demo");

    assertThat(failed.status()).isEqualTo(2);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("no such symbol").contains("build failed");
    assertThat(mended.status()).isZero();
    assertThat(sandbox.builds()).hasSize(2);
  }

  @Test
  void shouldBuildOnceOnly_whenStartedTwiceAtOnce() throws Exception {
    sandbox.maven("3.8.7", "sleep 1");

    Process one = sandbox.start("demo");
    Process two = sandbox.start("demo");

    assertThat(LauncherSandbox.await(one).status()).isZero();
    assertThat(LauncherSandbox.await(two).status()).isZero();
    assertThat(sandbox.builds()).hasSize(1);
  }

  @Test
  void shouldBuildAgain_whenStoppedMidBuild() throws Exception {
    sandbox.maven(
        "3.8.7",
        "mkdir -p '%s'; touch '%s'; exec sleep 60"
            .formatted(sandbox.jar().getParent(), sandbox.jar()));
    Process stopped = sandbox.start("demo");
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(sandbox.jar()));

    assertThat(stopped.toHandle().destroy()).isTrue();
    assertThat(stopped.waitFor(20, TimeUnit.SECONDS)).isTrue();
    sandbox.maven("3.8.7", "");
    Outcome next = sandbox.run("demo");

    assertThat(stopped.exitValue()).isEqualTo(130);
    assertThat(next.status()).isZero();
    assertThat(next.err()).isEqualTo(NEWS + "\n");
    assertThat(sandbox.folder().resolve(".fedlog/build.lock")).doesNotExist();
  }

  @Test
  void shouldTakeTheLockOver_whenItsHolderIsGone() throws Exception {
    Path lock = Files.createDirectories(sandbox.folder().resolve(".fedlog/build.lock"));
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.writeString(lock.resolve("pid"), ended.pid() + "\n");

    assertThat(sandbox.run("demo").status()).isZero();
    assertThat(sandbox.builds()).hasSize(1);
  }

  @Test
  void shouldStayInTheUsersFolder_whenStartedFromElsewhere() throws Exception {
    assertThat(sandbox.run("demo", "--data", "my sales.csv").out())
        .contains("cwd=" + folder.resolve("tools").toRealPath())
        .contains("--data my sales.csv");
  }

  @Test
  void shouldGrantNativeAccess_whenJavaWouldWarn() throws Exception {
    assertThat(sandbox.run("demo").out()).doesNotContain("native-access");

    sandbox.java("25.0.1");

    assertThat(sandbox.run("demo").out()).contains("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void shouldSayWhatIsNeeded_whenJavaIsTooOld() throws Exception {
    sandbox.java("11.0.2");

    Outcome outcome = sandbox.run("demo");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("Java 17 or newer");
  }

  @Test
  void shouldSayWhatIsNeeded_whenMavenIsTooOld() throws Exception {
    sandbox.maven("3.6.3", "");

    Outcome outcome = sandbox.run("demo");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("Maven 3.8 or newer").contains("3.6");
  }

  @Test
  void shouldSayPlainly_whenThereAreNoBenchmarks() throws Exception {
    Outcome outcome = sandbox.run("bench");

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("no benchmarks");
  }

  private static void age(Path file) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }
}
