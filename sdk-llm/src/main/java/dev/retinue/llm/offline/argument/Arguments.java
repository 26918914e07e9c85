package dev.retinue.llm.offline.argument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.llm.offline.text.Clues;
import dev.retinue.llm.offline.text.Clues.Kind;
import dev.retinue.llm.offline.text.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Fills a tool's parameters from a text, by their types, names and descriptions. Each value is used
 * once, so that "from 10 to 20" fills two parameters. Nothing is made up: what the text does not
 * say is missing. One text may fill the parameters of any number of tools. Confined.
 */
public final class Arguments {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST = 20;

  private static final Pattern REFERS =
      Pattern.compile("(?i)(?:it|them|that|this|those|(?:the|its|their|that|this) \\w+)");

  private final Clues clues;
  private final Choices choices;
  private final Phrasing phrasing;
  private final Beside beside;

  public Arguments(Clues clues) {
    this.clues = clues;
    this.choices = new Choices(clues);
    this.phrasing = new Phrasing(clues);
    this.beside = new Beside(clues.text());
  }

  /** What the text gives for the parameters. */
  public Filled fill(Parameters parameters) {
    return fill(parameters, Carried.NOTHING);
  }

  /**
   * What the text gives for the parameters, and for what it leaves open, what was carried over.
   *
   * @param carried values that the text refers to without saying them
   */
  public Filled fill(Parameters parameters, Carried carried) {
    Filling filling = new Filling(parameters.slots(), carried);
    return filling.fill(parameters.slots());
  }

  /** The filling of one tool's parameters. */
  private final class Filling {
    private final List<Slot> slots;
    private final Carried carried;
    private final Set<Found> used = new HashSet<>();
    private double evidence;
    private int typed;

    Filling(List<Slot> slots, Carried carried) {
      this.slots = slots;
      this.carried = carried;
    }

    Filled fill(List<Slot> wanted) {
      Map<String, JsonNode> values = new HashMap<>();
      // What must be there chooses first; of these, those with a mark of their own.
      for (int turn = 0; turn < 3; turn++) {
        for (Slot slot : wanted) {
          if (turn(slot) == turn) {
            value(slot, slot.schema()).ifPresent(value -> values.put(slot.name(), value));
          }
        }
      }
      List<String> missing = new ArrayList<>();
      ObjectNode arguments = JSON.objectNode();
      int pending = 0;
      int required = 0;
      int ofType = 0;
      int met = 0;
      int spoken = 0;
      for (Slot slot : wanted) {
        JsonNode value = values.get(slot.name());
        required += slot.required() ? 1 : 0;
        if (slot.required() && slot.isOfType()) {
          ofType++;
          met += value == null ? 0 : 1;
          spoken += value == null && beside.speaksOf(slot) ? 1 : 0;
        }
        if (value == null && (slot.required() || takesWhatIsReferredTo(slot, values))) {
          value = carried.value(slot).orElse(null);
        }
        if (value != null) {
          arguments.set(slot.name(), value);
        } else if (slot.required()) {
          missing.add(slot.name());
          pending += Carried.mayFill(slot) ? 0 : 1;
        }
      }
      return new Filled(
          arguments,
          missing,
          pending,
          required,
          evidence,
          typed,
          used.size(),
          new Filled.Fit(ofType, met, spoken));
    }

    /**
     * "Mail it", with the text given: the result is a file to attach. Only one that no parameter of
     * its type has a value for, and nowhere that something is saved to.
     */
    private boolean takesWhatIsReferredTo(Slot slot, Map<String, JsonNode> values) {
      if (slot.purpose() == Purpose.SAID) {
        return carried.whole()
            && slot.spaced().matches("data|text|content|value")
            && clues.all(Kind.QUOTED).isEmpty()
            && slots.stream()
                .filter(Slot::required)
                .allMatch(other -> other.schema() instanceof JsonEnumSchema);
      }
      return carried.whole()
          && !slot.isTarget()
          && (slot.purpose() == Purpose.PATH || slot.purpose() == Purpose.URL)
          && slots.stream()
              .filter(other -> other.purpose() == slot.purpose() && !other.isTarget())
              .allMatch(other -> other.equals(slot) || !other.required())
          && values.keySet().stream()
              .noneMatch(name ->
                  slots.stream()
                      .anyMatch(
                          other -> other.name().equals(name) && other.purpose() == slot.purpose()));
    }

