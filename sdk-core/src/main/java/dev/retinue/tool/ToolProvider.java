package dev.retinue.tool;

import java.util.List;

/**
 * Contributes tools; found by {@link java.util.ServiceLoader} when the runtime is built. A provider
 * that fails to load is listed with its reason and harms nobody else.
 */
public interface ToolProvider {
  /** Name for messages, health and logs. */
  String name();

  /** The provider's tools. Must be quick and open no connection. */
  List<ToolOffer> tools();
}
