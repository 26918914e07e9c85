package dev.retinue.tools.general;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.retinue.tool.Tool;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tools.filesystem.FileGuard;
import dev.retinue.tools.filesystem.FileRules;
import dev.retinue.tools.general.programs.CodeRun;
import dev.retinue.tools.general.programs.ShellRules;
import dev.retinue.tools.general.programs.ShellRun;
import dev.retinue.tools.process.ProcessGuard;
import dev.retinue.tools.process.ProcessRules;
import dev.retinue.tools.web.WebTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page docs/catalogue.md says the same as the specifications. */
class CatalogueDocumentTest {
  private static final Pattern TOOL = Pattern.compile("## (\\w+)");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\| `([\\w.]+)` \\| (string|integer|boolean|enum|object|array) \\| (yes|no) \\| .+ \\|");

  private final Map<String, List<String>> documented = new LinkedHashMap<>();

  @Test
  void itHasTheNamesParametersAndTypesOfTheSpecifications() throws IOException {
    read(Path.of("docs/catalogue.md"));

    Map<String, List<String>> specified = new LinkedHashMap<>();
    List<Tool> tools = new ArrayList<>();
    new GeneralTools().tools().forEach(offer -> tools.add(((ToolOffer.Available) offer).tool()));
    new WebTools().tools().forEach(offer -> tools.add(((ToolOffer.Available) offer).tool()));
    FileGuard files = new FileGuard(FileRules.standard());
    ProcessGuard processes = new ProcessGuard(ProcessRules.standard());
    tools.add(CodeRun.tool(processes, files));
    tools.add(ShellRun.tool(processes, files, ShellRules.standard()));
    for (Tool tool : tools) {
      List<String> parameters = new ArrayList<>();
      collect(tool.specification().parameters(), "", parameters);
      specified.put(tool.name(), parameters);
    }
    assertThat(documented).isEqualTo(specified);
  }

  @Test
  void itNamesEveryOperationOfDatetime() throws IOException {
    Tool datetime =
        new GeneralTools()
            .tools().stream()
                .map(offer -> ((ToolOffer.Available) offer).tool())
                .filter(tool -> tool.name().equals("datetime"))
                .findFirst()
                .orElseThrow();
    JsonSchemaElement op = datetime.specification().parameters().properties().get("op");

    assertThat(op).isInstanceOf(JsonEnumSchema.class);
    List<String> operations = ((JsonEnumSchema) Objects.requireNonNull(op)).enumValues();
    assertThat(Files.readString(Path.of("docs/catalogue.md")))
        .contains("| yes | `" + String.join("`, `", operations) + "` |");
  }

  private void read(Path page) throws IOException {
    List<String> parameters = new ArrayList<>();
    for (String line : Files.readAllLines(page)) {
      Matcher tool = TOOL.matcher(line);
      Matcher parameter = PARAMETER.matcher(line);
      if (tool.matches()) {
        parameters = new ArrayList<>();
        documented.put(tool.group(1), parameters);
      } else if (parameter.matches()) {
        parameters.add(shown(parameter.group(1), parameter.group(2), parameter.group(3)));
      }
    }
  }

  private static void collect(JsonObjectSchema schema, String path, List<String> parameters) {
    schema
        .properties()
        .forEach((name, element) -> {
          boolean required = schema.required() != null && schema.required().contains(name);
          parameters.add(shown(path + name, type(element), required ? "yes" : "no"));
          if (element instanceof JsonObjectSchema object) {
            collect(object, path + name + ".", parameters);
          }
        });
  }

  private static String shown(String name, String type, String required) {
    return name + ": " + type + (required.equals("yes") ? ", required" : "");
  }

  private static String type(JsonSchemaElement element) {
    return switch (element) {
      case JsonStringSchema s -> "string";
      case JsonIntegerSchema i -> "integer";
      case JsonBooleanSchema b -> "boolean";
      case JsonEnumSchema e -> "enum";
      case JsonObjectSchema o -> "object";
      case JsonArraySchema a -> "array";
      default -> throw new AssertionError("the page has no word for " + element);
    };
  }
}
