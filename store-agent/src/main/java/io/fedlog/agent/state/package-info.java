/**
 * What a store keeps between two lives of its process: rounds begun, updates trained but not
 * sealed, the local part of each model. Never leaves the machine.
 */
@NullMarked
package io.fedlog.agent.state;

import org.jspecify.annotations.NullMarked;
