package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;

class TrustedRecordsTest {
  /** Run as a program: a builder is the first thing it touches. */
  static final class BuilderFirst {
    private BuilderFirst() {}

    public static void main(String[] args) {
      Fates fates = Fates.newBuilder().setReceived(3).build();
      PlanStatus status =
          PlanRecord.newBuilder()
              .setPlanId("p")
              .setModelType("m")
              .setMaxRounds(1)
              .setMinStores(1)
              .setThreshold("1")
              .setJoinWindowMs(1)
              .setDeadlineMs(1)
              .setCreatedAt(Instant.EPOCH)
              .setCreatedBy("c")
              .build()
              .getStatus();
      System.out.print(Fates.newBuilder(fates).build().getReceived() + " " + status);
    }
  }

  @Test
  void shouldLetBuildersWork_whenNothingElseOfOursHasRun() throws Exception {
    // Given a fresh JVM, so that no other test has told Avro
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BuilderFirst.class.getName())
            .redirectErrorStream(true)
            .start();

    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).endsWith("3 RUNNING");
  }

  @Test
  void shouldTrustOurRecordsAlone_whenAvroAsks() {
    Topics.fixed();
    assertThat(ClassSecurityValidator.getGlobal().isTrusted(Join.class)).isTrue();
    assertThat(ClassSecurityValidator.getGlobal().isTrusted(PlanStatus.class)).isTrue();
    assertThat(ClassSecurityValidator.getGlobal().isTrusted(RecordCodec.class)).isFalse();
    assertThat(ClassSecurityValidator.getGlobal().isTrusted(ProcessBuilder.class)).isFalse();
  }
}
