package io.fedlog.aggregator.figures;

import java.util.Set;

/**
 * The reasons on fl.rejected that are counted by name. Methods that users bring along have reasons
 * of their own, and a label must not have values without end: those are counted together.
 */
final class RejectionReasons {

  /** The name for all others. */
  static final String OTHER = "other";

  static final Set<String> KNOWN =
      Set.of(
          "bad_magic",
          "bad_name",
          "bad_signature",
          "bad_store_id",
          "bad_summary",
          "bad_tally",
          "bad_targets",
          "bad_text",
          "bad_weight",
          "digest_mismatch",
          "group_full",
          "join_window_closed",
          "late",
          "lost",
          "malformed",
          "masked_weight",
          "method_failed",
          "no_noise_key",
          "no_seal",
          "not_finite",
          "not_in_group",
          "not_secure",
          "not_targeted",
          "out_of_range",
          "over_budget",
          "over_norm",
          "registry_unavailable",
          "replayed",
          "revoked",
          "round_closed",
          "round_full",
          "round_not_open",
          "seal_mismatch",
          "too_large",
          "too_many_attempts",
          "too_stale",
          "truncated",
          "unknown_key",
          "unknown_round",
          "unknown_schema",
          "unknown_version",
          "unsigned",
          "weight_mismatch",
          "withdrawn",
          "wrong_base",
          "wrong_chunk_count",
          "wrong_index",
          "wrong_key",
          "wrong_length",
          "wrong_model_type",
          "wrong_partition",
          "wrong_round",
          "wrong_schema",
          "wrong_state",
          "wrong_store");

  private RejectionReasons() {}
}
