package dev.retinue.tools.general.programs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.effect.EffectClass;
import dev.retinue.effect.ToolResult;
import dev.retinue.json.Json;
import dev.retinue.label.Label;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.CatalogueTool;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.process.Confinement.Mount;
import dev.retinue.tools.process.Confinement.Sandbox;
import dev.retinue.tools.process.LimitHit;
import dev.retinue.tools.process.ProcessGuard;
import dev.retinue.tools.process.ProcessLimits;
import dev.retinue.tools.process.ProcessRequest;
import dev.retinue.tools.process.ProcessResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the tool {@code code_run}: a script, which can change nothing. */
public final class CodeRun {
  private static final List<String> LANGUAGES = List.of("javascript", "python", "java");
  private static final int USUAL_SECONDS = 20;
  private static final int USUAL_MEGABYTES = 256;
  private static final int LEAST_MEGABYTES = 64;

  /** Of one argument of a program, on Linux. */
  private static final int MOST_CODE = 100_000;

  /** Of the JVM that runs Java, which compiles in its own heap. */
  private static final long JVM_BYTES = 448L << 20;

  private CodeRun() {}

  /** What all calls share. */
  private record Means(ProcessGuard processes, SharedFolders folders) {}

  /** The tool; thread-safe. */
  public static Tool tool(ProcessGuard processes, FileGuard files) {
    int seconds = Seconds.most(processes);
    int megabytes = (int) (processes.rules().most().memoryBytes() >> 21);
    // It changes nothing, and what it prints may be of any file that it read.
    ToolTraits traits =
        ToolTraits.touching(AccessClass.EXECUTE, AccessClass.READ)
            .withEffectClass(EffectClass.IDEMPOTENT)
            .withLabel(Label.UNTRUSTED_PRIVATE)
            .withTimeout(Duration.ofSeconds(seconds + 10L));
    return CatalogueTool.of(
            "code_run",
            "Runs a script and returns what it prints, for computations that the calculator cannot do."
                + " No network, nothing can be changed. JavaScript (ECMAScript, without modules or"
                + " Node) gives the value of its last statement and finds 'input' as a text; Python and"
                + " Java read stdin and see the agent's folder as /work. Example:"
                + " {\"language\": \"javascript\", \"code\": \"[3, 1, 2].sort().join()\"}",
            JsonObjectSchema.builder()
                .addEnumProperty("language", LANGUAGES, "javascript if left out.")
                .addStringProperty("code", "The script; for Java a source file with a main method.")
                .addStringProperty("input", "Text for the script to work on.")
                .addIntegerProperty(
                    "timeout",
                    "Seconds, 1 to "
                        + seconds
                        + "; "
                        + Math.min(USUAL_SECONDS, seconds)
                        + " if left out.")
                .addIntegerProperty(
                    "memoryMb",
                    "Megabytes for the script, 64 to "
                        + megabytes
                        + "; "
                        + Math.min(USUAL_MEGABYTES, megabytes)
                        + " if left out.")
                .required("code"),
            traits,
            (arguments, context) ->
                answer(new Means(processes, new SharedFolders(files, false)), arguments, context))
        .forTasks(
            "Run this Python script and tell me what it prints",
            "Try out this JavaScript function with some numbers")
        .listed(ToolCard.of("programs"), CodeRun::runsSomething);
  }

  /** What a language needs may be missing here; one is enough. */
  private static void runsSomething(Tool tool, ToolContext context) throws Exception {
    List<String> failures = new ArrayList<>();
    for (String call :
        List.of(
            "{\"language\":\"javascript\",\"code\":\"6 * 7\"}",
            "{\"language\":\"python\",\"code\":\"print(6 * 7)\"}")) {
      ToolResult result = tool.call((ObjectNode) Json.tree(call), context);
      if (result instanceof ToolResult.Ok && result.text().contains("42")) {
        return;
      }
      failures.add(result.text());
    }
    throw new IllegalStateException("no language gave 42: " + String.join("; ", failures));
  }

