@NullMarked
package io.fedlog.runtime.models;

import org.jspecify.annotations.NullMarked;
