package io.fedlog.learning.method;

/**
 * What a server optimiser made of one chunk.
 *
 * @param model the model's chunk, in the round's encoding
 * @param state for the next version's step: little-endian doubles in the method's own order; empty
 *     when there is nothing to remember
 */
public record ServerStep(byte[] model, byte[] state) {}
