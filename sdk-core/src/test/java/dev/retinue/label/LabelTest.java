package dev.retinue.label;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is made of several is as cautious as the most cautious of them. */
class LabelTest {
  @Test
  void joiningTakesTheMoreCautiousOfEach() {
    Label web = Label.UNTRUSTED;
    Label files = Label.PRIVATE;

    assertThat(web.join(files)).isEqualTo(Label.UNTRUSTED_PRIVATE);
    assertThat(files.join(web)).isEqualTo(Label.UNTRUSTED_PRIVATE);
    assertThat(Label.NONE.join(web)).isEqualTo(web);
    assertThat(web.join(Label.NONE)).isSameAs(web);
    assertThat(Label.of(Trust.TRUSTED, Secrecy.SECRET).join(Label.UNTRUSTED_PRIVATE))
        .isEqualTo(Label.of(Trust.UNTRUSTED, Secrecy.SECRET));
  }

  @Test
  void whatWasWrittenBeforeThereWereLabelsIsTakenWithCaution() {
    assertThat(Label.orCautious(null)).isEqualTo(Label.UNTRUSTED_PRIVATE);
    assertThat(Label.orCautious(Label.NONE)).isEqualTo(Label.NONE);
  }
}
