package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rest.binary.BinaryForm;
import io.fedlog.coordinator.rest.binary.Wanted;
import io.fedlog.coordinator.rest.body.TrainingMetrics;
import io.fedlog.coordinator.rest.body.UploadBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms in which updates are taken and models given; JSON where none is named. */
final class UploadForms {

  /** Where binary bodies have their training_metrics: a JSON object. */
  static final String METRICS = "Fedlog-Training-Metrics";

  /**
   * Memory for each byte of JSON, most for one like "0,0,0": a number for two bytes, of which the
   * buffer, as large again when it has just grown, and the one it outgrew or the update that is
   * sent are held at once.
   */
  private static final long OF_A_BYTE = 3 * Double.BYTES / 2;

  /**
   * Memory for each number that an update may have: its buffer ends there, the update is beside.
   */
  private static final long OF_A_NUMBER = 2 * Double.BYTES;

  /** Names, shapes and what a parser holds, whatever the body's length. */
  private static final long OF_A_BODY = 64 * 1024;

  private UploadForms() {}

  /** The forms that there are, JSON first. */
  static List<String> offered() {
    List<String> types = new ArrayList<>(List.of(Bodies.TYPE));
    Arrays.stream(BinaryForm.values()).map(BinaryForm::mediaType).forEach(types::add);
    return types;
  }

  /** The form of a media type; null when that is JSON. */
  static @Nullable BinaryForm binary(@Nullable String type) {
    for (BinaryForm form : BinaryForm.values()) {
      if (form.mediaType().equals(type)) {
        return form;
      }
    }
    return null;
  }

  /**
   * Refuses other forms.
   *
   * @param field where the type stands
   * @param type null is JSON
   */
  static void requireType(String field, @Nullable String type) {
    if (type != null && !offered().contains(type)) {
      throw ProblemException.unsupported(
          field + ": expected one of " + offered() + ", another one came");
    }
  }

  /** Memory that it takes to read a body. */
  static long memory(SentBody body, Wanted wanted) {
    long announced = body.length() < 0 ? wanted.mostBytes() : body.length();
    BinaryForm form = binary(body.type());
    return form == null
        ? OF_A_BODY + Math.min(announced * OF_A_BYTE, wanted.mostNumbers() * OF_A_NUMBER)
        : form.memory(announced, wanted);
  }

  /** Reads a body. */
  static UploadBody read(SentBody body, String roundId, Wanted wanted) throws IOException {
    BinaryForm form = binary(body.type());
    if (form == null) {
      return UploadBody.read(body.content(), wanted.mostBytes(), roundId, wanted.mostNumbers());
    }
    TrainingMetrics metrics = TrainingMetrics.parse(body.metrics());
    return new UploadBody(form.read(body.content(), wanted), metrics);
  }
}
