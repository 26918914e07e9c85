package dev.retinue.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.retinue.model.ModelException.Kind;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Gives what clients throw a kind. */
final class ClientFailure {
  private static final Pattern TOO_LONG =
      Pattern.compile(
          "context (length|window|size)|maximum context|too (long|many tokens)"
              + "|exceeds? the (maximum|available)|context_length");

  private ClientFailure() {}

  static ModelException named(String model, Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ModelException known) {
        return known;
      }
    }
    Kind kind = kind(e);
    String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new ModelException(kind, model, model + " did not answer (" + kind + "): " + detail, e);
  }

  private static Kind kind(Throwable e) {
    return switch (e) {
      case AuthenticationException x -> Kind.AUTHENTICATION;
      case RateLimitException x -> Kind.RATE_LIMIT;
      case TimeoutException x -> Kind.TIMEOUT;
      case ContentFilteredException x -> Kind.CONTENT_FILTER;
      case ModelNotFoundException x -> Kind.UNKNOWN_MODEL;
      case InternalServerException x -> Kind.UNAVAILABLE;
      case UnresolvedModelServerException x -> Kind.UNAVAILABLE;
      case UnsupportedFeatureException x -> Kind.BAD_REQUEST;
      case IllegalArgumentException x -> Kind.BAD_REQUEST;
      case InvalidRequestException x ->
          TOO_LONG.matcher(String.valueOf(x.getMessage()).toLowerCase(Locale.ROOT)).find()
              ? Kind.CONTEXT_TOO_LONG
              : Kind.BAD_REQUEST;
      default -> ofTransport(e) ? Kind.UNAVAILABLE : Kind.BAD_RESPONSE;
    };
  }

  /** Jackson's exceptions are of I/O too, but tell of an answer that cannot be read. */
  private static boolean ofTransport(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return !(cause instanceof JsonProcessingException);
      }
    }
    return false;
  }
}
