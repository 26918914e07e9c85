package dev.retinue.tools.general.calculator;

import static dev.retinue.tools.general.calculator.Dimension.ANGLE;
import static dev.retinue.tools.general.calculator.Dimension.AREA;
import static dev.retinue.tools.general.calculator.Dimension.DATA;
import static dev.retinue.tools.general.calculator.Dimension.LENGTH;
import static dev.retinue.tools.general.calculator.Dimension.MASS;
import static dev.retinue.tools.general.calculator.Dimension.SPEED;
import static dev.retinue.tools.general.calculator.Dimension.TEMPERATURE;
import static dev.retinue.tools.general.calculator.Dimension.TIME;
import static dev.retinue.tools.general.calculator.Dimension.VOLUME;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The units that the calculator knows, by symbol and by name. Factors are exact by definition: the
 * international yard and pound of 1959, the US gallon of 231 cubic inches, the SI's decimal and IEC
 * 80000-13's binary prefixes. Immutable.
 */
final class Units {
  private static final Units KNOWN = new Units();

  private final Map<String, Unit> exactly = new HashMap<>();
  private final Map<String, Unit> ignoringCase = new HashMap<>();

  private Units() {
    lengths();
    masses();
    times();
    temperatures();
    data();
    areasAndVolumes();
    add(SPEED, "1852/3600", "kn", "knot", "knots");
    add(SPEED, "1609.344/3600", "mph");
    add(SPEED, "1000/3600", "km/h", "kmh", "kph");
    add(ANGLE, "1", "deg", "degree", "degrees", "°");
    put(new Unit("rad", ANGLE, Rational.of(180), Rational.ZERO, true), "radian", "radians");
    add(ANGLE, "360", "turn", "turns");
    add(ANGLE, "0.9", "grad", "gon");
    add(ANGLE, "1/60", "arcmin");
    add(ANGLE, "1/3600", "arcsec");
    indexIgnoringCase();
  }

  /** The unit of this name: as it is written, or in other case where that is not ambiguous. */
  static Optional<Unit> find(String name) {
    Unit exact = KNOWN.exactly.get(name);
    return Optional.ofNullable(
        exact != null ? exact : KNOWN.ignoringCase.get(name.toLowerCase(Locale.ROOT)));
  }

  static Collection<String> names() {
    return KNOWN.exactly.keySet();
  }

  private void lengths() {
    add(LENGTH, "1", "m", "metre", "metres", "meter", "meters");
    add(LENGTH, "1000", "km", "kilometre", "kilometres", "kilometer", "kilometers");
    add(LENGTH, "0.1", "dm");
    add(LENGTH, "0.01", "cm", "centimetre", "centimetres", "centimeter", "centimeters");
    add(LENGTH, "0.001", "mm", "millimetre", "millimetres", "millimeter", "millimeters");
    add(LENGTH, "0.000001", "um", "µm", "μm", "micron", "microns");
    add(LENGTH, "0.000000001", "nm");
    add(LENGTH, "0.0254", "in", "inch", "inches");
    add(LENGTH, "0.3048", "ft", "foot", "feet");
    add(LENGTH, "0.9144", "yd", "yard", "yards");
    add(LENGTH, "1609.344", "mi", "mile", "miles");
    add(LENGTH, "1852", "nmi");
    add(LENGTH, "149597870700", "au");
    add(LENGTH, "9460730472580800", "ly");
  }

  private void masses() {
    add(MASS, "1", "g", "gram", "grams");
    add(MASS, "0.001", "mg", "milligram", "milligrams");
    add(MASS, "0.000001", "ug", "µg", "μg");
    add(MASS, "1000", "kg", "kilogram", "kilograms", "kilo", "kilos");
    add(MASS, "1000000", "t", "tonne", "tonnes");
    add(MASS, "28.349523125", "oz", "ounce", "ounces");
    add(MASS, "453.59237", "lb", "lbs", "pound", "pounds");
    add(MASS, "6350.29318", "st", "stone");
  }

  private void times() {
    add(TIME, "1", "s", "sec", "secs", "second", "seconds");
    add(TIME, "0.001", "ms", "millisecond", "milliseconds");
    add(TIME, "0.000001", "us", "µs", "μs", "microsecond", "microseconds");
    add(TIME, "0.000000001", "ns", "nanosecond", "nanoseconds");
    add(TIME, "60", "min", "mins", "minute", "minutes");
    add(TIME, "3600", "h", "hr", "hrs", "hour", "hours");
    add(TIME, "86400", "d", "day", "days");
    add(TIME, "604800", "week", "weeks", "wk");
  }

