@NullMarked
package io.fedlog.standalone.replay;

import org.jspecify.annotations.NullMarked;
