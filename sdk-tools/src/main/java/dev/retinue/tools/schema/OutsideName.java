package dev.retinue.tools.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of tools made of what others call theirs. */
public final class OutsideName {
  private static final int LONGEST = 64;

  private OutsideName() {}

  /**
   * A name that models take: letters, digits, {@code _} and {@code -}, at most 64. What was left
   * out of a long one is in six digits of its hash, so that the name stays the same and its own.
   * The two underscores keep it from the names of other tools, which have none.
   *
   * @param toolkit as the host named it
   */
  public static String of(String toolkit, String name) {
    String valid = joined(toolkit, name);
    return valid.length() <= LONGEST ? valid : told(valid, name);
  }

  /** Such a name that differs from those that others would get, by the hash of what it is of. */
  public static String apart(String toolkit, String name) {
    return told(joined(toolkit, name), name);
  }

  /**
   * Checks the name of a toolkit.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static void checkToolkit(String name) {
    if (!name.matches("[a-z][a-z0-9]*([_-][a-z0-9]+)*") || name.length() > 24) {
      throw new IllegalArgumentException(
          "a toolkit's name has at most 24 lower-case letters, digits and single '_' or '-' between"
              + " them, got '"
              + OutsideText.line(name, 60)
              + "'");
    }
  }

  private static String joined(String toolkit, String name) {
    return toolkit + "__" + name.replaceAll("[^A-Za-z0-9_-]+", "_");
  }

  private static String told(String valid, String name) {
    String hash = hash(name).substring(0, 6);
    return valid.substring(0, Math.min(valid.length(), LONGEST - 7)) + "_" + hash;
  }

  /** SHA-256 of a text, in hexadecimal digits. */
  public static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
