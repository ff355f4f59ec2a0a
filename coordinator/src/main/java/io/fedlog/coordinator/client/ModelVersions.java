package io.fedlog.coordinator.client;

import io.fedlog.coordinator.CoordinatorConnection;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;

/** The versions on the log, as operators ask for them: by number, promoted, or the one before. */
final class ModelVersions {
  private final CoordinatorConnection connection;

  ModelVersions(CoordinatorConnection connection) {
    this.connection = connection;
  }

  /** All versions of a type on the log, oldest first. */
  List<ModelManifest> all(String modelType) {
    return connection.models().manifests(modelType);
  }

  ModelManifest promoted(String modelType) {
    return connection
        .models()
        .promoted(modelType)
        .orElseThrow(
            () -> new NoSuchElementException("model_type " + modelType + " has no version yet"));
  }

  ModelManifest known(String modelType, long version) {
    return connection
        .models()
        .manifest(modelType, version)
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "model_type "
                        + modelType
                        + " has no version "
                        + version
                        + " on the log; it has "
                        + all(modelType).stream().map(ModelManifest::getVersion).toList()));
  }

  /** Waits for a version that a round has made: it comes on a topic of its own. */
  void await(String modelType, long version, Duration most) throws InterruptedException {
    Waiting.until(
        () -> connection.models().manifest(modelType, version).isPresent(),
        most,
        "model type " + modelType + " version " + version + " was not read from the log");
  }

  /** The newest version before the promoted one. */
  ModelManifest beforePromoted(String modelType) {
    long now = promoted(modelType).getVersion();
    return all(modelType).stream()
        .filter(version -> version.getVersion() < now)
        .reduce((older, newer) -> newer)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "model_type "
                        + modelType
                        + ": there is no version before "
                        + now
                        + " on the log to go back to"));
  }

  /** What stores need beside the parameters, when the type's stores have agreed on it already. */
  List<ModelReference> prepared(String modelType) {
    return connection
        .models()
        .promoted(modelType)
        .map(ModelManifest::getRequires)
        .orElse(List.of());
  }

  /** A version with its bytes, checked against its hash. */
  Model read(ModelManifest manifest, Duration most) throws InterruptedException {
    String modelType = manifest.getModelType();
    long version = manifest.getVersion();
    return Waiting.answer(
        connection.models().model(new ModelReference(modelType, version, manifest.getSha256())),
        most,
        "model type " + modelType + " version " + version + " was not whole on the log");
  }
}
