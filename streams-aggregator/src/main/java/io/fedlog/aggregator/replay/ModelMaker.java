package io.fedlog.aggregator.replay;

import java.util.List;

/** Makes models again from the updates on the log. */
public interface ModelMaker {

  /**
   * Makes every chunk of the models that one round decided.
   *
   * @param decided of one round, in the order of their versions; several only in a round with
   *     windows
   */
  void make(List<DecidedModel> decided, ModelSink sink);
}
