/** The demo: a whole chain learns on an embedded broker and is compared with what else it could. */
@NullMarked
package io.fedlog.standalone.demo;

import org.jspecify.annotations.NullMarked;
