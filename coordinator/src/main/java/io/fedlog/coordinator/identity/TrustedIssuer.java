package io.fedlog.coordinator.identity;

/**
 * One issuer whose tokens count.
 *
 * @param name the iss claim, letter for letter
 * @param audience what the aud claim must have
 * @param via how its callers are said to have come
 */
record TrustedIssuer(String name, String audience, KeySource keys, Via via) {}
