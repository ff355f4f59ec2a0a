@NullMarked
package io.fedlog.agent;

import org.jspecify.annotations.NullMarked;
