package io.fedlog.agent.state;

/**
 * An update with a store's own noise that the store has paid for: the round by name and by what it
 * says of noise, and the update by its bytes. A name alone would not do, for who defines rounds may
 * use it twice.
 *
 * @param definedAt when the round was defined, in milliseconds since 1970
 * @param noise its distribution
 * @param clipUnits largest norm, in units of the round's grid
 * @param noiseUnits scale of the noise, in the same units
 * @param delta at which the round's figures are meant
 * @param sha256 tree hash of the noisy update, lower-case hex
 */
public record Release(
    String roundId,
    long definedAt,
    String noise,
    long clipUnits,
    long noiseUnits,
    double delta,
    String sha256) {}
