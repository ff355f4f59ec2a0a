package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.identity.AccessRights;
import io.fedlog.coordinator.identity.TokenVerifier;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.plans.Plans;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.rounds.RoundDefaults;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.coordinator.uploads.UploadLog;
import io.fedlog.runtime.Health;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdateUpload;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the REST API works with; all of it is thread-safe, and none is closed by it.
 *
 * @param tokens tells who calls
 * @param rights what changes who may call
 * @param trail where it is written down what came of it
 * @param signer vouches for the stores that call
 * @param ready whether the log has been read to its end; until then calls are put off
 * @param maxAbsValue largest absolute value of a parameter
 * @param roundIds an id for a new round, never the same twice
 * @param health what the process says of itself
 * @param meters counts and times the calls
 */
public record RestParts(
    TokenVerifier tokens,
    AccessRights rights,
    AuditTrail trail,
    BooleanSupplier ready,
    LogView view,
    LogWriter writer,
    TopicAdmin topics,
    ModelFeed models,
    UpdateUpload uploads,
    SealSigner signer,
    UploadLog uploadLog,
    RoundDefinitions definitions,
    RoundDefaults defaults,
    Plans plans,
    double maxAbsValue,
    InstantSource clock,
    Supplier<String> roundIds,
    Health health,
    MeterRegistry meters) {

  /** The joins of stores that call. */
  VouchedJoins joins() {
    return new VouchedJoins(writer, signer, clock);
  }

  /** What rounds may spend of privacy. */
  PrivacyBudgets budgets() {
    return new PrivacyBudgets(view, writer, clock);
  }
}
