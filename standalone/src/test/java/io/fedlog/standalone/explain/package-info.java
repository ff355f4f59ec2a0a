/** Tests of explain. */
@org.jspecify.annotations.NullMarked
package io.fedlog.standalone.explain;
