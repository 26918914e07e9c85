package dev.retinue.learning;

import java.util.List;

/**
 * What came of one choice, as the journal keeps it: all that is needed to learn it again.
 * Immutable.
 *
 * @param bandit by which it was chosen, and is learned
 * @param explored whether the choice explored
 * @param lessons what came of it: of the arm, and of those that had to stand in for it
 */
public record Experience(Bandit bandit, boolean explored, List<Lesson> lessons) {
  public Experience {
    lessons = List.copyOf(lessons);
  }

  BanditState addedTo(BanditState state) {
    BanditState known = state.after(1, explored ? 1 : 0);
    for (Lesson lesson : lessons) {
      known = bandit.learn(known, lesson);
    }
    return known;
  }
}
