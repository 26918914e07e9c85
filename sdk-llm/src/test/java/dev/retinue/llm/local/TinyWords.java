package dev.retinue.llm.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.retinue.json.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The vocabulary of {@link TinyLlama}: bytes in GPT-2's letters, a few merges, three marks. */
final class TinyWords {
  private static final List<String> MERGES =
      List.of("h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or", "Ġwor l", "Ġworl d", "e r");
  static final int BEGIN = 256 + MERGES.size();
  static final int TURN = BEGIN + 1;
  static final int END = BEGIN + 2;
  static final int SIZE = 288;

  /** A template in the manner of published ones. */
  static final String CHAT =
      "{{ bos_token }}{% for message in messages %}"
          + "{{ '<|turn|>' + message['role'] + '\\n' + message['content'] | trim + '<|end|>' }}"
          + "{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|turn|>assistant\\n' }}{% endif %}";

  private TinyWords() {}

  /** The letter that stands for a byte in GPT-2's vocabulary. */
  static char letter(int value) {
    boolean itself =
        (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
    if (itself) {
      return (char) value;
    }
    int others = 0;
    for (int i = 0; i < value; i++) {
      boolean plain = (i >= '!' && i <= '~') || (i >= 0xA1 && i <= 0xAC) || i >= 0xAE;
      others += plain ? 0 : 1;
    }
    return (char) (256 + others);
  }

  static String tokenizer() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (int i = 0; i < 256; i++) {
      vocabulary.put(String.valueOf(letter(i)), i);
    }
    for (String merge : MERGES) {
      vocabulary.put(merge.replace(" ", ""), vocabulary.size());
    }
    List<Object> marks = new ArrayList<>();
    marks.add(Map.of("id", BEGIN, "content", "<|begin|>", "special", true));
    marks.add(Map.of("id", TURN, "content", "<|turn|>", "special", true));
    marks.add(Map.of("id", END, "content", "<|end|>", "special", true));
    return Json.write(
        Map.of(
            "added_tokens",
            marks,
            "pre_tokenizer",
            Map.of("type", "ByteLevel", "add_prefix_space", false, "use_regex", true),
            "decoder",
            Map.of("type", "ByteLevel"),
            "model",
            Map.of("type", "BPE", "vocab", vocabulary, "merges", MERGES)));
  }

  static String tokenizerConfig(String template) {
    return Json.write(
        Map.of("bos_token", "<|begin|>", "eos_token", "<|end|>", "chat_template", template));
  }

  /** The tokens of {@link #CHAT} for one thing that a user says, in words that no merge touches. */
  static int[] prompt(String said) {
    int er = 256 + MERGES.indexOf("e r");
    return Stream.of(
            IntStream.of(BEGIN, TURN, 'u', 's', er, '\n'),
            said.chars(),
            IntStream.of(END, TURN),
            "assistant\n".chars())
        .flatMapToInt(part -> part)
        .toArray();
  }

  /** What tokens say: marks, and tokens that the vocabulary does not use, say nothing. */
  static String text(List<Integer> tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      if (token < 256) {
        bytes.write(token);
      } else if (token < BEGIN) {
        byte[] merged =
            MERGES.get(token - 256).replace(" ", "").replace('\u0120', ' ').getBytes(UTF_8);
        bytes.writeBytes(merged);
      }
    }
    return bytes.toString(UTF_8);
  }
}