  private void temperatures() {
    add(TEMPERATURE, "1", "K", "kelvin");
    put(
        new Unit("degC", TEMPERATURE, Rational.ONE, Rational.of("273.15"), false),
        "°C",
        "C",
        "celsius");
    put(
        new Unit("degF", TEMPERATURE, fraction("5/9"), Rational.of("459.67"), false),
        "°F",
        "F",
        "fahrenheit");
  }

  private void data() {
    add(DATA, "1/8", "bit", "bits", "b");
    add(DATA, "1", "B", "byte", "bytes");
    String[] prefixes = {"k", "M", "G", "T", "P"};
    String[] names = {"kilo", "mega", "giga", "tera", "peta"};
    for (int i = 0; i < prefixes.length; i++) {
      Rational decimal = Rational.of(1000).power(i + 1);
      Rational binary = Rational.of(1024).power(i + 1);
      Rational eighth = fraction("1/8");
      String upper = prefixes[i].toUpperCase(Locale.ROOT);
      put(
          Unit.of(prefixes[i] + "B", DATA, decimal),
          names[i] + "byte",
          names[i] + "bytes",
          upper + "B");
      put(Unit.of(upper + "iB", DATA, binary));
      put(
          Unit.of(prefixes[i] + "bit", DATA, decimal.times(eighth)),
          prefixes[i] + "b",
          names[i] + "bit",
          names[i] + "bits");
      put(Unit.of(upper + "ibit", DATA, binary.times(eighth)));
    }
  }

  private void areasAndVolumes() {
    add(AREA, "1", "m2", "m²", "sqm");
    add(AREA, "1000000", "km2", "km²");
    add(AREA, "0.0001", "cm2", "cm²");
    add(AREA, "0.000001", "mm2", "mm²");
    add(AREA, "10000", "ha", "hectare", "hectares");
    add(AREA, "4046.8564224", "acre", "acres");
    add(AREA, "0.09290304", "ft2", "ft²", "sqft");
    add(AREA, "0.00064516", "in2", "in²");
    add(AREA, "2589988.110336", "mi2", "mi²");
    add(VOLUME, "1", "m3", "m³");
    add(VOLUME, "0.001", "L", "l", "litre", "litres", "liter", "liters");
    add(VOLUME, "0.0001", "dl", "dL");
    add(VOLUME, "0.00001", "cl", "cL");
    add(VOLUME, "0.000001", "ml", "mL", "cc", "cm3", "cm³");
    add(VOLUME, "0.003785411784", "gal", "gallon", "gallons");
    add(VOLUME, "0.000946352946", "qt", "quart", "quarts");
    add(VOLUME, "0.000473176473", "pt", "pint", "pints");
    add(VOLUME, "0.0002365882365", "cup", "cups");
    add(VOLUME, "0.0000295735295625", "floz");
    add(VOLUME, "0.00001478676478125", "tbsp");
    add(VOLUME, "0.00000492892159375", "tsp");
    add(VOLUME, "0.00454609", "impgal");
    add(VOLUME, "0.028316846592", "ft3", "ft³");
  }

  private void add(Dimension dimension, String factor, String symbol, String... aliases) {
    put(Unit.of(symbol, dimension, fraction(factor)), aliases);
  }

  private void put(Unit unit, String... aliases) {
    exactly.put(unit.symbol(), unit);
    for (String alias : aliases) {
      exactly.put(alias, unit);
    }
  }

  private void indexIgnoringCase() {
    Set<String> ambiguous = new HashSet<>();
    exactly.forEach((name, unit) -> {
      Unit other = ignoringCase.put(name.toLowerCase(Locale.ROOT), unit);
      if (other != null && !other.equals(unit)) {
        ambiguous.add(name.toLowerCase(Locale.ROOT));
      }
    });
    ignoringCase.keySet().removeAll(ambiguous);
  }

  private static Rational fraction(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? Rational.of(text)
        : Rational.of(text.substring(0, slash)).over(Rational.of(text.substring(slash + 1)));
  }
}
