package dev.retinue.tools.general.programs;

import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Value;

/**
 * What the child JVM runs: reads a line with the number of bytes of the script, the script, and the
 * text that it finds as {@code input}; evaluates it; and writes what it gave behind the mark that
 * is the only argument. It needs the engine and nothing else of this library.
 */
final class JavaScriptProgram {
  /** As the JVM ends by {@code ExitOnOutOfMemoryError}. */
  static final int OUT_OF_MEMORY = 3;

  /** The script failed. */
  static final int FAILED = 1;

  private static final int MOST_VALUE = 30_000;

  /**
   * Written before the script could change what it uses. A promise is waited for: when the call
   * returns, all that can be done without waiting for something outside has been done.
   */
  private static final String TOLD =
      """
      (() => {
        const stringify = JSON.stringify, text = String, resolve = Promise.resolve.bind(Promise);
        const told = value => {
          if (value === undefined) return undefined;
          const json = stringify(value);
          return json === undefined ? stringify(text(value)) : json;
        };
        return value => {
          const box = {json: undefined, error: 'its promise was never settled'};
          resolve(value).then(
              settled => { box.json = told(settled); box.error = undefined; })
              .catch(error => { box.error = text(error); });
          return () => box;
        };
      })()
      """;

  private JavaScriptProgram() {}

  public static void main(String[] arguments) throws IOException {
    String source = new String(System.in.readNBytes(length(System.in)), StandardCharsets.UTF_8);
    String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    PrintStream out = System.out;
    int exit = run(source, input, arguments[0], out);
    out.flush();
    System.exit(exit);
  }

  private static int length(InputStream in) throws IOException {
    int length = 0;
    for (int digit = in.read(); digit >= '0' && digit <= '9'; digit = in.read()) {
      length = length * 10 + digit - '0';
    }
    return length;
  }

  private static int run(String source, String input, String mark, PrintStream out) {
    // The policy refuses the JVM's own streams, and a stream around one is not one.
    OutputStream written = new FilterOutputStream(out);
    OutputStream errors = new FilterOutputStream(System.err);
    try (Context context =
        Context.newBuilder("js")
            .sandbox(SandboxPolicy.CONSTRAINED)
            .in(new ByteArrayInputStream(new byte[0]))
            .out(written)
            .err(errors)
            .build()) {
      Value told = context.eval("js", TOLD);
      context.getBindings("js").putMember("input", input);
      Value box = told.execute(context.eval("js", source)).execute();
      if (!box.getMember("error").isNull()) {
        System.err.println(box.getMember("error").asString());
        return FAILED;
      }
      Value json = box.getMember("json");
      out.print("\n" + mark + (json.isNull() ? "" : cut(json.asString())));
      return 0;
    } catch (PolyglotException e) {
      System.err.println(e.getMessage() + where(e));
      return e.isResourceExhausted() ? OUT_OF_MEMORY : FAILED;
    }
  }

  /** A value that is too long is told as a text, cut. */
  private static String cut(String json) {
    return json.length() <= MOST_VALUE
        ? json
        : "\""
            + json.substring(0, MOST_VALUE).replace("\\", "\\\\").replace("\"", "\\\"")
            + "... cut\"";
  }

  private static String where(PolyglotException e) {
    return e.getSourceLocation() == null
        ? ""
        : " (line " + e.getSourceLocation().getStartLine() + ")";
  }
}
