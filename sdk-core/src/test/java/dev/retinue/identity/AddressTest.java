package dev.retinue.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressTest {
  @Test
  void numbersAreOrderedByValueAndAParentComesBeforeItsChildren() {
    List<String> inOrder =
        List.of("0.0", "2.0", "2.0/0.0", "2.0/0.1", "2.0/10.0", "2.1", "10.0", "10.9", "10.10");
    assertThat(
            Stream.of(
                    "10.10", "2.1", "10.0", "2.0/10.0", "0.0", "2.0/0.1", "10.9", "2.0", "2.0/0.0")
                .map(Address::new)
                .sorted(Address.ORDER)
                .map(Address::path))
        .containsExactlyElementsOf(inOrder);
  }

  @Test
  void theOrderIsThatOfEquality() {
    assertThat(Address.ORDER.compare(new Address("3.1/0.0"), new Address("3.1/0.0"))).isZero();
    assertThat(Address.ORDER.compare(new Address("3.1"), new Address("3.1/0.0"))).isNegative();
    assertThat(Address.ORDER.compare(new Address("3.1/0.0"), new Address("3.1"))).isPositive();
  }
}
