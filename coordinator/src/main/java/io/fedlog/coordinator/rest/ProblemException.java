package io.fedlog.coordinator.rest;

import java.time.Duration;
import java.util.Map;

/**
 * A call that is not done, and why: what RFC 9457 calls a problem.
 *
 * @see ProblemWriter
 */
final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, String> headers;

  private ProblemException(int status, String detail, Map<String, String> headers) {
    super(detail);
    this.status = status;
    this.headers = Map.copyOf(headers);
  }

  /** Names the field, what came and what was expected. */
  static ProblemException malformed(String detail) {
    return new ProblemException(400, detail, Map.of());
  }

  static ProblemException forbidden(String detail) {
    return new ProblemException(403, detail, Map.of());
  }

  static ProblemException notFound(String detail) {
    return new ProblemException(404, detail, Map.of());
  }

  /** Names the forms that there are. */
  static ProblemException notAcceptable(String detail) {
    return new ProblemException(406, detail, Map.of());
  }

  /** Names the state and what the call is for. */
  static ProblemException wrongState(String detail) {
    return new ProblemException(409, detail, Map.of());
  }

  static ProblemException tooLarge(String detail) {
    return new ProblemException(413, detail, Map.of());
  }

  static ProblemException unsupported(String detail) {
    return new ProblemException(415, detail, Map.of());
  }

  /** Well-formed, but no update for its round. */
  static ProblemException unfit(String detail) {
    return new ProblemException(422, detail, Map.of());
  }

  /** More calls than one may make; says when the next is let through. */
  static ProblemException tooMany(String detail, Duration wait) {
    long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    return new ProblemException(429, detail, Map.of("Retry-After", Long.toString(seconds)));
  }

  /** The log does not answer. */
  static ProblemException unavailable(String detail) {
    return new ProblemException(503, detail, Map.of("Retry-After", "5"));
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }
}
