package dev.retinue.tools.general.calculator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a quantity measures, as powers of what its units are made of. */
record Dimension(int length, int mass, int time, int temperature, int data, int angle) {
  static final Dimension NONE = new Dimension(0, 0, 0, 0, 0, 0);
  static final Dimension LENGTH = new Dimension(1, 0, 0, 0, 0, 0);
  static final Dimension AREA = LENGTH.power(2);
  static final Dimension VOLUME = LENGTH.power(3);
  static final Dimension MASS = new Dimension(0, 1, 0, 0, 0, 0);
  static final Dimension TIME = new Dimension(0, 0, 1, 0, 0, 0);
  static final Dimension SPEED = LENGTH.plus(TIME.power(-1));
  static final Dimension TEMPERATURE = new Dimension(0, 0, 0, 1, 0, 0);
  static final Dimension DATA = new Dimension(0, 0, 0, 0, 1, 0);
  static final Dimension ANGLE = new Dimension(0, 0, 0, 0, 0, 1);

  private static final Map<Dimension, String> NAMES =
      Map.of(
          NONE, "a plain number",
          LENGTH, "a length",
          AREA, "an area",
          VOLUME, "a volume",
          MASS, "a mass",
          TIME, "a time",
          SPEED, "a speed",
          TEMPERATURE, "a temperature",
          DATA, "an amount of data",
          ANGLE, "an angle");

  Dimension plus(Dimension other) {
    return new Dimension(
        length + other.length,
        mass + other.mass,
        time + other.time,
        temperature + other.temperature,
        data + other.data,
        angle + other.angle);
  }

  Dimension power(int exponent) {
    return new Dimension(
        length * exponent,
        mass * exponent,
        time * exponent,
        temperature * exponent,
        data * exponent,
        angle * exponent);
  }

  /** For messages: "a length", or the powers where there is no word. */
  String words() {
    String name = NAMES.get(this);
    if (name != null) {
      return name;
    }
    List<String> powers = new ArrayList<>();
    add(powers, "length", length);
    add(powers, "mass", mass);
    add(powers, "time", time);
    add(powers, "temperature", temperature);
    add(powers, "data", data);
    add(powers, "angle", angle);
    return String.join("*", powers);
  }

  private static void add(List<String> powers, String name, int exponent) {
    if (exponent != 0) {
      powers.add(exponent == 1 ? name : name + "^" + exponent);
    }
  }
}
