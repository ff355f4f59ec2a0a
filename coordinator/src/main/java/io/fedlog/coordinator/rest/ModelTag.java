package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rest.binary.BinaryForm;
import io.fedlog.schemas.ModelReference;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag of a version in one form (RFC 9110, 8.8.3): the version's digest and the form.
 * Weak for JSON, which also says when it was asked for.
 *
 * @param text as the header has it
 */
record ModelTag(String text) {

  private static final String WEAK = "W/";

  static ModelTag of(ModelReference version, @Nullable BinaryForm form) {
    return new ModelTag(
        form == null
            ? WEAK + "\"" + version.getSha256() + ".json\""
            : "\"" + version.getSha256() + "." + form.name().toLowerCase(Locale.ROOT) + "\"");
  }

  /** Whether that If-None-Match names it; weak and strong ones compare alike there. */
  boolean isIn(@Nullable String ifNoneMatch) {
    if (ifNoneMatch == null) {
      return false;
    }
    for (String tag : ifNoneMatch.split(",")) {
      String came = tag.strip();
      if (came.equals("*") || opaque(came).equals(opaque(text))) {
        return true;
      }
    }
    return false;
  }

  private static String opaque(String tag) {
    return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
  }
}
