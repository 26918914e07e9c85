package dev.retinue.definition;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a component of a definition's record is written in YAML; the reader, the writer and the
 * schema follow it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Property {
  /** For the published schema: meaning, unit, range. */
  String value();

  /**
   * What an absent key means, as text; {@link #REQUIRED} if it must be there. Lists, maps and
   * nullables need none.
   */
  String fallback() default REQUIRED;

  /** Whether one value may stand for a list of one. */
  boolean orSingle() default false;

  String REQUIRED = "\0";
}
