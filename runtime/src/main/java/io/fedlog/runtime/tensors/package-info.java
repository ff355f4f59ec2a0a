/**
 * The safetensors file format: named arrays of numbers that any framework reads and writes. A file
 * of somebody else is taken for wrong until every number in its header has been checked.
 */
@NullMarked
package io.fedlog.runtime.tensors;

import org.jspecify.annotations.NullMarked;