  private static RunAnswer answer(Means means, Arguments arguments, ToolContext context)
      throws Refused, IOException, InterruptedException {
    String code = arguments.text("code");
    if (code.getBytes(StandardCharsets.UTF_8).length > MOST_CODE) {
      throw Refused.invalid(
          "'code' has " + code.length() + " characters; at most " + MOST_CODE + " bytes are run");
    }
    String input = arguments.exactText("input").orElse("");
    int seconds = Seconds.most(means.processes());
    int megabytes = (int) (means.processes().rules().most().memoryBytes() >> 21);
    ProcessLimits limits =
        ProcessLimits.usual()
            .withTime(
                Duration.ofSeconds(
                    arguments.number("timeout", Math.min(USUAL_SECONDS, seconds), 1, seconds)))
            .withMemoryBytes(
                (long)
                        arguments.number(
                            "memoryMb",
                            Math.min(USUAL_MEGABYTES, megabytes),
                            LEAST_MEGABYTES,
                            megabytes)
                    << 20);
    String language = arguments.optionalText("language").orElse("javascript");
    return switch (language) {
      case "javascript" -> javaScript(means, code, input, limits);
      case "python" -> python(means, code, input, limits, context);
      case "java" -> java(means, code, input, limits, context);
      default ->
          throw Refused.invalid(
              "'language' must be one of " + LANGUAGES + ", got '" + language + "'");
    };
  }

  private static RunAnswer javaScript(Means means, String code, String input, ProcessLimits limits)
      throws Refused, InterruptedException {
    Scripts.Ran ran = new Scripts(means.processes()).run(code, input, limits);
    return RunAnswer.of(
        ran.result(), ran.value().isEmpty() ? null : ran.value(), hit(ran.result()));
  }

  private static RunAnswer python(
      Means means, String code, String input, ProcessLimits limits, ToolContext context)
      throws Refused, IOException, InterruptedException {
    Sandbox sandbox = means.folders().sandbox(context, ".");
    if (means.processes().program("python3").isEmpty()
        && means.processes().sandboxMissing().isEmpty()) {
      throw new Refused(
          "UNAVAILABLE",
          "there is no python3 here; write it in javascript, or have the host install python3"
              + " (apt-get install python3)");
    }
    // Isolated: neither the folder nor the environment decides what it imports.
    return RunAnswer.of(
        means
            .processes()
            .run(
                new ProcessRequest(
                    List.of("python3", "-I", "-B", "-c", code), sandbox, Map.of(), input, limits)));
  }

  private static RunAnswer java(
      Means means, String code, String input, ProcessLimits limits, ToolContext context)
      throws Refused, IOException, InterruptedException {
    Sandbox folders = means.folders().sandbox(context, ".");
    Path source = Files.createTempFile("retinue-code", ".java");
    try {
      Files.writeString(source, code);
      List<Mount> mounts = new ArrayList<>(folders.mounts());
      mounts.add(new Mount(source, "/code/Main.java", false));
      if (!ChildJvm.home().startsWith("/usr")) {
        mounts.add(Mount.readable(ChildJvm.home()));
      }
      List<String> line = new ArrayList<>();
      line.add(ChildJvm.launcher().toString());
      line.addAll(Scripts.jvmOptions(limits.memoryBytes()));
      line.add("/code/Main.java");
      ProcessResult result =
          means
              .processes()
              .run(
                  new ProcessRequest(
                      line,
                      new Sandbox(mounts, folders.workFolder(), false),
                      Map.of(),
                      input,
                      limits.withMemoryBytes(limits.memoryBytes() + JVM_BYTES)));
      return RunAnswer.of(result, null, hit(result));
    } finally {
      Files.delete(source);
    }
  }

  /** A JVM ends by itself when its heap is full, before the limit of its process. */
  private static @Nullable LimitHit hit(ProcessResult result) {
    boolean full = result.limitHit() == null && result.exit() == JavaScriptProgram.OUT_OF_MEMORY;
    return full ? LimitHit.MEMORY : result.limitHit();
  }
}
