/** Tests of the simulation. */
@org.jspecify.annotations.NullMarked
package io.fedlog.standalone.simulate;
