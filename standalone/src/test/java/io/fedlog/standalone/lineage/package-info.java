@NullMarked
package io.fedlog.standalone.lineage;

import org.jspecify.annotations.NullMarked;