    private int turn(Slot slot) {
      boolean number =
          slot.schema() instanceof JsonIntegerSchema || slot.schema() instanceof JsonNumberSchema;
      return !slot.required()
          ? 2
          : number && !Quantity.of(slot, false).isMarked(clues, beside) ? 1 : 0;
    }

    private Optional<JsonNode> value(Slot slot, JsonSchemaElement schema) {
      return switch (schema) {
        case JsonEnumSchema choice -> choice(slot, choice).map(JSON::textNode);
        case JsonIntegerSchema whole -> Quantity.of(slot, true).in(clues, beside, used);
        case JsonNumberSchema any -> Quantity.of(slot, false).in(clues, beside, used);
        case JsonBooleanSchema flag -> beside.flag(slot).map(JSON::booleanNode);
        case JsonStringSchema text -> text(slot).map(JSON::textNode);
        case JsonArraySchema list -> list(slot, list);
        case JsonObjectSchema nested -> nested(nested);
        case JsonAnyOfSchema any ->
            any.anyOf().stream().flatMap(each -> value(slot, each).stream()).findFirst();
        default -> Optional.empty();
      };
    }

    private Optional<JsonNode> nested(JsonObjectSchema schema) {
      Filled inner = new Filling(slots, Carried.NOTHING).fill(Slot.of(schema));
      return inner.isComplete() && !inner.arguments().isEmpty()
          ? Optional.of(inner.arguments())
          : Optional.empty();
    }

    private Optional<String> choice(Slot slot, JsonEnumSchema schema) {
      Optional<String> mentioned = choices.first(schema.enumValues(), slot.isTarget());
      if (mentioned.isPresent()) {
        evidence = Math.max(evidence, Purpose.DATE.evidence);
        return mentioned;
      }
      // A file to be made says its format by its name.
      return slot.required() && slot.isTarget()
          ? clues.all(Kind.PATH).stream()
              .filter(path -> !used.contains(path))
              .map(Found::value)
              .map(path -> path.substring(path.lastIndexOf('.') + 1))
              .filter(schema.enumValues()::contains)
              .findFirst()
          : Optional.empty();
    }

