/**
 * What made a model version: rounds, stores, data, code and settings, from what is on the topics.
 */
@NullMarked
package io.fedlog.standalone.lineage;

import org.jspecify.annotations.NullMarked;
