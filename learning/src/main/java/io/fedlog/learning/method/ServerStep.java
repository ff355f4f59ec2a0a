package io.fedlog.learning.method;

/**
 * What a server optimiser made of one chunk.
 *
 * @param model the model's chunk, in the round's encoding
 * @param state for the next version's step: as many little-endian doubles for every parameter,
 *     those of one kind for all parameters after the other, so that another chunk size finds its
 *     part; empty when there is nothing to remember
 */
public record ServerStep(byte[] model, byte[] state) {}
