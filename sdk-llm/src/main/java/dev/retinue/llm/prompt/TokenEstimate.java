package dev.retinue.llm.prompt;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.retinue.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a prompt has, for the tokenizers of a provider, without one: letters, digits,
 * marks and scripts are weighed as byte-pair encodings split them, then scaled. For text of some
 * length within a quarter of the tokenizer of GPT-4o; of the others as their publishers compare
 * themselves. Immutable.
 *
 * @param scale tokens for each of GPT-4o's
 * @param message tokens around a message
 * @param image tokens of an image of usual size
 * @param audio tokens of a recording of usual length, half a minute
 * @see <a href="https://platform.openai.com/docs/guides/images-vision#calculating-costs">Images at
 *     OpenAI</a>
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/vision">Images at Anthropic</a>
 * @see <a href="https://ai.google.dev/gemini-api/docs/tokens">Tokens at Google</a>
 */
public record TokenEstimate(double scale, int message, int image, int audio)
    implements TokenCountEstimator {
  public static final TokenEstimate OPENAI = new TokenEstimate(1, 4, 800, 300);
  public static final TokenEstimate ANTHROPIC = new TokenEstimate(1.2, 5, 1_600, 0);
  public static final TokenEstimate GEMINI = new TokenEstimate(1, 3, 1_032, 960);
  public static final TokenEstimate OLLAMA = new TokenEstimate(1.1, 5, 800, 0);

  private static final int TOOL = 8;

  public TokenEstimate {
    if (!(scale > 0) || message < 0 || image < 0 || audio < 0) {
      throw new IllegalArgumentException(
          "an estimate needs a positive scale and no negative count, got "
              + scale
              + ", "
              + message
              + ", "
              + image
              + ", "
              + audio);
    }
  }

  /** Tokens of the messages and the descriptions of the tools. */
  public long of(ChatRequest request) {
    return of(request.messages(), request.toolSpecifications());
  }

  /** Tokens of messages and descriptions of tools. */
  public long of(List<? extends ChatMessage> messages, @Nullable List<ToolSpecification> tools) {
    long sum = 0;
    for (ChatMessage each : messages) {
      sum += of(each);
    }
    if (tools != null) {
      for (ToolSpecification tool : tools) {
        sum += of(tool);
      }
    }
    return sum;
  }

  /** Tokens of a message, its calls of tools and its images included. */
  public long of(ChatMessage said) {
    return message
        + switch (said) {
          case SystemMessage system -> text(system.text());
          case UserMessage user -> contents(user.contents());
          case AiMessage answer -> {
            long sum = text(answer.text()) + text(answer.thinking());
            for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
              sum += TOOL + text(call.name()) + text(call.arguments());
            }
            yield sum;
          }
          case ToolExecutionResultMessage result ->
              result.hasSingleText() ? text(result.text()) : contents(result.contents());
          default -> text(said.toString());
        };
  }

  private long contents(List<Content> contents) {
    long sum = 0;
    for (Content content : contents) {
      sum +=
          switch (content) {
            case TextContent text -> text(text.text());
            case ImageContent ignored -> image;
            case AudioContent ignored -> audio;
            default -> image;
          };
    }
    return sum;
  }

  private long of(ToolSpecification tool) {
    long sum = TOOL + text(tool.name()) + text(tool.description());
    return tool.parameters() == null
        ? sum
        : sum + text(Json.write(JsonSchemaElementUtils.toMap(tool.parameters())));
  }

  /** Tokens of a text; 0 of none. */
  public long text(@Nullable String text) {
    return text == null ? 0 : Math.round(Weight.of(text) * scale);
  }

  @Override
  public int estimateTokenCountInText(String text) {
    return Math.toIntExact(text(text));
  }

  @Override
  public int estimateTokenCountInMessage(ChatMessage said) {
    return Math.toIntExact(of(said));
  }

  @Override
  public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
    long sum = 0;
    for (ChatMessage each : messages) {
      sum += of(each);
    }
    return Math.toIntExact(sum);
  }
}
