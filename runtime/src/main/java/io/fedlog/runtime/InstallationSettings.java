package io.fedlog.runtime;

import io.fedlog.runtime.trust.Signatures;
import io.fedlog.schemas.Topics;

/** What every role of one installation must be told alike. */
public final class InstallationSettings {

  public static final Setting<Integer> PARTITIONS =
      Setting.integer(
              "FL_PARTITIONS",
              "partitions of every topic; the same at every role of an installation")
          .that("from 1 to 64", n -> n >= 1 && n <= 64)
          .withDefault(Integer.toString(Topics.DEFAULT_PARTITIONS));

  public static final Setting<Signatures> SIGNATURES =
      Setting.oneOf(
              "FL_SIGNATURES",
              Signatures.class,
              "whether joins, heartbeats and seals count only with the signature of an enrolled store;"
                  + " the same at every role of an installation")
          .withDefault("off");

  private InstallationSettings() {}
}
