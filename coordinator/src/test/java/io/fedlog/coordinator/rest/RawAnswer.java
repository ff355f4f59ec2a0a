package io.fedlog.coordinator.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What came back on a plain socket.
 *
 * @param status 0 when the connection ended without an answer
 * @param headers by names in small letters
 * @param text all of it, as it came
 */
record RawAnswer(int status, Map<String, String> headers, String body, String text) {

  private static final int TIMEOUT_MS = 20_000;

  /** Sends a whole request, which asks for the connection to be closed, and reads to the end. */
  static RawAnswer to(int port, byte[] request) throws IOException {
    return to(port, request, false);
  }

  /** Sends bytes as they are, says that no more will come, and reads to the end. */
  static RawAnswer toTorn(int port, byte[] request) throws IOException {
    return to(port, request, true);
  }

  private static RawAnswer to(int port, byte[] request, boolean ended) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      try {
        socket.getOutputStream().write(request);
        if (ended) { // a server may take this for the end of the connection
          socket.shutdownOutput();
        }
      } catch (SocketException e) {
        // Refused before it was sent whole: the answer is there to be read.
      }
      return parse(readAll(socket.getInputStream()));
    }
  }

  /** What came before the other side closed, also when it closed in the middle of our sending. */
  private static String readAll(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all.write(buffer, 0, n);
      }
    } catch (SocketException e) {
      // Reset after the answer, since not all that was sent was read.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static RawAnswer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    String head = end < 0 ? text : text.substring(0, end);
    String[] lines = head.split("\r\n");
    String[] first = lines[0].split(" ");
    if (first.length < 2 || !first[0].startsWith("HTTP/")) {
      return new RawAnswer(0, Map.of(), "", text);
    }
    int status = Integer.parseInt(first[1]);
    if (status == 100) {
      return parse(text.substring(end + 4));
    }
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] header = lines[i].split(":", 2);
      headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
    }
    String body = end < 0 ? "" : text.substring(end + 4);
    boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
    int length = Integer.parseInt(headers.getOrDefault("content-length", "-1"));
    if (chunked) {
      body = unchunk(body);
    } else if (length >= 0 && length <= body.length()) {
      body = body.substring(0, length);
    }
    return new RawAnswer(status, headers, body, text);
  }

  private static String unchunk(String chunked) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (at < chunked.length()) {
      int line = chunked.indexOf("\r\n", at);
      int size = line < 0 ? 0 : Integer.parseInt(chunked.substring(at, line), 16);
      if (size == 0) {
        return body.toString();
      }
      body.append(chunked, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
    return body.toString();
  }
}
