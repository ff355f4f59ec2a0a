/**
 * Training by a command of the store's own: the model and the round's terms go out as files, an
 * update and its metrics come back as files, and nothing of them is believed unchecked.
 */
@NullMarked
package io.fedlog.agent.command;

import org.jspecify.annotations.NullMarked;
