@NullMarked
package io.fedlog.agent.enrol;

import org.jspecify.annotations.NullMarked;
