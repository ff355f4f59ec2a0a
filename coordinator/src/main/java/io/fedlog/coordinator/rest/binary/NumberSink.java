package io.fedlog.coordinator.rest.binary;

/** Takes the numbers of one array, one after another. */
@FunctionalInterface
interface NumberSink {

  void add(double value);
}
