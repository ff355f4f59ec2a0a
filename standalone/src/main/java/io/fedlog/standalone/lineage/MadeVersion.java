package io.fedlog.standalone.lineage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a lineage.
 *
 * @param notes what is known of it
 * @param round what is known of the round that made it
 * @param base the version that it was made from; null for none
 * @param requires further versions that its round needed
 * @param generation how many versions there are one after the other before it
 * @param promoted whether it is the one to serve
 */
record MadeVersion(
    VersionNotes notes,
    RoundNotes round,
    @Nullable VersionName base,
    List<VersionName> requires,
    int generation,
    boolean promoted) {

  MadeVersion {
    requires = List.copyOf(requires);
  }

  VersionName name() {
    return notes.name;
  }

  /** What is not, or no longer, on the topics; in words. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!notes.isMade()) {
      missing.add("the version: neither manifest nor audit events are on the topics");
      return missing;
    }
    if (!notes.hasManifest()) {
      missing.add("the manifest: no longer on fl.global-models");
    }
    if (!notes.isAudited()) {
      missing.add("round_completed on fl.audit");
    }
    if (!round.isDefined()) {
      missing.add("the round's definition: not on fl.rounds");
    }
    Long size = notes.cohortSize();
    if (size != null && notes.members() < size) {
      missing.add(
          "%d of %d updates are not named on fl.audit".formatted(size - notes.members(), size));
    }
    return missing;
  }

  /** What cannot be true together; in words. */
  List<String> contradictions() {
    List<String> found = new ArrayList<>();
    add(found, notes.contradiction());
    add(found, round.contradiction());
    add(found, notes.cohortContradiction());
    return found;
  }

  private static void add(List<String> found, @Nullable String text) {
    if (text != null) {
      found.add(text);
    }
  }
}
