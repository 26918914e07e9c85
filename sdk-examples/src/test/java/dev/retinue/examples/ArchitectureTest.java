package dev.retinue.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The picture of the house, held against the code of all modules. */
class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.retinue");

  private static final String[] MEMORY = {
    "dev.retinue.collection..",
    "dev.retinue.memory.index..",
    "dev.retinue.memory.recall..",
    "dev.retinue.tool.ranking.."
  };
  private static final String[] RAG = {
    "dev.retinue.document..", "dev.retinue.chunk..", "dev.retinue.knowledge.base.."
  };
  private static final String[] TOOLS = {"dev.retinue.tools.."};
  private static final String[] LLM = {"dev.retinue.llm.."};
  private static final String[] EXAMPLES = {"dev.retinue.examples.."};

  private static final DescribedPredicate<JavaClass> CORE =
      DescribedPredicate.describe(
          "in sdk-core",
          type ->
              type.getPackageName().startsWith("dev.retinue.")
                  && Stream.of(MEMORY, RAG, TOOLS, LLM, EXAMPLES)
                      .noneMatch(module -> resideInAnyPackage(module).test(type)));

  @Test
  void theCoreKnowsNoOtherModule() {
    noClasses()
        .that(CORE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(MEMORY)
                .or(resideInAnyPackage(RAG))
                .or(resideInAnyPackage(TOOLS))
                .or(resideInAnyPackage(LLM))
                .or(resideInAnyPackage(EXAMPLES)))
        .check(HOUSE);
  }

  @Test
  void memoryKnowsOnlyTheCore() {
    mayNotKnow(MEMORY, RAG, TOOLS, LLM, EXAMPLES);
  }

  @Test
  void knowledgeKnowsTheCoreAndTheCollection() {
    mayNotKnow(
        RAG,
        TOOLS,
        LLM,
        EXAMPLES,
        new String[] {"dev.retinue.memory.index..", "dev.retinue.memory.recall.."});
  }

  @Test
  void toolsKnowNeitherModelsNorExamples() {
    mayNotKnow(TOOLS, MEMORY, LLM, EXAMPLES);
  }

  @Test
  void modelsKnowOnlyTheCore() {
    mayNotKnow(LLM, MEMORY, RAG, TOOLS, EXAMPLES);
  }

  private static void mayNotKnow(String[] module, String[]... others) {
    for (String[] other : others) {
      noClasses()
          .that()
          .resideInAnyPackage(module)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(other)
          .check(HOUSE);
    }
  }

  @Test
  void packagesAreFreeOfCycles() {
    SlicesRuleDefinition.slices()
        .matching("dev.retinue.(**)")
        .should()
        .beFreeOfCycles()
        .check(HOUSE);
  }

  @Test
  void onlyTheCollectionKnowsLuceneAndWhatIsComparedToIt() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.retinue.collection..", "dev.retinue.examples.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene..")
        .check(HOUSE);
  }

  @Test
  void theInsideOfRunsIsForTheRuntimeAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.retinue.run.internal..", "dev.retinue.runtime..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.retinue.run.internal..")
        .check(HOUSE);
  }

  @Test
  void aReasonerReachesTheWorldThroughEffectsAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.retinue.reasoner..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.retinue.run..",
            "dev.retinue.runtime..",
            "dev.retinue.tool..",
            "dev.retinue.journal..")
        .check(HOUSE);
    noClasses()
        .that()
        .resideInAPackage("dev.retinue.reasoner..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(java.time.Clock.class, java.util.Random.class, Thread.class)
        .check(HOUSE);
  }

  @Test
  void theLibraryPrintsNothingAndTouchesNoGlobalState() {
    // Programs of their own, in other processes, which nothing of the library calls.
    DescribedPredicate<JavaClass> program =
        DescribedPredicate.describe(
            "JournalCheck and JavaScriptProgram",
            type ->
                type.getName().endsWith(".file.JournalCheck")
                    || type.getName().endsWith(".programs.JavaScriptProgram"));
    DescribedPredicate<JavaClass> library =
        CORE.or(resideInAnyPackage(MEMORY))
            .or(resideInAnyPackage(RAG))
            .or(resideInAnyPackage(TOOLS))
            .or(resideInAnyPackage(LLM))
            .and(DescribedPredicate.not(program));
    noClasses().that(library).should().accessField(System.class, "out").check(HOUSE);
    noClasses().that(library).should().accessField(System.class, "err").check(HOUSE);
    noClasses()
        .that(library)
        .should()
        .callMethod(System.class, "setProperty", String.class, String.class)
        .check(HOUSE);
    noClasses()
        .that(library)
        .should()
        .callMethod(Runtime.class, "addShutdownHook", Thread.class)
        .check(HOUSE);
    noClasses().that(library).should().callMethod(System.class, "exit", int.class).check(HOUSE);
  }

  @Test
  void namesSaySomething() {
    for (String suffix :
        List.of("Util", "Utils", "Helper", "Manager", "Processor", "Handler", "Impl")) {
      classes().should().haveSimpleNameNotEndingWith(suffix).check(HOUSE);
    }
    // A knowledge base is a noun of the field, not the base of anything.
    classes()
        .that()
        .haveSimpleNameNotEndingWith("KnowledgeBase")
        .should()
        .haveSimpleNameNotEndingWith("Base")
        .check(HOUSE);
    classes().should().haveSimpleNameNotStartingWith("Default").check(HOUSE);
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..helper..", "..manager..", "..common..", "..impl..")
        .check(HOUSE);
  }

  @Test
  void everyPackageIsDocumentedAndNullMarked() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    for (String module :
        List.of("sdk-core", "sdk-memory", "sdk-rag", "sdk-tools", "sdk-llm", "sdk-examples")) {
      try (Stream<Path> folders = Files.walk(root.resolve(module).resolve("src/main/java"))) {
        for (Path folder : folders.filter(ArchitectureTest::holdsClasses).toList()) {
          Path info = folder.resolve("package-info.java");
          assertThat(info).exists();
          assertThat(info).content().as("%s", info).startsWith("/**").contains("@NullMarked");
        }
      }
    }
  }

  private static boolean holdsClasses(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
