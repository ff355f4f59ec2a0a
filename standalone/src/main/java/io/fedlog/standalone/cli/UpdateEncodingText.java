package io.fedlog.standalone.cli;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Update encodings as a flag names them: {@code int8}, {@code top-k=0.1}. */
final class UpdateEncodingText implements ITypeConverter<UpdateEncoding> {

  private static final Map<String, Kind> WHOLE =
      Map.of(
          "as-model", Kind.AS_MODEL,
          "float16", Kind.FLOAT16,
          "bfloat16", Kind.BFLOAT16,
          "int8", Kind.INT8);

  private static final String TOP_K = "top-k=";

  @Override
  public UpdateEncoding convert(String text) {
    Kind kind = WHOLE.get(text);
    if (kind != null) {
      return UpdateEncoding.of(kind);
    }
    if (!text.startsWith(TOP_K)) {
      throw new TypeConversionException(
          "'" + text + "' is not one of as-model, float16, bfloat16, int8, top-k=SHARE");
    }
    try {
      double share = Double.parseDouble(text.substring(TOP_K.length()));
      return new UpdateEncoding(Kind.TOP_K, share);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'%s' is no share of an update; expected a number above 0, at most %s, such as top-k=0.1"
              .formatted(text, UpdateEncoding.MOST_SHARE));
    }
  }
}
