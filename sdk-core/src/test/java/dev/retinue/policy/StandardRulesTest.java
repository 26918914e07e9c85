package dev.retinue.policy;

import dev.retinue.testkit.PolicyContract;

class StandardRulesTest extends PolicyContract {
  @Override
  protected Policy policy() {
    return Policy.standard();
  }
}
