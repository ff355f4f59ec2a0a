/**
 * The store agent: follows the rounds, trains on local rows, uploads the update, evaluates what
 * comes of it. One process hosts one store or several.
 */
@NullMarked
package io.fedlog.agent;

import org.jspecify.annotations.NullMarked;
