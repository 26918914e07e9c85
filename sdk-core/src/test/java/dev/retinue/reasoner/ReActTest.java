package dev.retinue.reasoner;

import static dev.retinue.testkit.ScriptedModel.call;
import static dev.retinue.testkit.ScriptedModel.calls;
import static dev.retinue.testkit.ScriptedModel.say;

import dev.retinue.testkit.ReasonerContract;
import dev.retinue.testkit.ScriptedModel;

class ReActTest extends ReasonerContract {
  @Override
  protected Reasoner reasoner() {
    return new ReAct();
  }

  @Override
  protected ScriptedModel model() {
    return ScriptedModel.turn(
        calls("look", "{\"text\":\"here\"}", "look", "{\"text\":\"there\"}"),
        call("look", "{\"text\":\"up\"}"),
        say("Forty metres."));
  }
}
