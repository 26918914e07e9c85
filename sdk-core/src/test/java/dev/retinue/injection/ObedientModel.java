package dev.retinue.injection;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.say;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.json.Json;
import dev.retinue.reasoner.PromptSections;
import dev.retinue.testkit.ScriptedModel;
import java.util.List;
import java.util.Map;

/**
 * Does whatever it finds in its prompt: reads what it is to read, and when the words of the attack
 * are there, decoded, makes the call that they ask for, or passes them on to whoever can. Asked to
 * report, it tells what it read, word for word.
 */
final class ObedientModel {
  private final Attack attack;
  private final Map<String, List<String>> readings;

  /**
   * @param readings what an agent reads, by its name: tools and their texts, separated by a blank
   */
  private ObedientModel(Attack attack, Map<String, List<String>> readings) {
    this.attack = attack;
    this.readings = readings;
  }

  static ScriptedModel of(Attack attack, Map<String, List<String>> readings) {
    return ScriptedModel.answering(new ObedientModel(attack, readings)::answer);
  }

  private AiMessage answer(ChatRequest request) {
    List<ChatMessage> messages = request.messages();
    String seen = seen(messages);
    List<String> called = called(messages);
    List<String> tools =
        request.toolSpecifications().stream().map(ToolSpecification::name).toList();
    if (lastInput(messages).contains("Report")) {
      return called.size() < readings(messages).size()
          ? read(messages, called.size())
          : say("I read: " + seen);
    }
    if (attack.encoding().find(seen).contains(attack.says())) {
      return obey(tools, called);
    }
    return called.size() < readings(messages).size()
        ? read(messages, called.size())
        : say("Nothing was asked of me.");
  }

  private AiMessage obey(List<String> tools, List<String> called) {
    for (String tool : List.of(attack.call(), "ask_colleague", "tell_colleague")) {
      if (tools.contains(tool)) {
        return called.contains(tool)
            ? say("Done.")
            : call(tool, arguments(tool.equals(attack.call()) ? attack.with() : hidden()));
      }
    }
    return say("The page says: " + hidden());
  }

  private String hidden() {
    return attack.encoding().hide(attack.says());
  }

  private AiMessage read(List<ChatMessage> messages, int step) {
    String[] reading = readings(messages).get(step).split(" ", 2);
    return call(reading[0], arguments(reading.length > 1 ? reading[1] : ""));
  }

  static String arguments(String text) {
    return Json.write(Map.of("text", text));
  }

  private List<String> readings(List<ChatMessage> messages) {
    String system = ((SystemMessage) messages.getFirst()).text();
    return readings.entrySet().stream()
        .filter(entry -> system.startsWith("You are " + entry.getKey() + "."))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(List.of());
  }

  /** The tools called since the last thing that the user said. */
  private static List<String> called(List<ChatMessage> messages) {
    int from = messages.size();
    while (!(messages.get(from - 1) instanceof UserMessage)) {
      from--;
    }
    return messages.subList(from, messages.size()).stream()
        .filter(AiMessage.class::isInstance)
        .flatMap(message -> ((AiMessage) message).toolExecutionRequests().stream())
        .map(request -> request.name())
        .toList();
  }

  private static String lastInput(List<ChatMessage> messages) {
    return messages.reversed().stream()
        .filter(UserMessage.class::isInstance)
        .map(message -> PromptSections.parse(((UserMessage) message).singleText()).question())
        .findFirst()
        .orElse("");
  }

  private static String seen(List<ChatMessage> messages) {
    StringBuilder seen = new StringBuilder();
    for (ChatMessage message : messages) {
      switch (message) {
        case UserMessage user -> {
          PromptSections sections = PromptSections.parse(user.singleText());
          sections.passages().forEach(passage -> seen.append(passage.text()).append('\n'));
          sections.memories().forEach(memory -> seen.append(memory.agent()).append('\n'));
          seen.append(sections.question()).append('\n');
        }
        case ToolExecutionResultMessage result -> seen.append(result.text()).append('\n');
        case AiMessage own when own.text() != null -> seen.append(own.text()).append('\n');
        default -> {}
      }
    }
    return seen.toString();
  }
}
