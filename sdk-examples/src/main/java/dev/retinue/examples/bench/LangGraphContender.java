package dev.retinue.examples.bench;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.agentexecutor.AgentExecutor;
import org.bsc.langgraph4j.checkpoint.MemorySaver;

/** LangGraph4j's agent executor with its checkpointer in memory, released after each turn. */
final class LangGraphContender implements Contender {
  private static final int MOST_NODES = 10_000;
  private final CompiledGraph<AgentExecutor.State> graph;
  private final AtomicLong threads = new AtomicLong();

  LangGraphContender(ChatModel model, Object adder) throws GraphStateException {
    this.graph =
        AgentExecutor.builder()
            .chatModel(model)
            .toolsFromObject(adder)
            .build()
            .compile(
                CompileConfig.builder()
                    .checkpointSaver(new MemorySaver())
                    .releaseThread(true)
                    .recursionLimit(MOST_NODES)
                    .build());
  }

  @Override
  public String turn(String question) {
    RunnableConfig thread =
        RunnableConfig.builder().threadId("thread-" + threads.incrementAndGet()).build();
    return graph
        .invoke(Map.<String, Object>of("messages", UserMessage.from(question)), thread)
        .flatMap(AgentExecutor.State::finalResponse)
        .orElseThrow(() -> new IllegalStateException("the graph ended without an answer"));
  }
}
