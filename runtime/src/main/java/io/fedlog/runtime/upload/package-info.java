/**
 * Uploads one parameter update to the log: checks it, cuts it into chunks, sends them, and seals
 * the attempt once every chunk is acknowledged. Used by store agents and, for stores that come by
 * REST, by the coordinator.
 */
@NullMarked
package io.fedlog.runtime.upload;

import org.jspecify.annotations.NullMarked;
