package dev.retinue.tools.general.programs;

import dev.retinue.tools.process.ProcessGuard;

/** The time of a program in whole seconds, as models say it. */
final class Seconds {
  private Seconds() {}

  static int most(ProcessGuard guard) {
    return Math.clamp(guard.rules().most().time().toSeconds(), 1, 3600);
  }
}