    private Optional<JsonNode> list(Slot slot, JsonArraySchema schema) {
      ArrayNode values = JSON.arrayNode();
      switch (schema.items()) {
        case JsonEnumSchema choice -> choices.all(choice.enumValues()).forEach(values::add);
        case JsonNumberSchema number -> numbers(slot, false).forEach(values::add);
        case JsonIntegerSchema number -> numbers(slot, true).forEach(values::add);
        case JsonObjectSchema object -> nested(object).ifPresent(values::add);
        case null -> {}
        default -> {
          List<Found> all = candidates(slot);
          boolean wanted =
              slot.required() || slot.purpose().evidence > 0 || beside.mentions(slot.cues());
          for (Found each : all) {
            if (wanted && values.size() < MOST && beside.cue(slot, each, slots) >= 0) {
              use(slot, each);
              values.add(each.value());
            }
          }
        }
      }
      return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    private List<JsonNode> numbers(Slot slot, boolean whole) {
      // Several numbers are a list; one alone is rather meant for something else.
      List<JsonNode> numbers = new ArrayList<>();
      Slot all = slot.asRequired();
      long free = clues.all(Kind.NUMBER).stream().filter(each -> !used.contains(each)).count();
      Optional<JsonNode> next =
          slot.required() || free > 1
              ? Quantity.of(all, whole).in(clues, beside, used)
              : Optional.empty();
      while (next.isPresent() && numbers.size() < MOST) {
        numbers.add(next.get());
        next = Quantity.of(all, whole).in(clues, beside, used);
      }
      return numbers;
    }

    private Optional<String> text(Slot slot) {
      Optional<String> special =
          switch (slot.purpose()) {
            case EXPRESSION -> expression();
            case CODE ->
                quoted(slot).or(() -> slot.required() ? phrasing.code() : Optional.empty());
            case REQUEST -> request(slot);
            case SAID -> said(slot);
            case REGEX -> quoted(slot).or(() -> phrasing.soughtWord());
            case NAME ->
                phrasing.labelled(slot).or(() -> slot.required() ? next(slot) : Optional.empty());
            case PLAIN -> plain(slot);
            case GLOB -> next(slot).or(phrasing::globOfType);
            case DATE -> new Timing(clues, beside).value(slot, slots, used).map(this::dated);
            case LANGUAGE -> next(slot).map(language -> Languages.coded(language, slot));
            default -> next(slot);
          };
      return special;
    }

    private String dated(String date) {
      evidence = Math.max(evidence, Purpose.DATE.evidence);
      typed++;
      return date;
    }

    private Optional<String> expression() {
      Optional<String> found = dev.retinue.llm.offline.text.Expression.in(clues.text());
      if (found.isPresent()) {
        evidence = Math.max(evidence, Purpose.EXPRESSION.evidence);
        typed++;
      }
      return found;
    }

    private Optional<String> request(Slot slot) {
      if (slot.required()) {
        return Optional.of(phrasing.request()).filter(text -> !text.isBlank());
      }
      return quoted(slot).or(phrasing::soughtWord);
    }

    private Optional<String> said(Slot slot) {
      if (slot.spaced().matches("old|find|search|from text")) {
        return quoted(slot).or(() -> phrasing.exchanged(true));
      }
      if (slot.spaced().matches("new|replace|replacement|with")) {
        return quoted(slot).or(() -> phrasing.exchanged(false));
      }
      Optional<String> labelled = phrasing.labelled(slot);
      if (labelled.isPresent()) {
        clues.all(Kind.QUOTED).stream()
            .filter(each -> each.value().equals(labelled.get()))
            .forEach(used::add);
        return labelled;
      }
      if (!slot.required()) {
        return slot.purpose().kind().isPresent() && slot.units().contains("text")
            ? quoted(slot)
            : Optional.empty();
      }
      return quoted(slot)
          .or(() ->
              slot.spaced().matches("subject|title") ? Optional.empty() : phrasing.afterwards())
          .or(() -> phrasing.object(slot))
          .filter(said -> !carried.whole() || !REFERS.matcher(said).matches());
    }

    private Optional<String> plain(Slot slot) {
      Optional<String> shaped = phrasing.shaped(slot);
      if (shaped.isPresent()) {
        return shaped;
      }
      Optional<String> labelled = phrasing.labelled(slot);
      if (labelled.isPresent() || !slot.required()) {
        return labelled;
      }
      return quoted(slot).or(() -> named()).or(phrasing::lastWord);
    }

    private Optional<String> named() {
      return clues.names().stream().findFirst();
    }

    private Optional<String> quoted(Slot slot) {
      List<Found> quoted =
          clues.all(Kind.QUOTED).stream().filter(each -> !used.contains(each)).toList();
      return beside
          .best(slot, quoted, slots)
          .map(each -> {
            used.add(each);
            return each.value();
          });
    }

    /** The values that may stand for a slot and are still free. */
    private List<Found> candidates(Slot slot) {
      Kind kind = slot.purpose().kind().orElse(Kind.QUOTED);
      List<Found> free =
          new ArrayList<>(clues.all(kind).stream().filter(each -> !used.contains(each)).toList());
      if (kind == Kind.PATH && free.isEmpty()) {
        free.addAll(clues.all(Kind.FOLDER).stream().filter(each -> !used.contains(each)).toList());
      }
      return free;
    }

    private Optional<String> next(Slot slot) {
      Optional<Found> best = beside.best(slot, candidates(slot), slots);
      if (best.isEmpty() || !isWanted(slot, best.get())) {
        return Optional.empty();
      }
      use(slot, best.get());
      return Optional.of(best.get().value());
    }

    /** An optional slot takes only what is meant for it. */
    private boolean isWanted(Slot slot, Found value) {
      if (slot.required()) {
        return true;
      }
      int cue = beside.cue(slot, value, slots);
      return switch (slot.purpose()) {
        case PATH -> slot.isTarget() ? cue > 0 : cue >= 0;
        case PLACE -> cue > 0;
        default -> cue >= 0;
      };
    }

    private void use(Slot slot, Found value) {
      used.add(value);
      evidence = Math.max(evidence, slot.purpose().evidence);
      typed += slot.purpose().evidence > 0 ? 1 : 0;
    }
  }
}
