/** The REST API against a real broker and a real aggregator. */
@NullMarked
package io.fedlog.standalone.rest;

import org.jspecify.annotations.NullMarked;
