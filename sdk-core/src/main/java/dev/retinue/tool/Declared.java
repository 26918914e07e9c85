package dev.retinue.tool;

import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a method with langchain4j's {@code @Tool} touches and how it may be run; see {@link
 * ToolTraits}. A method without it has declared nothing, and is treated as UNSAFE.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Declared {
  AccessClass[] access() default {};

  EffectClass effectClass() default EffectClass.UNSAFE;

  long timeoutSeconds() default 30;

  int attempts() default 1;

  boolean concurrent() default false;

  int resultLimit() default ToolTraits.USUAL_RESULT;

  /** Of a PURE tool; 0 for never. */
  long freshForSeconds() default 0;
}
