package dev.retinue.document.text;

import dev.retinue.document.Content;
import dev.retinue.document.DocumentFormat;
import dev.retinue.document.Source;
import dev.retinue.document.UnreadableDocumentException;
import dev.retinue.document.html.HtmlFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * Markdown by the CommonMark specification with GitHub's tables; HTML in it is read as HTML. Of a
 * YAML front matter the title is kept.
 */
public final class MarkdownFormat implements DocumentFormat {
  private static final OptionalInt NO_PAGE = OptionalInt.empty();
  private static final int MAX_NESTING = 100;
  private static final Pattern FRONT_MATTER =
      Pattern.compile("\\A---\\R((?:[^\\r\\n]*\\R){0,200}?)(?:---|\\.\\.\\.)[ \\t]*(?:\\R|\\z)");
  private static final Pattern TITLE =
      Pattern.compile("(?m)^title:[ \\t]*[\"']?(.*?)[\"']?[ \\t]*$");

  private static final Set<String> ENDINGS = Set.of("md", "markdown");

  @Override
  public Set<String> endings() {
    return ENDINGS;
  }

  @Override
  public Match match(Source source) {
    return ENDINGS.contains(source.ending()) ? Match.NAME : Match.NONE;
  }

  @Override
  public String read(Source source, Content content) throws UnreadableDocumentException {
    String text = source.text("*_`[]!<>|&\\\n", "Markdown");
    Matcher front = FRONT_MATTER.matcher(text);
    if (front.lookingAt()) {
      Matcher title = TITLE.matcher(front.group(1));
      content.title(title.find() ? title.group(1) : null);
      text = text.substring(front.end());
    }
    Parser parser =
        Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .maxOpenBlockParsers(MAX_NESTING)
            .build();
    parser.parse(text).accept(new Blocks(content));
    return "text/markdown";
  }

  /** Writes each block of the tree. */
  private static final class Blocks extends AbstractVisitor {
    private final Content content;
    private @Nullable String label; // of the list item whose first paragraph comes next
    private int depth = -1;

    Blocks(Content content) {
      this.content = content;
    }

    @Override
    public void visit(Heading heading) {
      content.heading(heading.getLevel(), Inline.of(heading), NO_PAGE);
    }

    @Override
    public void visit(Paragraph paragraph) {
      String text = Inline.of(paragraph);
      if (label == null) {
        content.paragraph(text, NO_PAGE);
      } else {
        content.listItem(depth, label, text, NO_PAGE);
        label = null;
      }
    }

    @Override
    public void visit(BulletList list) {
      depth++;
      for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
        item(item, "-");
      }
      depth--;
    }

    @Override
    public void visit(OrderedList list) {
      Integer start = list.getMarkerStartNumber();
      int number = start == null ? 1 : start;
      depth++;
      for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
        item(item, number++ + ".");
      }
      depth--;
    }

    private void item(Node item, String itemLabel) {
      if (item instanceof ListItem) {
        label = itemLabel;
        visitChildren(item);
        label = null;
      }
    }

    @Override
    public void visit(FencedCodeBlock code) {
      content.code(code.getLiteral(), NO_PAGE);
    }

    @Override
    public void visit(IndentedCodeBlock code) {
      content.code(code.getLiteral(), NO_PAGE);
    }

    @Override
    public void visit(HtmlBlock html) {
      HtmlFormat.readFragment(html.getLiteral(), content);
    }

    @Override
    public void visit(CustomBlock block) {
      if (block instanceof TableBlock) {
        List<List<String>> rows = new ArrayList<>();
        collectRows(block, rows);
        content.table(rows, NO_PAGE);
      } else {
        visitChildren(block);
      }
    }

    private static void collectRows(Node parent, List<List<String>> rows) {
      for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
        if (node instanceof TableRow) {
          List<String> cells = new ArrayList<>();
          for (Node cell = node.getFirstChild(); cell != null; cell = cell.getNext()) {
            if (cell instanceof TableCell) {
              cells.add(Inline.of(cell));
            }
          }
          rows.add(cells);
        } else {
          collectRows(node, rows);
        }
      }
    }
  }

  /** Gathers the words of inline content, without its markup. */
  private static final class Inline extends AbstractVisitor {
    private final StringBuilder text = new StringBuilder();

    static String of(Node block) {
      Inline inline = new Inline();
      inline.visitChildren(block);
      return inline.text.toString();
    }

    @Override
    public void visit(Text node) {
      text.append(node.getLiteral());
    }

    @Override
    public void visit(Code node) {
      text.append(node.getLiteral());
    }

    @Override
    public void visit(SoftLineBreak node) {
      text.append('\n');
    }

    @Override
    public void visit(HardLineBreak node) {
      text.append('\n');
    }

    @Override
    public void visit(HtmlInline node) {
      if (node.getLiteral().regionMatches(true, 0, "<br", 0, 3)) {
        text.append('\n');
      }
    }
  }
}
