package dev.retinue.memory.recall;

/** What the score of a recalled record is made of. */
public enum Ingredient {
  /** BM25 over the turn and, at half the weight, two turns on either side of it. */
  WORDS,
  /** Cosine of the question to the turn and, at a third of the weight, the turns beside it. */
  MEANING,
  /** The question names who said it. */
  SPEAKER,
  /** It is a question itself; those resemble questions and answer few. */
  ASKS,
  /** How much was said: "Great, thanks!" rarely answers anything. */
  LENGTH,
  /** It was said at a time that the question names. */
  TIME,
  /** How much it matters, as the record says. */
  IMPORTANCE,
  /** How lately it was said. */
  RECENCY,
  /** Of which kind of memory it is. */
  KIND
}
