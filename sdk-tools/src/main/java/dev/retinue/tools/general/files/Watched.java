package dev.retinue.tools.general.files;

import java.time.Duration;

/**
 * A text that stops whoever reads it when the time is over: the only way to end a match that goes
 * on and on. Confined.
 */
final class Watched implements CharSequence {
  private static final int GLANCE = 0x3FF;

  private final CharSequence text;
  private final Watch watch;

  Watched(CharSequence text, Watch watch) {
    this.text = text;
    this.watch = watch;
  }

  /** How much time is left for all texts together. Confined. */
  static final class Watch {
    private final long end;
    private int reads;

    Watch(Duration time) {
      this.end = System.nanoTime() + time.toNanos();
    }

    void look() {
      if ((++reads & GLANCE) == 0) {
        check();
      }
    }

    void check() {
      if (System.nanoTime() > end) {
        throw new Over(false);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new Over(true);
      }
    }
  }

  /** Leaves the match; caught where it was begun. */
  static final class Over extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean interrupted;

    Over(boolean interrupted) {
      super("the time for a match is over", null, false, false);
      this.interrupted = interrupted;
    }

    boolean interrupted() {
      return interrupted;
    }
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    watch.look();
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new Watched(text.subSequence(start, end), watch);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
