package io.fedlog.agent.secure;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What all parties of a process share.
 *
 * @param log tells them what others say, on the thread they run on
 * @param speaker says what they say
 * @param signatures makes and checks the stores' signatures
 * @param random draws secrets
 * @param clock the time
 * @param retryPause how long to wait when the log did not take a message
 */
public record SecureParts(
    SecureLog log,
    Speaker speaker,
    PartySignatures signatures,
    SecureRandom random,
    InstantSource clock,
    Duration retryPause) {}
