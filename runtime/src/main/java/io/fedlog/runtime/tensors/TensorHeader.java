package io.fedlog.runtime.tensors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON that begins a safetensors file: {@code {"name": {"dtype", "shape", "data_offsets":
 * [begin, end]}}}, beside an optional {@code __metadata__} of texts. Names are unique, and the
 * arrays fill the bytes after the header without gap or overlap. Every failure is an
 * IllegalArgumentException that says what is wrong.
 */
public final class TensorHeader {

  static final String METADATA = "__metadata__";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private TensorHeader() {}

  /**
   * The arrays by name, in the order of their bytes.
   *
   * @param header UTF-8, as the file has it; blanks may pad its end
   * @param dataBytes how many bytes follow it
   */
  static Map<String, TensorEntry> parse(byte[] header, long dataBytes) {
    Map<String, TensorEntry> entries = parse(header);
    long end = entries.values().stream().mapToLong(TensorEntry::end).max().orElse(0);
    if (end != dataBytes) {
      throw new IllegalArgumentException(
          "the header speaks of " + end + " bytes of data, the file has " + dataBytes);
    }
    return entries;
  }

  /** The same, where it is not known yet how many bytes follow. */
  public static Map<String, TensorEntry> parse(byte[] header) {
    JsonNode root = tree(header);
    requireTexts(root.path(METADATA));
    List<TensorEntry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparing(TensorEntry::end));
    Map<String, TensorEntry> byName = new LinkedHashMap<>();
    long at = 0;
    for (TensorEntry entry : entries) {
      if (entry.begin() != at) {
        throw new IllegalArgumentException(
            "tensor \"%s\" begins at byte %d of the data, expected %d: arrays follow each other"
                .formatted(entry.name(), entry.begin(), at));
      }
      at = entry.end();
      byName.put(entry.name(), entry);
    }
    return byName;
  }

  private static void requireTexts(JsonNode metadata) {
    boolean texts = metadata.isMissingNode() || metadata.isObject();
    for (JsonNode value : metadata) {
      texts &= value.isTextual();
    }
    if (!texts) {
      throw new IllegalArgumentException(METADATA + ": expected an object of texts");
    }
  }

  private static JsonNode tree(byte[] header) {
    if (header.length == 0 || header[0] != '{') {
      throw new IllegalArgumentException("the header is no JSON object, expected it to begin {");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header)).toString();
      return JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the header is not UTF-8", e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the header is not as JSON should be: " + e.getOriginalMessage(), e);
    }
  }

  private static TensorEntry entry(String name, JsonNode json) {
    List<Long> offsets = numbers(name, "data_offsets", json.path("data_offsets"));
    if (offsets.size() != 2) {
      throw new IllegalArgumentException(
          "tensor \"" + name + "\" has data_offsets " + offsets + ", expected two numbers");
    }
    try {
      return new TensorEntry(
          name,
          TensorType.named(json.path("dtype").asText()),
          numbers(name, "shape", json.path("shape")),
          offsets.get(0),
          offsets.get(1));
    } catch (IllegalArgumentException e) {
      String text = String.valueOf(e.getMessage());
      throw text.startsWith("tensor")
          ? e
          : new IllegalArgumentException("tensor \"" + name + "\" has " + text, e);
    }
  }

  private static List<Long> numbers(String name, String key, JsonNode json) {
    List<Long> numbers = new ArrayList<>();
    boolean good = json.isArray();
    for (JsonNode number : json) {
      good &= number.isIntegralNumber() && number.canConvertToLong();
      numbers.add(number.asLong());
    }
    if (!good) {
      throw new IllegalArgumentException(
          "tensor \"" + name + "\" has " + key + " " + json + ", expected a list of whole numbers");
    }
    return numbers;
  }
}
