/** Rounds that mask, with agents, aggregators and a broker that are all real. */
@org.jspecify.annotations.NullMarked
package io.fedlog.standalone.secure;
