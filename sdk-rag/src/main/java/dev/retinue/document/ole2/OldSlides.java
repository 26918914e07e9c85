package dev.retinue.document.ole2;

import dev.retinue.document.Content;
import dev.retinue.document.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.poi.hslf.usermodel.HSLFNotes;
import org.apache.poi.hslf.usermodel.HSLFShape;
import org.apache.poi.hslf.usermodel.HSLFSlide;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hslf.usermodel.HSLFTable;
import org.apache.poi.hslf.usermodel.HSLFTextParagraph;
import org.apache.poi.hslf.usermodel.HSLFTextShape;
import org.apache.poi.poifs.filesystem.DirectoryNode;
import org.apache.poi.sl.usermodel.GroupShape;
import org.jspecify.annotations.Nullable;

/** PowerPoint 97 to 2003: as its successor, a page for each slide. */
final class OldSlides {
  private OldSlides() {}

  static void read(Source source, DirectoryNode root, Content content) throws IOException {
    try (HSLFSlideShow show = new HSLFSlideShow(root)) {
      for (HSLFSlide slide : show.getSlides()) {
        source.checkTime();
        OptionalInt page = OptionalInt.of(slide.getSlideNumber());
        if (slide.isHidden()) {
          content.warning("slide " + slide.getSlideNumber() + " is hidden and was left out");
          continue;
        }
        String title = slide.getTitle();
        if (title != null) {
          content.heading(1, title, page);
        }
        shapes(slide.getShapes(), title, content, page);
        notes(slide.getNotes(), content, page);
      }
    }
  }

  private static void shapes(
      List<? extends org.apache.poi.sl.usermodel.Shape<HSLFShape, HSLFTextParagraph>> shapes,
      @Nullable String title,
      Content content,
      OptionalInt page) {
    for (var shape : shapes) {
      switch (shape) {
        case HSLFTable table -> table(table, content, page);
        case HSLFTextShape text -> {
          if (title == null || !text.getText().equals(title)) {
            text(text, content, page);
          }
        }
        case GroupShape<?, ?> group -> {
          @SuppressWarnings("unchecked")
          GroupShape<HSLFShape, HSLFTextParagraph> own =
              (GroupShape<HSLFShape, HSLFTextParagraph>) group;
          shapes(own.getShapes(), title, content, page);
        }
        default -> {}
      }
    }
  }

  private static void text(HSLFTextShape shape, Content content, OptionalInt page) {
    for (HSLFTextParagraph paragraph : shape.getTextParagraphs()) {
      String text = HSLFTextParagraph.getRawText(List.of(paragraph)).replace('\u000B', ' ');
      if (paragraph.isBullet()) {
        content.listItem(Math.clamp(paragraph.getIndentLevel(), 0, 8), "-", text, page);
      } else {
        content.paragraph(text, page);
      }
    }
  }

  private static void table(HSLFTable table, Content content, OptionalInt page) {
    List<List<String>> rows = new ArrayList<>();
    for (int r = 0; r < table.getNumberOfRows(); r++) {
      List<String> cells = new ArrayList<>();
      for (int c = 0; c < table.getNumberOfColumns(); c++) {
        var cell = table.getCell(r, c);
        cells.add(cell == null ? "" : cell.getText());
      }
      rows.add(cells);
    }
    content.table(rows, page);
  }

  private static void notes(@Nullable HSLFNotes notes, Content content, OptionalInt page) {
    if (notes == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (List<HSLFTextParagraph> paragraphs : notes.getTextParagraphs()) {
      text.append(HSLFTextParagraph.getText(paragraphs)).append(' ');
    }
    if (!text.toString().isBlank() && !text.toString().strip().equals("*")) {
      content.paragraph("Notes: " + text, page);
    }
  }
}
