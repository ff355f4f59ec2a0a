package io.fedlog.standalone.cli;

import io.fedlog.schemas.AccessRole;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Roles as tokens spell them: {@code admin}, {@code operator}, {@code analyst}, {@code store}. */
final class RoleText implements ITypeConverter<AccessRole> {

  @Override
  public AccessRole convert(String text) {
    return Stream.of(AccessRole.values())
        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not one of admin, operator, analyst and store"));
  }
}
