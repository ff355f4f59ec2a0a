@NullMarked
package io.fedlog.learning.client;

import org.jspecify.annotations.NullMarked;
