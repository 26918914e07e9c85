package dev.retinue.model;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;

/** Each model once, in order. */
final class InOrder implements Routing {
  @Override
  public String name() {
    return "in-order";
  }

  @Override
  public Routed route(List<LanguageModel> chain, ChatRequest request, Models.Call call)
      throws InterruptedException {
    ModelException last = null;
    for (LanguageModel model : chain) {
      Models.Attempt attempt = call.begin(model.id());
      try {
        ChatResponse response = model.ask(request, attempt, call.streams(), call.timeout());
        Tokens tokens = model.traits().used().apply(response.tokenUsage());
        attempt.succeeded(tokens);
        return new Routed(model.id(), response, tokens);
      } catch (ModelException e) {
        attempt.failed(e.getMessage());
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last == null
        ? new ModelException(ModelException.Kind.UNKNOWN_MODEL, "", "no model to call", null)
        : last;
  }
}
