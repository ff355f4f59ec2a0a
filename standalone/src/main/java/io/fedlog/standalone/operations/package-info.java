/** Rounds, models, stores and plans of a running installation: shown, and told what to do. */
@NullMarked
package io.fedlog.standalone.operations;

import org.jspecify.annotations.NullMarked;
