/** What each role may do in Kafka, derived from the catalogue of topics. */
@NullMarked
package io.fedlog.runtime.acls;

import org.jspecify.annotations.NullMarked;
