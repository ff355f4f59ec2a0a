/** Tests of top. */
@org.jspecify.annotations.NullMarked
package io.fedlog.standalone.top;
