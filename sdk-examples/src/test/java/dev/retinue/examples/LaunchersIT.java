package dev.retinue.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged examples, started as a user starts them: without Maven, with whatever Java comes
 * first.
 */
class LaunchersIT {
  @TempDir Path folder;

  @Test
  void theQuickstartRunsFromEndToEnd() throws Exception {
    Launched quickstart = Launched.run(folder, Launched.example("quickstart"), "");
    assertThat(quickstart.status()).as(quickstart.err()).isZero();
    assertThat(quickstart.out())
        .contains("5 stored")
        .contains("every 45 minutes")
        .contains("My name is Ada");
  }

  @Test
  void theListOfToolsTriesEachAndSaysWhatIsMissing() throws Exception {
    Launched list = Launched.run(folder, Launched.example("tools-list", "--verify"), "");
    assertThat(list.status()).as(list.out() + list.err()).isZero();
    assertThat(list.out())
        .containsPattern("calculator .* available, passed in \\d+ ms")
        .containsPattern("\\n\\d+ tools, \\d+ available\\n")
        .containsPattern("\\n\\d+ passed\\n");
  }

  @Test
  void theChatReadsAnswersCitesAndRemembersTheNextTime() throws Exception {
    String documents = Launched.EXAMPLES.resolve("documents").toString();
    Launched first =
        Launched.run(
            folder,
            Launched.example("chat", "--docs", documents),
            "How often does somebody working alone report by radio?\nMy name is Ada.\n/quit\n");
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("Read 5 documents (0 unchanged)")
        .contains("every 45 minutes")
        .containsPattern("\\[\\d] .*Safety Card")
        .containsPattern("checked: what \\[\\d] says bears it out");

    Launched second =
        Launched.run(folder, Launched.example("chat", "--docs", documents), "What is my name?\n");
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.out()).contains("Read 5 documents (5 unchanged)").contains("My name is Ada");
  }

  @Test
  void theChatTakesADefinitionAndSaysWhatIsWrongWithIt() throws Exception {
    Path definition =
        Files.writeString(folder.resolve("guide.yaml"), "agent:\n  name: Guide\n  tpye: react\n");
    Launched chat =
        Launched.run(folder, Launched.example("chat", "--agent", definition.toString()), "");
    assertThat(chat.status()).isEqualTo(1);
    assertThat(chat.err())
        .contains("guide.yaml:3:3: agent.tpye: unknown key 'tpye'; did you mean 'type'?");
  }

  @Test
  void theChatNamesTheClientThatIsMissing() throws Exception {
    Launched chat =
        Launched.run(folder, Launched.example("chat", "--model", "anthropic:claude"), "");
    assertThat(chat.status()).isEqualTo(1);
    assertThat(chat.err())
        .contains("needs dev.langchain4j:langchain4j-anthropic on the class path: add it");
  }

  @Test
  void theChatSaysHowItIsUsed() throws Exception {
    Launched chat = Launched.run(folder, Launched.example("chat", "--help"), "");
    assertThat(chat.status()).isZero();
    assertThat(chat.out()).startsWith("usage: chat");
  }

  @Test
  void theChatSaysWhichOptionItDoesNotKnow() throws Exception {
    Launched chat = Launched.run(folder, Launched.example("chat", "--colour", "red"), "");
    assertThat(chat.status()).isEqualTo(2);
    assertThat(chat.err()).contains("unknown option '--colour'").contains("usage: chat");
  }

  @Test
  void theStartBenchmarkEndsWithFiguresAndARatio() throws Exception {
    Launched bench = Launched.run(folder, Launched.example("bench", "start", "1"), "");
    assertThat(bench.status()).as(bench.err()).isZero();
    assertThat(bench.out())
        .containsPattern("\nfigure start_first_answer \\d+ ms\n")
        .containsPattern("\nratio start_first_answer \\d+\\.\\d+\n$");
  }

  @Test
  void theAgentThatIsKilledFinishesItsTenErrands() throws Exception {
    Launched durable =
        Launched.run(folder, Launched.example("durable", "--home", folder.toString()), "");
    assertThat(durable.status()).as(durable.err()).isZero();
    assertThat(durable.out()).contains("10 effects, each once");
  }

  @Test
  void theStepBenchmarkCountsEveryCallOfEveryContender() throws Exception {
    Launched bench = Launched.run(folder, Launched.example("bench", "step", "--tiny"), "");
    assertThat(bench.status()).as(bench.err()).isZero();
    assertThat(bench.out())
        .containsPattern("\nfigure step_cpu_retinue_1000 \\d+\\.\\d+ us\n")
        .containsPattern("\nfigure suspended_run_retinue \\d+\\.\\d+ bytes\n")
        .containsPattern("\nratio step_cpu_100_to_langgraph \\d+\\.\\d+\n")
        .containsPattern("\nratio waiting_seconds_to_aiservices \\d+\\.\\d+\n");
  }

  @Test
  void anUnknownBenchmarkIsToldWhichThereAre() throws Exception {
    Launched bench = Launched.run(folder, Launched.example("bench", "stat"), "");
    assertThat(bench.status()).isEqualTo(2);
    assertThat(bench.err()).contains("no benchmark 'stat'").contains("start");
  }

  @Test
  void theMemoryEvaluationMeasuresASetOfEachKindOfRecord() throws Exception {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        """
        {"id":"d1","space":"a","title":"","text":"Ada: My boat is called Petrel.\\nBen: Nice name!","ts":"1:56 pm on 8 May, 2023","session":1}
        {"id":"d2","space":"a","title":"","text":"Ben: I planted two apple trees.","ts":"9:05 am on 1 June, 2023","session":2}
        {"id":"d3","space":"b","title":"","text":"My cat is grey.","speaker":"Cleo","ts":"","session":1}
        """);
    Files.writeString(
        folder.resolve("queries.jsonl"),
        """
        {"id":"q1","space":"a","text":"What is Ada's boat called?","cat":"plain","rel":{"d1":1}}
        {"id":"q2","space":"a","text":"What did Ben plant in June 2023?","cat":"plain","rel":{"d2":1}}
        {"id":"q3","space":"b","text":"Which colour has the cat?","cat":"adversarial","rel":{"d3":1}}
        """);
    Launched evaluation =
        Launched.run(
            folder,
            Launched.example("memory-eval", folder.toString(), "--scoring", "recall,bm25"),
            "");
    assertThat(evaluation.status()).as(evaluation.err()).isZero();
    assertThat(evaluation.out())
        .containsPattern("all +3 +1\\.000")
        .containsPattern("plain +2 +1\\.000")
        .containsPattern("figure memory_ingest \\d+ turns/s")
        .containsPattern("figure recall_answerable_auroc [01]\\.\\d+ area")
        .contains("\nbm25\n");
  }

  @Test
  void theDocumentsEvaluationCountsWhatWasRead() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "bird,place\nheron,pond\n");
    Files.writeString(folder.resolve("a.csv.expected.md"), "| bird | place |\n| heron | pond |");

    Launched evaluation =
        Launched.run(folder, Launched.example("documents-eval", folder.toString()), "");

    assertThat(evaluation.status()).as(evaluation.err()).isZero();
    assertThat(evaluation.out()).containsPattern("csv +1 +1 +0 +0 +0 +0 +0 +1\\.000 of 1");
  }

  @Test
  void theRetrievalEvaluationRanksTheRecordsOfEachSpace() throws Exception {
    Files.writeString(
        folder.resolve("docs.jsonl"),
        """
        {"id":"d1","space":"a","title":"Herons","text":"A heron stands still in the pond and waits for fish."}
        {"id":"d2","space":"a","title":"Tram","text":"The tram to the harbour leaves every ten minutes."}
        """);
    Files.writeString(
        folder.resolve("queries.jsonl"),
        """
        {"id":"q1","space":"a","text":"How often does the tram leave?","cat":"plain","rel":{"d2":1}}
        {"id":"q2","space":"a","text":"What does a heron wait for?","cat":"plain","rel":{"d1":1}}
        """);

    Launched evaluation =
        Launched.run(folder, Launched.example("retrieval-eval", folder.toString()), "");

    assertThat(evaluation.status()).as(evaluation.err()).isZero();
    assertThat(evaluation.out())
        .containsPattern("all +2 +1\\.000")
        .containsPattern("figure retrieval_ingest [\\d.]+ documents/s");
  }

  @Test
  void theMemoryEvaluationSaysWhichScoringItDoesNotKnow() throws Exception {
    Launched evaluation =
        Launched.run(
            folder, Launched.example("memory-eval", folder.toString(), "--scoring", "bm52"), "");
    assertThat(evaluation.status()).isEqualTo(2);
    assertThat(evaluation.err()).contains("unknown scoring 'bm52'; there are bm25, dense");
  }
}
