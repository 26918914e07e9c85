package dev.retinue.tools.general.programs;

import java.util.Set;

/**
 * What a host lets {@code shell_run} be asked for. What a program can do is decided by the sandbox
 * alone; these keep its command lines plain. Immutable.
 *
 * @param shells whether the program may be a shell, which reads a whole script from an argument
 * @param environment the variables that may be set
 */
public record ShellRules(boolean shells, Set<String> environment) {
  public ShellRules {
    environment = Set.copyOf(environment);
  }

  /** No shells; LANG, LC_ALL, TZ, NO_COLOR and COLUMNS. */
  public static ShellRules standard() {
    return new ShellRules(false, Set.of("LANG", "LC_ALL", "TZ", "NO_COLOR", "COLUMNS"));
  }

  public ShellRules withShells() {
    return new ShellRules(true, environment);
  }

  /** These variables, and no others. */
  public ShellRules withEnvironment(String... names) {
    return new ShellRules(shells, Set.of(names));
  }
}
