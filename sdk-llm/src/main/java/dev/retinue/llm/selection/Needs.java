package dev.retinue.llm.selection;

import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.UserMessage;
import dev.retinue.budget.Money;
import dev.retinue.definition.ModelDefinition;
import dev.retinue.definition.ModelRequirements;
import dev.retinue.llm.selection.Catalogue.Capability;
import dev.retinue.llm.selection.Catalogue.Entry;
import dev.retinue.model.ModelPrice;
import dev.retinue.model.ModelRequest;
import dev.retinue.model.ModelSelection.Question;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a call needs of a model: what its definition asks for, and what follows from the call. */
final class Needs {
  private static final int USUAL_ANSWER = 1_024;
  private static final int CHARACTERS_OF_A_TOKEN = 4;
  private static final int USUAL_TOOL = 100;

  private final Question question;
  private final ModelRequirements required;
  private final Set<Capability> capabilities;
  private final long promptTokens;
  private final long contextTokens;

  Needs(Question question) {
    this.question = question;
    ModelDefinition asked = question.asked();
    ModelRequest request = question.request();
    required = asked.requires();
    capabilities = capabilities(required, request);
    promptTokens =
        request.conversation().characters() / CHARACTERS_OF_A_TOKEN
            + (long) USUAL_TOOL * request.tools().size();
    long whole = promptTokens + Objects.requireNonNullElse(asked.maxTokens(), USUAL_ANSWER);
    contextTokens = Math.max(whole, Objects.requireNonNullElse(required.contextTokens(), 0));
  }

  private static Set<Capability> capabilities(ModelRequirements required, ModelRequest request) {
    Set<Capability> needed = EnumSet.noneOf(Capability.class);
    if (required.tools() || !request.tools().isEmpty()) {
      needed.add(Capability.TOOLS);
    }
    if (required.vision()) {
      needed.add(Capability.VISION);
    }
    if (request.answerSchema() != null) {
      needed.add(Capability.STRUCTURED);
    }
    for (ChatMessage message : request.conversation().messages()) {
      if (message instanceof UserMessage user && !user.hasSingleText()) {
        for (Content content : user.contents()) {
          if (content instanceof ImageContent) {
            needed.add(Capability.VISION);
          } else if (content instanceof AudioContent) {
            needed.add(Capability.AUDIO);
          }
        }
      }
    }
    return needed;
  }

  /** What is known of the call, for the bandit: a constant, and what makes calls differ. */
  List<Double> context() {
    return List.of(
        1.0,
        capabilities.contains(Capability.TOOLS) ? 1.0 : 0.0,
        capabilities.contains(Capability.STRUCTURED) ? 1.0 : 0.0,
        Math.log10(1.0 + promptTokens) / 6);
  }

  /** How many features that has. */
  static final int FEATURES = 4;

  /**
   * Why a model cannot answer; empty if it can.
   *
   * @param called as the model would be called
   */
  Optional<String> against(Entry entry, ModelDefinition called) {
    for (Capability each : capabilities) {
      if (!entry.capabilities().contains(each)) {
        return Optional.of(
            switch (each) {
              case TOOLS -> "it calls no tools";
              case VISION -> "it sees no images";
              case AUDIO -> "it hears no sounds";
              case STRUCTURED -> "it answers in no given form";
            });
      }
    }
    if (required.locality() == ModelRequirements.Locality.LOCAL && !entry.isLocal()) {
      return Optional.of("it does not run locally");
    }
    if (entry.speed().compareTo(required.speed()) > 0) {
      return Optional.of("it is slower than " + lower(required.speed()));
    }
    return tooSmall(entry.contextTokens())
        .or(() -> tooDear(entry))
        .or(() -> question.access().closed(called))
        .or(() -> {
          int here = question.access().contextTokens(called);
          return here == 0 ? Optional.empty() : tooSmall(here);
        })
        .or(() -> entry.isLocal() ? question.access().absent(called) : Optional.empty());
  }

  private Optional<String> tooSmall(int context) {
    return context >= contextTokens
        ? Optional.empty()
        : Optional.of("it takes " + context + " tokens, and " + contextTokens + " are needed");
  }

  private Optional<String> tooDear(Entry entry) {
    Optional<ModelPrice> price = question.prices().of(entry.model());
    if (price.isEmpty()) {
      return Optional.of("its price is not known; give it by builder().prices(..)");
    }
    Money most = required.maxPrice();
    return most == null || price.get().output().compareTo(most) <= 0
        ? Optional.empty()
        : Optional.of("it costs more than " + most + " for a million generated tokens");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }
}
