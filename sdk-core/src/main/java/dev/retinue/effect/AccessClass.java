package dev.retinue.effect;

/** What a tool touches; policy is written over these. */
public enum AccessClass {
  /** Reads what belongs to the agent or the host. */
  READ,
  /** Changes what belongs to the agent or the host. */
  WRITE,
  /** Sends or fetches over a network. */
  NETWORK,
  /** Makes something visible to other people. */
  PUBLISH,
  /** Spends money or commits to it. */
  SPEND,
  /** Runs code or commands. */
  EXECUTE,
  /** Reads or uses a secret. */
  SECRET,
  /** Looks at or controls a screen. */
  SCREEN,
  /** Nobody can tell: a tool that declares nothing is taken to touch this. Not to be declared. */
  UNKNOWN
}
