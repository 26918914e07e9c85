package dev.retinue.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A randomised test: a parameter of type {@link java.util.random.RandomGenerator} is a generator
 * with a fresh seed. When the test fails the seed is in the failure; it is used again with {@code
 * -Dretinue.seed=<seed>}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
@ExtendWith(SeededExtension.class)
public @interface Seeded {}
