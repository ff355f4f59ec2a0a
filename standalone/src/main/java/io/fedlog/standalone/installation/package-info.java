/** One process that is a whole installation: broker, coordinator, aggregator. */
@NullMarked
package io.fedlog.standalone.installation;

import org.jspecify.annotations.NullMarked;
