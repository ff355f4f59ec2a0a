/** Tests of the command line. */
@org.jspecify.annotations.NullMarked
package io.fedlog.standalone.terminal;
