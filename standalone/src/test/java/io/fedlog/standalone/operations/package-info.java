/** Tests of operations. */
@org.jspecify.annotations.NullMarked
package io.fedlog.standalone.operations;
