package io.fedlog.learning.secure;

/**
 * Phase 5, of a store: a chunk of its update with all its masks on it, modulo 2^64.
 *
 * @param store its id
 * @param chunk index, from 0
 * @param values on the wire little-endian, 8 bytes each
 */
public record MaskedChunk(String store, int chunk, long[] values) {}
