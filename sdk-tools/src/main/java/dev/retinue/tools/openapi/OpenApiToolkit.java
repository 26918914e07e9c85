package dev.retinue.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.retinue.error.SetupException;
import dev.retinue.secret.Secret;
import dev.retinue.tool.ToolOffer;
import dev.retinue.tool.ToolProvider;
import dev.retinue.tools.egress.EgressGuard;
import dev.retinue.tools.schema.OutsideName;
import dev.retinue.tools.schema.OutsideText;
import dev.retinue.tools.schema.SchemaReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operations of an API, each as a tool named {@code api__operation_id}. GET and HEAD are PURE;
 * PUT and DELETE are IDEMPOTENT, all others UNSAFE, and they publish. Every call goes to the server
 * that the document declares, or the host names, and through the guard. Given to {@code
 * AgentRuntime.builder().toolkit(..)}. Immutable and thread-safe.
 *
 * <p>An operation that cannot be read is unavailable, with the place in the document; it harms no
 * other.
 */
public final class OpenApiToolkit implements ToolProvider {
  private static final List<String> METHODS =
      List.of("get", "head", "options", "post", "put", "patch", "delete");
  private static final int MOST_OPERATIONS = 5000;

  private final OpenApiDocument document;
  private final EgressGuard guard;
  private final Map<String, String> credentials;
  private final String server;
  private final List<ToolOffer> offers;
  private final Map<String, Operation> operations;

  private OpenApiToolkit(
      OpenApiDocument document, EgressGuard guard, Map<String, String> credentials, String server) {
    this.document = document;
    this.guard = guard;
    this.credentials = credentials;
    this.server = server;
    Map<String, Operation> read = new LinkedHashMap<>();
    this.offers =
        Collections.unmodifiableList(
            offers(new OperationReader(document, credentials, server), read));
    this.operations = Collections.unmodifiableMap(read);
  }

  /**
   * The operations of a document, called through this guard.
   *
   * @throws SetupException if there are more than 5000
   */
  public static OpenApiToolkit of(OpenApiDocument document, EgressGuard guard) {
    return new OpenApiToolkit(document, guard, Map.of(), "");
  }

  /**
   * With a secret for a security scheme of the document. Operations with one ask before they are
   * called in a run that has seen content from outside, as all that uses secrets does.
   *
   * @param scheme its name in {@code components/securitySchemes}
   * @param handle {@code secret://name}, of a secret that is for these tools and the server; for
   *     the scheme {@code basic} its value is {@code user:password}
   */
  public OpenApiToolkit withCredential(String scheme, String handle) {
    if (Secret.nameIn(handle).isEmpty()) {
      throw new IllegalArgumentException(
          "a credential is the handle of a secret, secret://name; give the secret itself to the"
              + " runtime's builder");
    }
    if (!document.root().path("components").path("securitySchemes").has(scheme)) {
      throw new SetupException(
          scheme,
          document.source() + ": components/securitySchemes: has no scheme '" + scheme + "'");
    }
    Map<String, String> more = new LinkedHashMap<>(credentials);
    more.put(scheme, handle);
    return new OpenApiToolkit(document, guard, Map.copyOf(more), server);
  }

  /** At this server, in place of those that the document declares. */
  public OpenApiToolkit withServer(String url) {
    String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return new OpenApiToolkit(document, guard, credentials, bare);
  }

  private List<ToolOffer> offers(OperationReader reader, Map<String, Operation> read) {
    List<ToolOffer> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, JsonNode> path : document.root().path("paths").properties()) {
      JsonNode item = path.getValue();
      if (item.has("$ref")) {
        item = followed(item);
      }
      for (String method : METHODS) {
        if (!item.has(method)) {
          continue;
        }
        String id = OperationReader.id(item.path(method), method, path.getKey());
        String plain = reader.toolName(id);
        String name =
            names.add(plain)
                ? plain
                : OutsideName.apart(
                    document.name(), OperationReader.snake(id) + " " + method + path.getKey());
        names.add(name);
        found.add(offer(reader, read, path.getKey(), method, name));
        if (found.size() > MOST_OPERATIONS) {
          throw new SetupException(
              document.source(),
              document.source()
                  + ": has more than "
                  + MOST_OPERATIONS
                  + " operations; leave out what is not used");
        }
      }
    }
    return found;
  }

  private JsonNode followed(JsonNode item) {
    try {
      return SchemaReader.resolve(document.root(), item.path("$ref").asText(), "paths");
    } catch (IllegalArgumentException e) {
      throw new SetupException(document.source(), document.source() + ": " + e.getMessage(), e);
    }
  }

  private ToolOffer offer(
      OperationReader reader,
      Map<String, Operation> read,
      String path,
      String method,
      String name) {
    try {
      Operation operation = reader.read(path, method, name);
      read.put(operation.id(), operation);
      return new ToolOffer.Available(new OperationTool(operation, guard));
    } catch (IllegalArgumentException e) {
      return new ToolOffer.Unavailable(
          name, document.source() + ": " + OutsideText.line(String.valueOf(e.getMessage()), 500));
    }
  }

  @Override
  public String name() {
    return document.name();
  }

  @Override
  public List<ToolOffer> tools() {
    return offers;
  }

  EgressGuard guard() {
    return guard;
  }

  /** Those that can be called, by id. */
  Map<String, Operation> operations() {
    return operations;
  }
}
