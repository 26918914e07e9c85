package dev.retinue.label;

import org.jspecify.annotations.Nullable;

/**
 * Trust and secrecy of content. Content made from several has the {@link #join} of their labels.
 *
 * @param trust whether it may be obeyed
 * @param secrecy who may see it
 */
public record Label(Trust trust, Secrecy secrecy) {
  /** Trusted and public: what needs no caution. */
  public static final Label NONE = new Label(Trust.TRUSTED, Secrecy.PUBLIC);

  /** Untrusted and public: a web page. */
  public static final Label UNTRUSTED = new Label(Trust.UNTRUSTED, Secrecy.PUBLIC);

  /** Trusted and private: what a principal said in another session. */
  public static final Label PRIVATE = new Label(Trust.TRUSTED, Secrecy.PRIVATE);

  /** Untrusted and private: a document, a mail, a file. */
  public static final Label UNTRUSTED_PRIVATE = new Label(Trust.UNTRUSTED, Secrecy.PRIVATE);

  public static Label of(Trust trust, Secrecy secrecy) {
    return new Label(trust, secrecy);
  }

  /** The label; the most cautious of what is private if it was written before there were labels. */
  public static Label orCautious(@Nullable Label label) {
    return label == null ? UNTRUSTED_PRIVATE : label;
  }

  /** The more cautious of both, in trust and in secrecy. */
  public Label join(Label other) {
    Trust least = trust.compareTo(other.trust) >= 0 ? trust : other.trust;
    Secrecy most = secrecy.compareTo(other.secrecy) >= 0 ? secrecy : other.secrecy;
    if (least == trust && most == secrecy) {
      return this;
    }
    return least == other.trust && most == other.secrecy ? other : new Label(least, most);
  }

  @Override
  public String toString() {
    return trust + "/" + secrecy;
  }
}
