/**
 * Reads {@code fl.global-models}: which versions there are, which one is promoted, and the bytes of
 * those that are asked for, checked against their tree hash.
 */
@NullMarked
package io.fedlog.runtime.models;

import org.jspecify.annotations.NullMarked;
