package io.fedlog.coordinator.rest;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers requests that are refused before it is known which call they are: no HTTP, too long. */
final class EarlyProblems implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = ofTheRequest(response.getStatus());
    response.setStatus(status);
    String problem =
        "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"the request could not be read as HTTP within the server's limits\"}"
            .formatted(HttpStatus.getMessage(status), status);
    SafeHeaders.put(response.getHeaders(), request.isSecure());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    Content.Sink.write(response, true, problem, callback);
    return true;
  }

  /** What no server could take is the request's fault: 5xx is for what may work another time. */
  private static int ofTheRequest(int status) {
    return switch (status) {
      case HttpStatus.NOT_IMPLEMENTED_501, HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 ->
          HttpStatus.BAD_REQUEST_400;
      default -> status;
    };
  }
}
