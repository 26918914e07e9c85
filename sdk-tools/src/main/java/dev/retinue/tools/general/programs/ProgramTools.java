package dev.retinue.tools.general.programs;

import dev.retinue.tool.ToolCard;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import dev.retinue.tools.process.ProcessGuard;
import dev.retinue.tools.process.ProcessRules;
import java.util.List;
import java.util.Optional;

/**
 * Offers the tools that run code and programs. Found by itself it has the standard rules; a host
 * that wants others gives the builder the tools that it made. What is evidently missing is said
 * with the cure; whether a sandbox works is tried with the first call. Thread-safe.
 */
public final class ProgramTools implements ToolProvider {
  private final ProcessGuard processes;
  private final FileGuard files;

  /** In the agent's own folder alone, within the standard limits. */
  public ProgramTools() {
    this(new ProcessGuard(ProcessRules.standard()), new FileGuard(FileRules.standard()));
  }

  public ProgramTools(ProcessGuard processes, FileGuard files) {
    this.processes = processes;
    this.files = files;
  }

  @Override
  public String name() {
    return "sdk-tools programs";
  }

  @Override
  public List<ToolOffer> tools() {
    Optional<String> noSandbox = processes.sandboxAbsent();
    Optional<String> noCode = noSandbox.isEmpty() ? noSandbox : ChildJvm.engineMissing();
    return List.of(
        noCode
            .<ToolOffer>map(
                reason -> new ToolOffer.Unavailable("code_run", reason, ToolCard.of("programs")))
            .orElseGet(() -> new ToolOffer.Available(CodeRun.tool(processes, files))),
        noSandbox
            .<ToolOffer>map(
                reason -> new ToolOffer.Unavailable("shell_run", reason, ToolCard.of("programs")))
            .orElseGet(() ->
                new ToolOffer.Available(ShellRun.tool(processes, files, ShellRules.standard()))));
  }
}
