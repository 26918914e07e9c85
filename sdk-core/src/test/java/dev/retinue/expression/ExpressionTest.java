package dev.retinue.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions and values over plain data. */
class ExpressionTest {
  private static final Map<String, ValueKind> VARIABLES =
      Map.of("args", ValueKind.MAP, "tool", ValueKind.TEXT, "count", ValueKind.WHOLE_NUMBER);
  private static final Map<String, Object> VALUES =
      Map.of(
          "args",
          Map.of(
              "amount",
              99.5,
              "pieces",
              3,
              "to",
              "bob@acme.com",
              "tags",
              List.of("a", "b"),
              "nested",
              Map.of("deep", true)),
          "tool",
          "pay",
          "count",
          7);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.amount < 100",
        "args.amount > 99 && args.pieces == 3",
        "args.to.endsWith('@acme.com')",
        "args.to.matches('^[a-z]+@acme[.]com$')",
        "'a' in args.tags && size(args.tags) == 2",
        "args.nested.deep",
        "!has(args.absent)",
        "tool in ['pay', 'transfer'] && count + 1 == 8",
        "args.tags.all(tag, tag.size() == 1)"
      })
  void itHolds(String condition) {
    assertThat(Expression.condition(condition, VARIABLES).test(VALUES)).isTrue();
  }

  @Test
  void itHasAValueOfAnyKind() {
    assertThat(Expression.compile("args.pieces * 2", VARIABLES).value(VALUES)).isEqualTo(6L);
    assertThat(Expression.compile("tool + '!'", VARIABLES).value(VALUES)).isEqualTo("pay!");
    assertThat(Expression.compile("args.tags", VARIABLES).value(VALUES))
        .isEqualTo(List.of("a", "b"));
  }

  @Nested
  @DisplayName("a mistake")
  class Mistake {
    @Test
    void isReportedWithItsPlaceAndTheVariablesThatExist() {
      assertThatThrownBy(() -> Expression.compile("arg.amount > 1", VARIABLES))
          .isInstanceOf(ExpressionException.class)
          .hasMessage(
              "'arg.amount > 1' at 1:1: undeclared reference to 'arg'; the variables are args, count, tool");
      assertThatThrownBy(() -> Expression.compile("args.amount >", VARIABLES))
          .hasMessageStartingWith("'args.amount >' at 1:14: mismatched input '<EOF>'");
    }

    @Test
    void isAConditionThatIsNotTrueOrFalse() {
      assertThatThrownBy(() -> Expression.condition("count + 1", VARIABLES))
          .hasMessage("'count + 1' must be true or false, and is a int");
      assertThatThrownBy(() -> Expression.condition("args.to", VARIABLES).test(VALUES))
          .hasMessage("'args.to' must be true or false, and is bob@acme.com");
    }

    @Test
    void isAKeyThatIsNotThere() {
      assertThatThrownBy(() -> Expression.condition("args.nope > 1", VARIABLES).test(VALUES))
          .isInstanceOfSatisfying(
              ExpressionException.class, e -> assertThat(e.expression()).isEqualTo("args.nope > 1"))
          .hasMessageContaining("has no value")
          .hasMessageContaining("key 'nope' is not present in map");
    }
  }

  @Nested
  @DisplayName("what could harm the host")
  class Harm {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "args.getClass()", "tool.getClass().getName()", "java.lang.System.exit(1)",
          "args.put('a', 1)", "args = {}", "new Foo()"
        })
    void isNoExpression(String text) {
      assertThatThrownBy(() -> Expression.compile(text, VARIABLES))
          .isInstanceOf(ExpressionException.class);
    }

    @Test
    void isNotLetInAsAValue() {
      assertThatThrownBy(() ->
              Expression.condition("args.thread == 1", VARIABLES)
                  .test(Map.of("args", Map.of("thread", Thread.currentThread()))))
          .hasMessage("a java.lang.Thread is not data that an expression may see");
    }

    @Test
    void isStoppedWhenItIteratesTooLong() {
      StringBuilder bomb = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        bomb.append("[1,2,3,4,5,6,7,8,9,10].all(v").append(i).append(", ");
      }
      String text = bomb + "true" + ")".repeat(8);

      assertThatThrownBy(() -> Expression.condition(text, VARIABLES).test(VALUES))
          .hasMessageContaining("Iteration budget exceeded: 10000");
    }

    @Test
    void takesLinearTimeWhenItIsARegularExpression() {
      String subject = "a".repeat(50_000) + "!";

      assertThat(
              Expression.condition("args.text.matches('^(a+)+$')", VARIABLES)
                  .test(Map.of("args", Map.of("text", subject))))
          .isFalse();
    }

    @Test
    void isRefusedWhenItIsTooLong() {
      assertThatThrownBy(() -> Expression.compile("'" + "x".repeat(2_000) + "'", VARIABLES))
          .hasMessage("an expression may have 2000 characters, got 2002; shorten it");
    }
  }

  @Test
  void withoutTheLibraryItSaysWhatToAdd() throws Exception {
    Class<?> expression = new WithoutLibrary().loadClass(Expression.class.getName());

    assertThatThrownBy(() ->
            expression
                .getMethod("compile", String.class, Map.class)
                .invoke(null, "1 > 0", Map.of()))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .hasMessage(
            "conditions need the library dev.cel:cel, which is not on the class path: add the dependency dev.cel:cel"
                + " (its version is managed by retinue-parent), or remove the condition '1 > 0'");
  }

  /** Sees this library, and not the one for conditions. */
  private static final class WithoutLibrary extends ClassLoader {
    WithoutLibrary() {
      super("without-library", ExpressionTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("dev.cel.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.retinue.expression.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      try (InputStream in =
          ExpressionTest.class
              .getClassLoader()
              .getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = java.util.Objects.requireNonNull(in, name).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
