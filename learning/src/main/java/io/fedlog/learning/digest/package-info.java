/** The digest that names a payload or a model, whatever the size of its chunks. */
@NullMarked
package io.fedlog.learning.digest;

import org.jspecify.annotations.NullMarked;
