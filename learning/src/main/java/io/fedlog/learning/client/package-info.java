/**
 * What a client method does at a store beside taking gradient steps, and what its round needs on
 * the server's side. Live stores and simulated ones share it.
 */
@NullMarked
package io.fedlog.learning.client;

import org.jspecify.annotations.NullMarked;
