/** A store's rows: reading files, dividing them into stores and into training and test rows. */
@NullMarked
package io.fedlog.agent.data;

import org.jspecify.annotations.NullMarked;
