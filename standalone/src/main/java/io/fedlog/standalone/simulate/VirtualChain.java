package io.fedlog.standalone.simulate;

import io.fedlog.learning.selection.Candidate;
import io.fedlog.standalone.simulate.Chance.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The stores of a simulation: their names, their rows and updates, how long they take. The same
 * settings and task give the same chain, whatever the method. For one run: stores may remember what
 * they sent.
 */
final class VirtualChain {
  private final SimulationSettings settings;
  private final Chance chance;
  private final StoreUpdates updates;
  private final SoftmaxModel model;
  private final LabelledRows heldOut;

  VirtualChain(SimulationSettings settings, LearningTask task) {
    this.settings = settings;
    this.chance = new Chance(settings.seed());
    this.model = SoftmaxModel.of(task);
    this.heldOut = task.heldOut();
    int[][] split =
        settings.partition().split(task.training(), settings.stores(), chance.of(Purpose.SPLIT));
    this.updates =
        new StoreUpdates(
            task.training(),
            split,
            new ClientTraining(
                new SgdTrainer(model, settings.training()),
                settings.training(),
                settings.policy().wantedShare(settings.stores())),
            settings.hostility(),
            chance);
  }

  /** Everybody, as a selection sees them. */
  List<Candidate> candidates() {
    List<Candidate> all = new ArrayList<>();
    for (int store = 0; store < settings.stores(); store++) {
      all.add(new Candidate(name(store), updates.rowsOf(store), 0));
    }
    return all;
  }

  /** A store's name; in the order of the numbers. */
  static String name(int store) {
    return String.format(Locale.ROOT, "store-%06d", store);
  }

  /** The number in a store's name. */
  static int number(String name) {
    return Integer.parseInt(name.substring("store-".length()));
  }

  /** By which stores are given places. */
  Random drawOfPlaces() {
    return chance.of(Purpose.PLACES);
  }

  /** The most rows of a store. */
  int mostRows() {
    return IntStream.range(0, settings.stores()).map(updates::rowsOf).max().orElseThrow();
  }

  /** The first version. */
  float[] initial() {
    return Arrays.copyOf(
        model.initial(), ClientTraining.versionSize(settings.training().client(), model.size()));
  }

  Measures measure(float[] parameters) {
    return model.measure(parameters, heldOut);
  }

  StoreUpdates updates() {
    return updates;
  }

  /** Time in which a store fetches the model and trains, milliseconds. */
  long trainingMs(int store) {
    return settings.times().training(chance, store);
  }

  /** Time in which a store uploads in that round, milliseconds. */
  long uploadMs(int store, long round) {
    return settings.times().upload(chance, store, round);
  }

  /** Whether a store joins that round and is not heard of again. */
  boolean dropsOut(int store, long round) {
    return settings.times().dropsOut(chance, store, round);
  }
}
