@NullMarked
package io.fedlog.learning.features;

import org.jspecify.annotations.NullMarked;
