package io.fedlog.learning.model;

import java.util.Arrays;
import java.util.Locale;

/** The shape of a supervised model. */
public enum Form {
  /** Chosen by {@link ModelSpec#form} from the agreed features. */
  AUTO,
  /** One weight a feature. */
  LINEAR,
  /** Hidden tanh layers beside the linear part. */
  MULTILAYER;

  static Form named(String name) {
    for (Form form : values()) {
      if (form.name().toLowerCase(Locale.ROOT).equals(name)) {
        return form;
      }
    }
    throw new IllegalArgumentException(
        "form is \""
            + name
            + "\", expected one of "
            + Arrays.stream(values()).map(f -> f.name().toLowerCase(Locale.ROOT)).toList());
  }
}
