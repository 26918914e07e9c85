package dev.retinue.policy;

import dev.retinue.testkit.PolicyContract;

class AllowAllTest extends PolicyContract {
  @Override
  protected Policy policy() {
    return Policy.allowAll();
  }
}
