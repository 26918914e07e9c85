package dev.retinue.document.office;

import dev.retinue.document.zipped.XmlEvents;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Paragraph styles: which are headings, and which number their paragraphs. A style that says
 * nothing itself has what the style it is based on has. Outline levels and the internal names of
 * built-in styles are the same in every language of Word, unlike the ids.
 */
final class WordStyles {
  private static final Pattern HEADING = Pattern.compile("heading ([1-9])");
  private static final int MAX_CHAIN = 32;

  /** What one style says itself; null where it says nothing. */
  private record Style(
      @Nullable String basedOn,
      @Nullable Integer headingLevel,
      @Nullable Integer numId,
      @Nullable Integer numLevel) {}

  private final Map<String, Style> styles = new HashMap<>();

  void read(InputStream in) throws IOException, XMLStreamException {
    XmlEvents xml = XmlEvents.of(in);
    for (String name = xml.nextWithin(0); name != null; name = xml.nextWithin(0)) {
      String id = name.equals("style") ? xml.attribute("styleId") : null;
      if (id != null) {
        styles.put(id, style(xml));
      }
    }
  }

  private static Style style(XmlEvents xml) throws XMLStreamException {
    String basedOn = null;
    Integer level = null;
    Integer numId = null;
    Integer numLevel = null;
    int outer = xml.depth();
    for (String name = xml.nextWithin(outer); name != null; name = xml.nextWithin(outer)) {
      switch (name) {
        case "basedOn" -> basedOn = xml.attribute("val");
        case "outlineLvl" -> level = xml.number(9) + 1;
        case "numId" -> numId = xml.number(0);
        case "ilvl" -> numLevel = xml.number(0);
        case "name" -> {
          String value = String.valueOf(xml.attribute("val")).toLowerCase(Locale.ROOT);
          Matcher heading = HEADING.matcher(value);
          if (heading.matches()) {
            level = Integer.parseInt(heading.group(1));
          } else if (value.equals("title")) {
            level = 1;
          }
        }
        default -> {}
      }
    }
    return new Style(basedOn, level, numId, numLevel);
  }

  /** 1 to 9 for a heading, 10 for body text by decree, null for neither. */
  @Nullable Integer headingLevel(@Nullable String styleId) {
    return inherited(styleId, Style::headingLevel);
  }

  @Nullable Integer numId(@Nullable String styleId) {
    return inherited(styleId, Style::numId);
  }

  @Nullable Integer numLevel(@Nullable String styleId) {
    return inherited(styleId, Style::numLevel);
  }

  private @Nullable Integer inherited(
      @Nullable String styleId, Function<Style, @Nullable Integer> property) {
    String id = styleId;
    for (int i = 0; id != null && i < MAX_CHAIN; i++) { // a damaged chain may be a circle
      Style style = styles.get(id);
      if (style == null) {
        return null;
      }
      Integer value = property.apply(style);
      if (value != null) {
        return value;
      }
      id = style.basedOn();
    }
    return null;
  }
}
