/** An installation's topics in one file, and back from it onto a fresh broker. */
@NullMarked
package io.fedlog.standalone.backup;

import org.jspecify.annotations.NullMarked;
