package dev.retinue.budget;

/**
 * An amount of what budgets count. None is negative.
 *
 * @param modelCalls attempts at calling a model
 * @param toolCalls attempts at calling a tool
 * @param tokens tokens of prompts and answers
 */
public record Cost(long modelCalls, long toolCalls, long tokens) {
  public static final Cost NOTHING = new Cost(0, 0, 0);
  public static final Cost MODEL_CALL = new Cost(1, 0, 0);
  public static final Cost TOOL_CALL = new Cost(0, 1, 0);

  public Cost {
    if (modelCalls < 0 || toolCalls < 0 || tokens < 0) {
      throw new IllegalArgumentException(
          "a cost must not be negative, got " + modelCalls + ", " + toolCalls + ", " + tokens);
    }
  }

  public Cost plus(Cost other) {
    return new Cost(
        modelCalls + other.modelCalls, toolCalls + other.toolCalls, tokens + other.tokens);
  }
}
