package dev.retinue.document.html;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.TextDecoding;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.UnreadableDocumentException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** HTML: finds the main content of a page and hands it to {@link HtmlBlocks}. */
public final class HtmlFormat implements DocumentFormat {
  /** What surrounds a text or is not shown: never content. */
  private static final String CHROME =
      "script, style, noscript, template, svg, iframe, object, nav, footer, aside, dialog, button,"
          + " select, input, textarea, [hidden], [aria-hidden=true], [role=navigation],"
          + " [role=complementary], [role=contentinfo], [role=search], [role=banner]:not(:has(h1)),"
          + " [style~=(?i)display\\s*:\\s*none], [style~=(?i)visibility\\s*:\\s*hidden]";

  private static final Set<String> ENDINGS = Set.of("html", "htm", "xhtml");
  private static final Set<String> PLAIN = Set.of("txt", "text", "log", "");

  @Override
  public Set<String> endings() {
    return ENDINGS;
  }

  @Override
  public Match match(Source source) {
    if (ENDINGS.contains(source.ending())) {
      return Match.NAME;
    }
    String head = source.start().stripLeading().toLowerCase(Locale.ROOT);
    boolean page = head.startsWith("<!doctype html") || head.startsWith("<html");
    return page && PLAIN.contains(source.ending()) ? Match.CONTENT : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    source.checkMarkupSize();
    if (TextDecoding.looksBinary(source.bytes())) {
      throw source.unreadable(
          Reason.CORRUPT, "its content is binary, not HTML; get an undamaged copy");
    }
    source.checkMarks("<");
    Document page = parse(source);
    content.title(page.title());
    page.select(CHROME).remove();
    new HtmlBlocks(content).add(main(page));
    return "text/html";
  }

  /** Reads a piece of HTML that stands in another format, for example in Markdown. */
  public static void readFragment(String html, Content content) {
    Document page = Jsoup.parseBodyFragment(html);
    page.select(CHROME).remove();
    new HtmlBlocks(content).add(page.body());
  }

  private static Document parse(Source source) throws UnreadableDocumentException {
    byte[] bytes = source.bytes();
    try {
      // jsoup follows a byte order mark and a meta element; without either it takes UTF-8
      Document page = Jsoup.parse(new ByteArrayInputStream(bytes), null, "");
      boolean declared =
          TextDecoding.byteOrderMark(bytes) != null
              || page.selectFirst("meta[charset], meta[http-equiv=content-type i]") != null;
      if (declared || TextDecoding.guess(bytes).equals(StandardCharsets.UTF_8)) {
        return page;
      }
      return Jsoup.parse(new ByteArrayInputStream(bytes), TextDecoding.guess(bytes).name(), "");
    } catch (IOException e) {
      throw source.unreadable(
          Reason.CORRUPT, "its HTML is damaged (" + e.getMessage() + "); get an undamaged copy", e);
    }
  }

  private static Element main(Document page) {
    for (String candidate : new String[] {"main, [role=main]", "article"}) {
      Elements found = page.select(candidate);
      // a page with several is a list of teasers; one with little text is not where the text is
      if (found.size() == 1 && length(found.get(0)) * 3 > length(page.body())) {
        return found.get(0);
      }
    }
    return page.body();
  }

  private static int length(Element element) {
    return element.text().length();
  }
}
