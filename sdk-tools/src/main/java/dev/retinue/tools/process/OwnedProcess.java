package dev.retinue.tools.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A process and the thread that watches it. The thread also starts it, since the kernel takes a
 * thread for the parent: a child that is to die with its parent dies with that thread, and one of a
 * pool may go at any time. Thread-safe.
 */
final class OwnedProcess {
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final ProcessBuilder builder;
  private final ProcessLimits limits;
  private final @Nullable ProcessGroup group;
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch wanted = new CountDownLatch(1);
  private final AtomicReference<@Nullable LimitHit> hit = new AtomicReference<>();
  private volatile @Nullable Process process;
  private volatile @Nullable IOException failure;

  /**
   * @param group that it is in, closed when it has ended; null if it is in none
   */
  OwnedProcess(ProcessBuilder builder, ProcessLimits limits, @Nullable ProcessGroup group) {
    this.builder = builder;
    this.limits = limits;
    this.group = group;
  }

  /**
   * Starts it; returns when it runs.
   *
   * @param afterEnd done when it and all that it started are gone, also if it never ran
   */
  void start(Runnable afterEnd) throws IOException, InterruptedException {
    Thread.ofPlatform()
        .daemon()
        .name("retinue-process")
        .start(() -> {
          try {
            watch();
          } finally {
            ended.countDown();
            if (group != null) {
              group.close();
            }
            afterEnd.run();
          }
        });
    try {
      started.await();
    } catch (InterruptedException e) {
      wanted.countDown();
      throw e;
    }
    IOException cause = failure;
    if (cause != null) {
      throw cause;
    }
  }

  Process process() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("the process was asked for before it was started");
    }
    return running;
  }

  /** The limit that it was killed for. */
  @Nullable LimitHit hit() {
    return hit.get();
  }

  /** Waits until it and all that it started are gone. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Kills it and all that it started, and waits until they are gone, also when interrupted. */
  void kill() {
    wanted.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    Process running;
    try {
      running = builder.start();
    } catch (IOException e) {
      failure = e;
      started.countDown();
      return;
    }
    process = running;
    started.countDown();
    ProcessTree tree = new ProcessTree(running.toHandle());
    try {
      long until = System.nanoTime() + limits.time().toNanos();
      while (running.isAlive() && wanted.getCount() > 0 && hit.get() == null) {
        // An end is noticed at once, a wish to kill it within a glance.
        running.waitFor(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        tree.look();
        if (running.isAlive()) {
          hit.set(excess(tree, until));
        }
      }
      tree.kill();
      running.waitFor();
    } catch (InterruptedException e) {
      // Nobody knows this thread, so nobody interrupts it; if the host does, the program goes.
      tree.abandon();
    }
  }

  private @Nullable LimitHit excess(ProcessTree tree, long until) {
    if (tree.size() > limits.processes() + Bubblewrap.OWN_PROCESSES
        || (group != null && group.wasFull())) {
      return LimitHit.PROCESSES;
    }
    if (tree.memoryBytes() > limits.memoryBytes()) {
      return LimitHit.MEMORY;
    }
    return System.nanoTime() > until ? LimitHit.TIME : null;
  }
}
