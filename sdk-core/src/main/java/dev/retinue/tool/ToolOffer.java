package dev.retinue.tool;

/** A tool that a provider has, or would have if something were there. */
public sealed interface ToolOffer {
  String name();

  /** Ready to be used. */
  record Available(Tool tool) implements ToolOffer {
    @Override
    public String name() {
      return tool.name();
    }
  }

  /**
   * Known but not usable here.
   *
   * @param reason what is missing and how to supply it
   */
  record Unavailable(String name, String reason, ToolCard card) implements ToolOffer {
    public Unavailable(String name, String reason) {
      this(name, reason, ToolCard.NONE);
    }
  }
}
