package dev.retinue.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What a provider's server sends, written after its documentation, and where in a request it finds
 * things. All speak of the same: a tower of 324 m, two calls of tools.
 */
interface WireFormat {
  /** Of {@code base_url} to the host: {@code /v1}. */
  default String basePath() {
    return "";
  }

  /** Replies to what is asked beside the conversation. */
  default Map<String, Wire.Reply> asides() {
    return Map.of();
  }

  /** "324 m.", stopped of itself, 19 tokens in of which 4 cached if it tells, 10 out. */
  String plain();

  /** The same in the pieces "324" and " m.". */
  List<String> plainInPieces();

  /** Thinks "It is in Paris." and says "324 m.". */
  String thinking();

  /** The same in pieces. */
  List<String> thinkingInPieces();

  /** Calls calculator with {"expression":"2 + 3"} and get_weather with {"city":"Tokyo"}. */
  String calls();

  /** The same in pieces; the arguments too, where the provider cuts them. */
  List<String> callsInPieces();

  /** Says {"height":324}. */
  String structured();

  /** What of a request says high effort, for an answer of at most 100 tokens, by JSON pointer. */
  Map<String, String> effort();

  /** Ends at the limit of tokens: "The tower". */
  String cutByLimit();

  /** The first pieces of a call of a tool. */
  List<String> halfACall();

  /** An answer without any. */
  String nothing();

  /** An answer that was withheld by a filter. */
  String filtered();

  /** The same in pieces. */
  List<String> filteredInPieces();

  /** An error in the provider's form. */
  String error(int status);

  /** The status and body of a prompt that does not fit. */
  Map.Entry<Integer, String> tooLong();

  /** An error in the middle of a stream. */
  List<String> overloadedInPieces();

  /** The temperature that was sent. */
  double temperature(JsonNode request);

  /** The limit of tokens that was sent. */
  int maxTokens(JsonNode request);

  /** The key that was sent; empty if the provider has none. */
  String key(Wire.Request request);

  /** The image of the last message: its data in base64. */
  String image(JsonNode request);

  /** The schema that the answer must have. */
  JsonNode schema(JsonNode request);

  /** The arguments of the call of a tool in the second message. */
  JsonNode callInHistory(JsonNode request);
}
