package dev.retinue.llm;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Has classes of one package of its own, and hides those of a library from them. */
public final class WithoutClasses extends ClassLoader {
  private final String hidden;
  private final String own;

  /**
   * @param hidden how the names of hidden classes begin
   * @param own how the names of its own classes begin
   */
  public WithoutClasses(String hidden, String own) {
    super(WithoutClasses.class.getClassLoader());
    this.hidden = hidden;
    this.own = own;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(hidden)) {
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith(own)) {
      return super.loadClass(name, resolve);
    }
    Class<?> known = findLoadedClass(name);
    return known == null ? defined(name) : known;
  }

  private Class<?> defined(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = Objects.requireNonNull(getParent().getResourceAsStream(file), file)) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
