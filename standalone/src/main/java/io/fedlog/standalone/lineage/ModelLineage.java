package io.fedlog.standalone.lineage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A version and all that it rests on: bases, and bases of bases, down to the first, and what their
 * rounds needed.
 *
 * @param of the version asked for
 * @param versions it and the others, newest generation first
 * @param cut versions of which a base lies deeper than was asked for
 */
record ModelLineage(VersionName of, List<MadeVersion> versions, List<VersionName> cut) {

  ModelLineage {
    versions = List.copyOf(versions);
    cut = List.copyOf(cut);
  }

  /**
   * Goes back from a version.
   *
   * @param depth how many bases to follow; 0 names the version alone
   */
  static ModelLineage of(VersionName of, LineageNotes notes, int depth) {
    Map<VersionName, Integer> distance = new LinkedHashMap<>();
    Set<VersionName> cut = new LinkedHashSet<>();
    ArrayDeque<VersionName> next = new ArrayDeque<>(List.of(of));
    distance.put(of, 0);
    while (!next.isEmpty()) {
      VersionName name = next.remove();
      int steps = distance.getOrDefault(name, 0) + 1;
      for (VersionName parent : parents(name, notes)) {
        if (distance.containsKey(parent)) {
          continue;
        }
        if (steps > depth) {
          cut.add(name);
        } else {
          distance.put(parent, steps);
          next.add(parent);
        }
      }
    }
    Map<VersionName, Integer> generations = generations(distance.keySet(), notes);
    List<MadeVersion> versions = new ArrayList<>();
    for (VersionName name : distance.keySet()) {
      versions.add(made(name, notes, generations.getOrDefault(name, 0)));
    }
    versions.sort(
        Comparator.comparingInt((MadeVersion made) -> -made.generation())
            .thenComparing(made -> made.name().modelType())
            .thenComparing(made -> -made.name().version()));
    return new ModelLineage(of, versions, List.copyOf(cut));
  }

  private static MadeVersion made(VersionName name, LineageNotes all, int generation) {
    VersionNotes known = all.version(name);
    VersionNotes notes = known == null ? new VersionNotes(name) : known;
    RoundNotes round = all.round(notes.roundId());
    VersionName base = known == null ? null : notes.base(round);
    List<VersionName> requires = List.copyOf(notes.requires(round));
    return new MadeVersion(notes, round, base, requires, generation, all.isPromoted(name));
  }

  private static List<VersionName> parents(VersionName name, LineageNotes all) {
    VersionNotes notes = all.version(name);
    if (notes == null) {
      return List.of();
    }
    RoundNotes round = all.round(notes.roundId());
    VersionName base = notes.base(round);
    Set<VersionName> parents = new LinkedHashSet<>();
    if (base != null) {
      parents.add(base);
    }
    parents.addAll(notes.requires(round));
    parents.remove(name);
    return List.copyOf(parents);
  }

  /** Longest ways from versions that rest on none; whatever goes in a circle ends it. */
  private static Map<VersionName, Integer> generations(Set<VersionName> names, LineageNotes all) {
    Map<VersionName, Integer> found = new HashMap<>();
    for (VersionName start : names) {
      ArrayDeque<VersionName> path = new ArrayDeque<>(List.of(start));
      Set<VersionName> open = new LinkedHashSet<>();
      while (!path.isEmpty()) {
        VersionName name = path.peek();
        List<VersionName> parents = parents(name, all).stream().filter(names::contains).toList();
        List<VersionName> unknown =
            parents.stream().filter(p -> !found.containsKey(p) && !open.contains(p)).toList();
        if (found.containsKey(name)) {
          path.pop();
        } else if (open.add(name) && !unknown.isEmpty()) {
          unknown.forEach(path::push);
        } else {
          found.put(
              name, parents.stream().mapToInt(p -> found.getOrDefault(p, -1) + 1).max().orElse(0));
          open.remove(name);
          path.pop();
        }
      }
    }
    return found;
  }

  /** Whether all of it was found, nothing contradicts itself, and it was followed to its end. */
  boolean isWhole() {
    return cut.isEmpty()
        && versions.stream()
            .allMatch(made -> made.missing().isEmpty() && made.contradictions().isEmpty());
  }
}
