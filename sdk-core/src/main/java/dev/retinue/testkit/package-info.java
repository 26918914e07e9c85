/**
 * For the tests of hosts and of this library: a scripted model, a clock that is set, a tool that
 * records, and a contract test for each SPI, which an implementation's test extends. The contracts
 * need JUnit and AssertJ, which are optional dependencies of sdk-core; the fakes need neither.
 */
@NullMarked
package dev.retinue.testkit;

import org.jspecify.annotations.NullMarked;
