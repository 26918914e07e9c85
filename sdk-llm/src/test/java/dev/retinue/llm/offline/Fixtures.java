package dev.retinue.llm.offline;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.retinue.embedding.Embeddings;
import dev.retinue.llm.offline.text.Meaning;
import dev.retinue.reasoner.PromptSections;
import dev.retinue.reasoner.PromptSections.MemoryText;
import dev.retinue.reasoner.PromptSections.PassageText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tools, documents and ways to ask, shared by the offline model's tests. */
public final class Fixtures {
  private Fixtures() {}

  static Extractive model(@Nullable Embeddings embeddings) {
    return new Extractive(new Meaning(() -> Optional.ofNullable(embeddings)));
  }

  static final ToolSpecification CALCULATOR =
      tool(
          "calculator",
          "Computes one arithmetic expression exactly: + - * / ^, percentages, sqrt, units.",
          JsonObjectSchema.builder()
              .addStringProperty("expression", "The expression, such as 17.5% of 1240")
              .addIntegerProperty("precision", "Significant digits")
              .required("expression"));

  static final ToolSpecification DATETIME =
      tool(
          "datetime",
          "The current date and time, conversion between time zones, and date arithmetic.",
          JsonObjectSchema.builder()
              .addEnumProperty(
                  "op", List.of("now", "convert", "add", "between"), "What to do with the dates")
              .addStringProperty("zone", "IANA time zone, such as Europe/Berlin")
              .addStringProperty("value", "An ISO-8601 date or time")
              .addStringProperty("end_date", "An ISO-8601 date")
              .required("op"));

  static final ToolSpecification FILE_READ =
      tool(
          "file_read",
          "Reads a text file from the agent's files.",
          JsonObjectSchema.builder()
              .addStringProperty("path", "Relative path of the file")
              .addIntegerProperty("from_line", "First line, counted from 1")
              .addIntegerProperty("lines", "How many lines")
              .required("path"));

  static final ToolSpecification FILE_LIST =
      tool(
          "file_list",
          "Lists the files in the agent's folder.",
          JsonObjectSchema.builder()
              .addStringProperty("path", "Folder to list")
              .addStringProperty("glob", "Only names that match, such as *.txt"));

  public static final List<ToolSpecification> TOOLS =
      List.of(
          CALCULATOR,
          DATETIME,
          FILE_READ,
          FILE_LIST,
          tool(
              "get_weather",
              "Current weather and forecast for a city: temperature, rain, wind.",
              JsonObjectSchema.builder()
                  .addStringProperty("city", "Name of the city")
                  .addEnumProperty("unit", List.of("celsius", "fahrenheit"))
                  .required("city")),
          tool(
              "send_email",
              "Sends an e-mail message to a recipient.",
              JsonObjectSchema.builder()
                  .addStringProperty("to", "The recipient's e-mail address")
                  .addStringProperty("subject", "Subject line")
                  .addStringProperty("body", "Text of the message")
                  .required("to", "body")),
          tool(
              "convert_currency",
              "Converts an amount of money from one currency to another at today's exchange rate.",
              JsonObjectSchema.builder()
                  .addNumberProperty("amount", "How much money")
                  .addStringProperty("from_currency", "ISO code of the currency to convert from")
                  .addStringProperty("to_currency", "ISO code of the currency to convert to")
                  .required("amount", "from_currency", "to_currency")),
          tool(
              "web_search",
              "Searches the web and returns the best pages.",
              JsonObjectSchema.builder()
                  .addStringProperty("query", "What to search for")
                  .required("query")),
          tool(
              "web_fetch",
              "Downloads a web page and returns its text.",
              JsonObjectSchema.builder()
                  .addStringProperty("url", "Address of the page")
                  .required("url")),
          tool(
              "translate",
              "Translates a text into another language.",
              JsonObjectSchema.builder()
                  .addStringProperty("text", "The text to translate")
                  .addStringProperty("target_language", "Language to translate into")
                  .required("text", "target_language")),
          tool(
              "stock_price",
              "The latest share price of a company on the stock market.",
              JsonObjectSchema.builder()
                  .addStringProperty("symbol", "Ticker symbol of the share")
                  .required("symbol")),
          tool(
              "create_reminder",
              "Sets a reminder or alarm for later.",
              JsonObjectSchema.builder()
                  .addStringProperty("text", "What to be reminded of")
                  .addStringProperty("date", "When, as an ISO-8601 date")
                  .required("text")));

  private static ToolSpecification tool(
      String name, String description, JsonObjectSchema.Builder parameters) {
    return ToolSpecification.builder()
        .name(name)
        .description(description)
        .parameters(parameters.build())
        .build();
  }

  static final List<PassageText> HANDBOOK =
      List.of(
          new PassageText(
              "Handbook.pdf, page 3, \"Opening the dome\"",
              """
              The dome is opened by the night warden, never by guests. Turn the brass key to the left
              and wait until the green lamp lights. The shutters need four minutes to part completely.
              If the wind is stronger than 60 km/h, the dome stays closed.
              """),
          new PassageText(
              "Handbook.pdf, page 5, \"Visiting\"",
              """
              ## Visiting
              The observatory welcomes visitors on Thursdays and Saturdays from 19:00 to 23:00.
              A ticket costs 12 euros; children under ten enter free. Groups of more than fifteen people
              must book two weeks in advance. Dogs are not allowed inside, except guide dogs.
              """),
          new PassageText(
              "Telescope.docx, \"The main telescope\"",
              """
              The main telescope was built in 1927 by the workshop of Carl Brandt in Jena. Its mirror has a
              diameter of 1.2 metres and weighs 480 kilograms. The mirror is cleaned with distilled water
              every spring. Spare eyepieces are kept in the oak cabinet beside the stairs.
              """),
          new PassageText(
              "Safety.md, \"Emergencies\"",
              """
              # Emergencies
              In case of fire, leave through the northern exit and gather at the fountain.
              - The first aid kit hangs next to the library door.
              - Call the caretaker, Marta Olsen, on extension 114 when the power fails.
              - Lightning: disconnect the camera from the mains.
              """),
          new PassageText(
              "Refunds.html, \"Cancelled evenings\"",
              """
              If clouds prevent observation, tickets stay valid for one year. Refunds are paid to the original
              card within ten working days. Gift vouchers cannot be exchanged for money.
              """));

  static String withHandbook(String question) {
    return new PromptSections(HANDBOOK, List.of(), question).render();
  }

  static MemoryText memory(String at, String user, String agent) {
    return new MemoryText(Instant.parse(at), user, agent);
  }

  static ChatResponse ask(
      Extractive model, List<ToolSpecification> tools, ChatMessage... messages) {
    return model.respond(
        ChatRequest.builder().messages(messages).toolSpecifications(tools).build());
  }

  static String answer(Extractive model, String prompt) {
    return ask(model, List.of(), UserMessage.from(prompt)).aiMessage().text();
  }
}
