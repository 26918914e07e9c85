package dev.retinue.document.epub;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.TextDecoding;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import dev.retinue.document.html.HtmlFormat;
import dev.retinue.document.zipped.ZipParts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** EPUB 2 and 3 (W3C, "EPUB 3.3"): the chapters in the order of the spine. */
public final class EpubFormat implements DocumentFormat {
  private static final String CONTAINER = "META-INF/container.xml";
  private static final String ENCRYPTION = "META-INF/encryption.xml";

  @Override
  public Set<String> endings() {
    return Set.of("epub");
  }

  /** The first part is its media type, uncompressed. */
  @Override
  public Match match(Source source) {
    boolean zip = source.startsWith('P', 'K', 3, 4);
    return zip
            && (source.start().contains("mimetypeapplication/epub+zip")
                || source.ending().equals("epub"))
        ? Match.CONTENT
        : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    try (ZipParts parts = new ZipParts(source)) {
      Document container = xml(source, parts, CONTAINER);
      Element rootFile = container.selectFirst("rootfile[full-path]");
      if (rootFile == null) {
        throw damaged(source, "its container names no package");
      }
      String packagePath = rootFile.attr("full-path");
      Document book = xml(source, parts, packagePath);
      Element title = book.getElementsByTag("dc:title").first();
      content.title(title == null ? null : title.text());
      about(book, content);
      Map<String, String> items = new HashMap<>();
      for (Element item : book.getElementsByTag("item")) {
        items.put(item.attr("id"), item.attr("href"));
      }
      boolean locked = parts.getEntry(ENCRYPTION) != null;
      for (Element reference : book.getElementsByTag("itemref")) {
        String href = items.getOrDefault(reference.attr("idref"), "");
        ZipArchiveEntry chapter = parts.getEntry(resolved(packagePath, href));
        if (chapter != null) {
          HtmlFormat.readFragment(text(parts, chapter), content);
          source.checkTime();
        } else if (!href.isEmpty()) {
          content.warning("the chapter '" + href + "' is not in the book");
        }
      }
      if (locked && content.blocks().isEmpty()) {
        throw source.unreadable(
            Reason.ENCRYPTED, "it is protected against copying; add a copy without protection");
      }
      return "application/epub+zip";
    } catch (IOException e) {
      throw source.unreadable(
          Reason.CORRUPT,
          "it is a damaged EPUB (" + e.getMessage() + "); get an undamaged copy",
          e);
    }
  }

  /** Who wrote it, and what it says of itself. */
  private static void about(Document book, Content content) {
    List<String> authors = book.getElementsByTag("dc:creator").eachText();
    if (!authors.isEmpty()) {
      content.paragraph("Authors: " + String.join(", ", authors), OptionalInt.empty());
    }
    for (String description : book.getElementsByTag("dc:description").eachText()) {
      content.paragraph(Jsoup.parseBodyFragment(description).text(), OptionalInt.empty());
    }
  }

  private static Document xml(Source source, ZipParts parts, String path)
      throws IOException, UnreadableDocumentException {
    ZipArchiveEntry entry = parts.getEntry(path);
    if (entry == null) {
      throw damaged(source, "it has no '" + path + "'");
    }
    return Jsoup.parse(text(parts, entry), "", Parser.xmlParser());
  }

  private static String text(ZipParts parts, ZipArchiveEntry entry) throws IOException {
    try (InputStream in = parts.getInputStream(entry)) {
      return TextDecoding.decode(in.readAllBytes());
    }
  }

  /** A path in the book; one that leads out of it is found nowhere. */
  private static String resolved(String packagePath, String href) {
    String path =
        URLDecoder.decode(href.split("#", 2)[0].replace("+", "%2B"), StandardCharsets.UTF_8);
    Deque<String> steps = new ArrayDeque<>();
    String folder = packagePath.substring(0, packagePath.lastIndexOf('/') + 1);
    for (String step : (folder + path).split("/", -1)) {
      switch (step) {
        case "", "." -> {}
        case ".." -> steps.pollLast();
        default -> steps.addLast(step);
      }
    }
    return String.join("/", steps);
  }

  private static UnreadableDocumentException damaged(Source source, String what) {
    return source.unreadable(
        Reason.CORRUPT, "it is a damaged EPUB (" + what + "); get an undamaged copy");
  }
}
