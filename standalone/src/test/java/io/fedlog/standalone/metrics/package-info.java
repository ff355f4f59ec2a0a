/** Tests of what analysts do with metrics. */
package io.fedlog.standalone.metrics;
