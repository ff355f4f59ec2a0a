/** Tests of the demo. */
@org.jspecify.annotations.NullMarked
package io.fedlog.standalone.demo;
