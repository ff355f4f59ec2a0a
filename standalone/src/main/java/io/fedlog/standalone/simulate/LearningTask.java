package io.fedlog.standalone.simulate;

/**
 * What a simulated chain learns.
 *
 * @param name for people
 * @param training the rows that are divided among the stores
 * @param heldOut the rows that every version is measured on
 */
record LearningTask(String name, LabelledRows training, LabelledRows heldOut) {}
