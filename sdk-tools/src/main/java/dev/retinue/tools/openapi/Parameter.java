package dev.retinue.tools.openapi;

/**
 * A parameter of an operation.
 *
 * @param argument what a model calls it
 * @param name what the API calls it
 * @param place where it goes
 * @param exploded whether each value of a list is given apart
 * @param deep whether the members of an object are written {@code name[member]}
 */
record Parameter(String argument, String name, Place place, boolean exploded, boolean deep) {
  enum Place {
    PATH,
    QUERY,
    HEADER,
    COOKIE
  }
}
