/** The files for Prometheus and Grafana, and what they may name. */
@NullMarked
package io.fedlog.standalone.monitoring;

import org.jspecify.annotations.NullMarked;
