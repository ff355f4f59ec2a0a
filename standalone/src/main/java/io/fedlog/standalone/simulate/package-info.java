/** Thousands of virtual stores in virtual time, through the real round machine and methods. */
@NullMarked
package io.fedlog.standalone.simulate;

import org.jspecify.annotations.NullMarked;
