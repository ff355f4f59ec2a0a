/** What is written down of who did what, and the one door that writes it. Knows no Kafka. */
@NullMarked
package io.fedlog.coordinator.audit;

import org.jspecify.annotations.NullMarked;
