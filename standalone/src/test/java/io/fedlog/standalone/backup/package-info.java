@NullMarked
package io.fedlog.standalone.backup;

import org.jspecify.annotations.NullMarked;
