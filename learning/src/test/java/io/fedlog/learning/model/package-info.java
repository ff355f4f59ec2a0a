@NullMarked
package io.fedlog.learning.model;

import org.jspecify.annotations.NullMarked;
