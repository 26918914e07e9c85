package dev.retinue.label;

/** Whether content may contain what somebody outside wants the agent to do. In order of caution. */
public enum Trust {
  /** From the host, its users, or computed from such. */
  TRUSTED,
  /** From outside: a web page, a document, a mail, a tool's output from the network. */
  UNTRUSTED
}
