package dev.retinue.model;

import dev.retinue.budget.Money;
import dev.retinue.json.RecordedForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What models cost, by {@code provider:model}. A dated version ({@code openai:gpt-4o-2024-08-06})
 * has the price of the model it is a version of, unless the table names it; a name that ends in
 * {@code *} stands for all that begin so, the longest first. Immutable and thread-safe.
 *
 * <p>{@link #standard} is the resource {@code /dev/retinue/model/prices.json}: list prices at the
 * date in it. Prices change and contracts differ; a host puts its own before them with {@link
 * #with}.
 */
public final class PriceTable {
  private final String asOf;
  private final Map<String, ModelPrice> prices;
  private final Map<String, Optional<ModelPrice>> found = new ConcurrentHashMap<>();

  private record PriceList(String asOf, String currency, String source, List<Row> models) {}

  private record Row(
      String model,
      Double input,
      @Nullable Double cached,
      Double output,
      @Nullable Double written) {}

  private PriceTable(String asOf, Map<String, ModelPrice> prices) {
    this.asOf = asOf;
    this.prices = Map.copyOf(prices);
  }

  /** The published prices of well-known models, as of {@link #asOf}. */
  public static PriceTable standard() {
    try (InputStream in = PriceTable.class.getResourceAsStream("prices.json")) {
      if (in == null) {
        throw new IllegalStateException("the resource /dev/retinue/model/prices.json is missing");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the price table could not be read", e);
    }
  }

  /** No prices at all. */
  public static PriceTable empty() {
    return new PriceTable("", Map.of());
  }

  /**
   * Reads a table of the form of the resource: {@code {"asOf": "2026-08", "currency": "USD",
   * "source": "..", "models": [{"model": "openai:gpt-5", "input": 1.25, "cached": 0.125, "output":
   * 10}]}}, in US dollars for a million tokens; where {@code cached} is missing, or {@code written}
   * (tokens that are cached now), they cost as much as others.
   *
   * @throws IllegalArgumentException if it has another form or another currency
   */
  public static PriceTable parse(String json) {
    PriceList list = RecordedForm.read(json, PriceList.class);
    if (!list.currency().equals("USD")) {
      throw new IllegalArgumentException(
          "prices are counted in USD, got '" + list.currency() + "'; convert them");
    }
    Map<String, ModelPrice> prices = new HashMap<>();
    for (Row row : list.models()) {
      Money input = money(row.input());
      prices.put(
          row.model(),
          new ModelPrice(
              input,
              row.cached() == null ? input : money(row.cached()),
              money(row.output()),
              row.written() == null ? input : money(row.written())));
    }
    return new PriceTable(list.asOf(), prices);
  }

  private static Money money(Double amount) {
    return Money.usd(BigDecimal.valueOf(amount).toPlainString());
  }

  /** The same with another price of a model; {@code name} may end in {@code *}. */
  public PriceTable with(String name, ModelPrice price) {
    Map<String, ModelPrice> more = new HashMap<>(prices);
    more.put(name, price);
    return new PriceTable(asOf, more);
  }

  /** When the prices were noted: {@code 2026-08}. */
  public String asOf() {
    return asOf;
  }

  /**
   * The price of a model; empty if it is not known.
   *
   * @param model {@code provider:model}
   */
  public Optional<ModelPrice> of(String model) {
    Optional<ModelPrice> known = found.get(model);
    return known != null ? known : found.computeIfAbsent(model, this::search);
  }

  private Optional<ModelPrice> search(String model) {
    ModelPrice price = prices.get(model);
    if (price == null) {
      price = prices.get(withoutDate(model));
    }
    for (int end = model.length(); price == null && end >= 0; end--) {
      price = prices.get(model.substring(0, end) + "*");
    }
    return Optional.ofNullable(price);
  }

  /** {@code gpt-4o-2024-08-06} and {@code claude-opus-4-5-20251101} without their dates. */
  private static String withoutDate(String model) {
    int end = model.length();
    int digits = 0;
    int i = end;
    while (i > 0 && (Character.isDigit(model.charAt(i - 1)) || model.charAt(i - 1) == '-')) {
      i--;
      digits += Character.isDigit(model.charAt(i)) ? 1 : 0;
      if (digits == 8 && i > 1 && model.charAt(i - 1) == '-' && model.startsWith("20", i)) {
        return model.substring(0, i - 1);
      }
    }
    return model;
  }
}
