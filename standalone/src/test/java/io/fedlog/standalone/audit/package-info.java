@NullMarked
package io.fedlog.standalone.audit;

import org.jspecify.annotations.NullMarked;
