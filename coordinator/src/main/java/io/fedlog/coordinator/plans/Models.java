package io.fedlog.coordinator.plans;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelReference;
import java.util.Optional;

/** What plans ask of the global models. Answers at once; what is not there yet is empty. */
interface Models {

  /** A version with its bytes. */
  Optional<Model> model(ModelReference reference);

  /** One version, when it is known. */
  Optional<ModelManifest> manifest(String modelType, long version);

  /** The version that stores serve and train from: the promoted one, else the newest. */
  Optional<ModelManifest> promoted(String modelType);

  /** The last explicit promotion; empty while the newest version holds by itself. */
  Optional<ModelPointer> pointer(String modelType);
}
