@NullMarked
package io.fedlog.agent.command;

import org.jspecify.annotations.NullMarked;
