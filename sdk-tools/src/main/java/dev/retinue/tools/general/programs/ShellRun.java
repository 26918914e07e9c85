package dev.retinue.tools.general.programs;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.effect.AccessClass;
import dev.retinue.label.Label;
import dev.retinue.tool.SelfTest;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolContext;
import dev.retinue.tool.ToolTraits;
import dev.retinue.tools.catalogue.Arguments;
import dev.retinue.tools.catalogue.CatalogueTool;
import dev.retinue.tools.catalogue.Refused;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.process.ProcessGuard;
import dev.retinue.tools.process.ProcessLimits;
import dev.retinue.tools.process.ProcessRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes the tool {@code shell_run}: a program of the machine, in a sandbox. */
public final class ShellRun {
  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "busybox");

  private static final int USUAL_SECONDS = 30;
  private static final int USUAL_MEGABYTES = 512;
  private static final int LEAST_MEGABYTES = 16;
  private static final int MOST_ARGUMENTS = 1_000;

  private ShellRun() {}

  /** The tool; thread-safe. */
  public static Tool tool(ProcessGuard processes, FileGuard files, ShellRules rules) {
    int seconds = Seconds.most(processes);
    int megabytes = (int) (processes.rules().most().memoryBytes() >> 20);
    // What a program prints may be of any file that it read.
    ToolTraits traits =
        ToolTraits.touching(AccessClass.EXECUTE, AccessClass.READ, AccessClass.WRITE)
            .withLabel(Label.UNTRUSTED_PRIVATE)
            .withTimeout(Duration.ofSeconds(seconds + 10L));
    return CatalogueTool.of(
            "shell_run",
            "Runs a program of this machine (git, grep, python3...) in a sandbox without network, which"
                + " sees the agent's own folder as /work and may change it. Each argument is passed as"
                + " it is: no pipes, wildcards or variables"
                + (rules.shells() ? " unless you run sh -c" : "")
                + ". For files the file tools are quicker, for code use code_run. Example:"
                + " {\"argv\": [\"ls\", \"-l\"], \"cwd\": \"reports\"}",
            JsonObjectSchema.builder()
                .addProperty(
                    "argv",
                    JsonArraySchema.builder()
                        .description("The program and its arguments, one by one.")
                        .items(new JsonStringSchema())
                        .build())
                .addStringProperty("cwd", "Folder to start in; the agent's folder if left out.")
                .addStringProperty("stdin", "What the program reads as its input.")
                .addProperty(
                    "env",
                    JsonObjectSchema.builder()
                        .description(
                            "Variables by name; of "
                                + String.join(", ", new TreeSet<>(rules.environment()))
                                + ".")
                        .additionalProperties(true)
                        .build())
                .addIntegerProperty(
                    "timeout",
                    "Seconds, 1 to "
                        + seconds
                        + "; "
                        + Math.min(USUAL_SECONDS, seconds)
                        + " if left out.")
                .addIntegerProperty(
                    "memoryMb",
                    "Megabytes for all its processes, 16 to "
                        + megabytes
                        + "; "
                        + Math.min(USUAL_MEGABYTES, megabytes)
                        + " if left out.")
                .required("argv"),
            traits,
            (arguments, context) ->
                answer(
                    new Means(processes, new SharedFolders(files, true), rules),
                    arguments,
                    context))
        .forTasks("Run the tests with make", "Call the program pdftotext on the file")
        .listed(
            ToolCard.of("programs"), SelfTest.answers("{\"argv\":[\"echo\",\"hello\"]}", "hello"));
  }

  private record Means(ProcessGuard processes, SharedFolders folders, ShellRules rules) {}

  private static RunAnswer answer(Means means, Arguments arguments, ToolContext context)
      throws Refused, IOException, InterruptedException {
    List<String> argv = arguments.texts("argv");
    if (argv.isEmpty() || argv.getFirst().isBlank()) {
      throw Refused.invalid("'argv' must name a program first, got " + argv);
    }
    if (argv.size() > MOST_ARGUMENTS) {
      throw Refused.invalid("'argv' has " + argv.size() + " arguments; at most " + MOST_ARGUMENTS);
    }
    String program = argv.getFirst().substring(argv.getFirst().lastIndexOf('/') + 1);
    if (!means.rules().shells() && SHELLS.contains(program)) {
      throw new Refused(
          "SHELL_NOT_ALLOWED",
          "'"
              + program
              + "' is a shell, which this host does not allow; name the program itself and"
              + " its arguments one by one");
    }
    Map<String, String> environment = arguments.entries("env");
    for (String name : environment.keySet()) {
      if (!means.rules().environment().contains(name)) {
        throw Refused.invalid(
            "the variable '"
                + name
                + "' may not be set; of "
                + new TreeSet<>(means.rules().environment())
                + " it may be");
      }
    }
    int seconds = Seconds.most(means.processes());
    int megabytes = (int) (means.processes().rules().most().memoryBytes() >> 20);
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
    return RunAnswer.of(
        means
            .processes()
            .run(
                new ProcessRequest(
                    argv,
                    means.folders().sandbox(context, arguments.optionalText("cwd").orElse(".")),
                    environment,
                    arguments.exactText("stdin").orElse(""),
                    limits)));
  }
}
