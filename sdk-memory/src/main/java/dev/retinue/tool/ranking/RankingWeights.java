package dev.retinue.tool.ranking;

/**
 * What counts how much when tools are ranked: weights from 0 up, 0 to leave an ingredient out.
 *
 * @param fields of full text
 * @param words words of the task that a tool has
 * @param alike words that people use for those of the task
 * @param meaning nearness of the task, or of a sentence of it, to all that a tool says
 * @param parameterMeaning nearness of the task to its parameters
 * @param exampleMeaning nearness of the task to the nearest of its examples
 * @param kinds whether paths and addresses are read as what they are
 * @param glosses whether tasks of other languages are glossed in English
 */
public record RankingWeights(
    Fields fields,
    double words,
    double alike,
    double meaning,
    double parameterMeaning,
    double exampleMeaning,
    boolean kinds,
    boolean glosses) {
  /**
   * How much a word in a field counts beside one of the description.
   *
   * @param parameters names, descriptions and fixed values together
   */
  public record Fields(double name, double description, double parameters, double examples) {
    public static final Fields STANDARD = new Fields(2, 1, 0.5, 0.7);
  }

  /**
   * What is used unless told otherwise: rounded from a conditional logit that was fitted on the dev
   * half of the selection set.
   */
  public static final RankingWeights STANDARD =
      new RankingWeights(Fields.STANDARD, 0.6, 0.3, 1.3, 0.45, 0.45, true, true);

  /** The same without vectors. */
  public RankingWeights byWords() {
    return new RankingWeights(fields, words, alike, 0, 0, 0, kinds, glosses);
  }

  /** The same without words. */
  public RankingWeights byMeaning() {
    return new RankingWeights(
        fields, 0, 0, meaning, parameterMeaning, exampleMeaning, kinds, glosses);
  }

  boolean usesMeaning() {
    return meaning > 0 || parameterMeaning > 0 || exampleMeaning > 0;
  }
}
