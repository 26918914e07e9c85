package dev.retinue.examples.chat;

import dev.retinue.effect.Effect;
import dev.retinue.knowledge.DocumentSources;
import dev.retinue.knowledge.Ingested;
import dev.retinue.run.RunEvent;
import dev.retinue.runtime.IngestReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Shows how far the reading of documents has got: one line that is written over, or a line each
 * where it cannot be.
 */
final class IngestProgress implements Consumer<RunEvent> {
  private final PrintWriter out;
  private final boolean overwrites;
  private int total;
  private int read;

  IngestProgress(PrintWriter out, boolean overwrites) {
    this.out = out;
    this.overwrites = overwrites;
  }

  @Override
  public void accept(RunEvent event) {
    if (!(event instanceof RunEvent.EffectFinished finished)) {
      return;
    }
    if (finished.result() instanceof DocumentSources sources) {
      total += sources.list().size();
    } else if (finished.effect() instanceof Effect.IngestDocument ingest) {
      read++;
      String line =
          "Reading %d of %d: %s"
              .formatted(read, total, Path.of(ingest.source().location()).getFileName());
      out.print(overwrites ? "\r\u001b[K" + line : line + "\n");
      out.flush();
    }
  }

  void done(IngestReport report) {
    long unchanged =
        report.documents().stream().filter(Ingested.Unchanged.class::isInstance).count();
    out.printf(
        "%sRead %d documents (%d unchanged)%n",
        overwrites ? "\r\u001b[K" : "", report.stored().size() + unchanged, unchanged);
    report.rejected().forEach(rejected -> out.println("Not read: " + rejected.message()));
    out.flush();
  }
}
