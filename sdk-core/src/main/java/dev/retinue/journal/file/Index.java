package dev.retinue.journal.file;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which records of which runs are where, and which nobody needs any more. Guarded by the journal's
 * lock.
 */
final class Index {
  private final Map<String, RunTrace> runs = new LinkedHashMap<>();
  private final Map<String, Release> releases = new HashMap<>();
  private final Consumer<String> payloadUsed;
  private final Consumer<String> payloadUnused;

  /** The consumers are told when one run more, or one less, refers to a payload's file. */
  Index(Consumer<String> payloadUsed, Consumer<String> payloadUnused) {
    this.payloadUsed = payloadUsed;
    this.payloadUnused = payloadUnused;
  }

  /** The runs that were not released, in the order of their first records. */
  Map<String, RunTrace> runs() {
    return runs;
  }

  /** The trace of a run, begun if there is none. */
  RunTrace trace(String run) {
    RunTrace known = runs.get(run);
    if (known == null) {
      known = new RunTrace(run);
      runs.put(run, known);
    }
    return known;
  }

  /** A record of a run was written. */
  void added(
      RunTrace trace, Segment segment, int offset, int ordinal, long sequence, boolean ended) {
    trace.add(segment, offset, ordinal, sequence, ended);
    segment.frames++;
    segment.live++;
    segment.lastSequence = sequence;
  }

  void refers(RunTrace trace, String payload) {
    if (trace.add(payload)) {
      payloadUsed.accept(payload);
    }
  }

  /** Takes a run out; what it had is counted as needed until {@link #released}. */
  @Nullable RunTrace detach(String run) {
    return runs.remove(run);
  }

  /** The release of a run was written. */
  void released(
      String run, @Nullable RunTrace detached, Segment segment, int offset, long sequence) {
    Release release = new Release(run, sequence, segment, offset);
    segment.frames++;
    segment.lastSequence = sequence;
    Release earlier = releases.remove(run);
    if (earlier != null) {
      release.stretches = earlier.stretches;
      earlier.segment.live--;
    }
    if (detached != null) {
      for (Stretch stretch : detached.stretches()) {
        stretch.released = true;
        stretch.segment.live -= stretch.count();
        if (stretch.segment.sealed) {
          stretch.forget();
        }
        release.stretches++;
      }
      detached.payloads().forEach(payloadUnused);
    }
    segment.releases.add(release);
    if (release.stretches > 0) {
      segment.live++;
      releases.put(run, release);
    }
  }

  /** Whether that release still keeps records from coming back. */
  boolean needs(Release release) {
    return releases.get(release.run) == release;
  }

  /** The frames of a released stretch are in no segment any more. */
  void gone(Stretch stretch) {
    Release release = releases.get(stretch.run());
    if (release != null && --release.stretches == 0) {
      releases.remove(stretch.run());
      release.segment.live--;
    }
  }
}
