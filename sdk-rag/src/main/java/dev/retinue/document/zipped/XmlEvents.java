package dev.retinue.document.zipped;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.poi.util.XMLHelper;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over an XML part that knows its depth, so that a method can walk one element's inside
 * and return at its end. Names are local names: transitional and strict Office documents differ
 * only in their namespaces.
 */
public final class XmlEvents {
  private final XMLStreamReader reader;
  private int depth;

  private XmlEvents(XMLStreamReader reader) {
    this.reader = reader;
  }

  /**
   * Opens a part; one without bytes has one element that means nothing. No document type is read
   * and no entity resolved.
   */
  public static XmlEvents of(InputStream in) throws IOException, XMLStreamException {
    PushbackInputStream ahead = new PushbackInputStream(in);
    XMLInputFactory factory = XMLHelper.newXMLInputFactory();
    int first = ahead.read();
    if (first < 0) {
      return new XmlEvents(factory.createXMLStreamReader(new StringReader("<nothing/>")));
    }
    ahead.unread(first);
    return new XmlEvents(factory.createXMLStreamReader(ahead));
  }

  public int depth() {
    return depth;
  }

  /**
   * Moves to the next start of an element inside the element at {@code outer}, at any depth below
   * it.
   *
   * @return its local name, or null at the end of the outer element or of the part
   */
  public @Nullable String nextWithin(int outer) throws XMLStreamException {
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
        return reader.getLocalName();
      }
      if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
        if (depth < outer) {
          return null;
        }
      }
    }
    return null;
  }

  /** The text directly inside the current element; leaves the cursor at its end. */
  public String text() throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int outer = depth;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.CHARACTERS
          || event == XMLStreamConstants.CDATA
          || event == XMLStreamConstants.SPACE) {
        text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        depth++;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
        if (depth < outer) {
          break;
        }
      }
    }
    return text.toString();
  }

  public void skip() throws XMLStreamException {
    int outer = depth;
    while (nextWithin(outer) != null) {}
  }

  /** An attribute by local name, or null. */
  public @Nullable String attribute(String name) {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      if (reader.getAttributeLocalName(i).equals(name)) {
        return reader.getAttributeValue(i);
      }
    }
    return null;
  }

  /** An attribute by local name in a namespace that ends so, or null. */
  public @Nullable String attributeEndingIn(String namespaceEnd, String name) {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String namespace = reader.getAttributeNamespace(i);
      if (reader.getAttributeLocalName(i).equals(name)
          && namespace != null
          && namespace.endsWith(namespaceEnd)) {
        return reader.getAttributeValue(i);
      }
    }
    return null;
  }

  /** The attribute {@code val} as a number; {@code otherwise} if it is missing or none. */
  public int number(int otherwise) {
    return number("val", otherwise);
  }

  public int number(String attribute, int otherwise) {
    String value = attribute(attribute);
    return value != null && value.matches("-?\\d{1,9}") ? Integer.parseInt(value) : otherwise;
  }

  /** A Word on/off property: present means on, unless its value says otherwise. */
  public boolean isOn() {
    String value = attribute("val");
    return value == null || !(value.equals("0") || value.equals("false") || value.equals("off"));
  }
}
