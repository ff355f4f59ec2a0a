/** Tests of whole installations. */
@org.jspecify.annotations.NullMarked
package io.fedlog.standalone.installation;
