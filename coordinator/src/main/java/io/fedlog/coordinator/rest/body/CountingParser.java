package io.fedlog.coordinator.rest.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the reading of a body with more names or tokens than any honest one has: the parser keeps
 * every name, read or passed over, to see that none comes twice, and a tree keeps every token.
 */
final class CountingParser extends JsonParserDelegate {

  private final int mostNames;
  private final long mostTokens;
  private int names;
  private long tokens;

  CountingParser(JsonParser parser, int mostNames, long mostTokens) {
    super(parser);
    this.mostNames = mostNames;
    this.mostTokens = mostTokens;
  }

  @Override
  public @Nullable JsonToken nextToken() throws IOException {
    JsonToken token = super.nextToken();
    if (token == JsonToken.FIELD_NAME && ++names > mostNames) {
      throw BodyException.malformed(
          "the body: expected at most " + mostNames + " names of fields in all, more came");
    }
    if (++tokens > mostTokens) {
      throw BodyException.malformed(
          "the body: expected at most " + mostTokens + " values, names and brackets, more came");
    }
    return token;
  }

  /** Token by token: what is passed over counts too. */
  @Override
  public JsonParser skipChildren() throws IOException {
    JsonToken first = currentToken();
    int open = first != null && first.isStructStart() ? 1 : 0;
    while (open > 0) {
      JsonToken token = nextToken();
      if (token == null) {
        break; // the body ended in between, which the next reading finds
      }
      open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
    return this;
  }
}
