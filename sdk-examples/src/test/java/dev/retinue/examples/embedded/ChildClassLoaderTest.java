package dev.retinue.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildClassLoaderTest {
  @TempDir Path folder;

  @Test
  void itWorksInAClassLoaderOfItsOwn() throws Exception {
    try (URLClassLoader loader = loader(path -> true)) {
      assertThat(answerIn(loader)).contains("every 45 minutes");
    }
  }

  @Test
  void itCanBeClosedAndBuiltAgainWithoutLeavingThreadsFilesOrClasses() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      loaders.add(onceInALoader());
      assertThat(threadsOfTheRuntime()).isEmpty();
      assertThat(filesOpenBelow(folder)).isEmpty();
    }
    assertThat(loaders).allSatisfy(ChildClassLoaderTest::isCollected);
  }

  private WeakReference<ClassLoader> onceInALoader() throws Exception {
    // onnxruntime adds a shutdown hook of its own, which keeps whatever loaded it.
    try (URLClassLoader loader = loader(ClassPath.without("onnxruntime", "bge-small", "ai/djl"))) {
      assertThat(answerIn(loader)).contains("every 45 minutes");
      return new WeakReference<>(loader);
    }
  }

  /** On a thread that ends, as a container's does: its thread-locals end with it. */
  private String answerIn(ClassLoader loader) throws Exception {
    FutureTask<String> task =
        new FutureTask<>(() ->
            (String)
                loader
                    .loadClass(HostApplication.class.getName())
                    .getMethod("answer", String.class, String.class)
                    .invoke(
                        null, folder.resolve("home").toString(), ClassPath.documents().toString()));
    Thread thread = new Thread(task, "host");
    thread.setContextClassLoader(loader);
    thread.start();
    String answer = task.get();
    thread.join();
    return answer;
  }

  private URLClassLoader loader(Predicate<String> wanted) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(ClassPath.hostJar(folder.resolve("host.jar")).toUri().toURL());
    for (Path jar : ClassPath.jars(folder, wanted)) {
      urls.add(jar.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static List<String> threadsOfTheRuntime() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("retinue") || name.contains("Lucene"))
        .toList();
  }

  private static List<Path> filesOpenBelow(Path folder) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of(); // only Linux tells
    }
    List<Path> open = new ArrayList<>();
    try (Stream<Path> links = Files.list(descriptors)) {
      for (Path link : links.toList()) {
        if (Files.isSymbolicLink(link)) {
          Path target = Files.readSymbolicLink(link);
          if (target.startsWith(folder.resolve("home"))) {
            open.add(target);
          }
        }
      }
    }
    return open;
  }

  private static void isCollected(WeakReference<ClassLoader> loader) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (loader.get() != null && System.nanoTime() < deadline) {
      System.gc();
      Thread.onSpinWait();
    }
    assertThat(loader.get()).as("a class loader that was closed and is still held").isNull();
  }
}
