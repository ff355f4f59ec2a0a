/** What has been spent of privacy, in whole numbers that add up exactly, and what may be spent. */
@NullMarked
package io.fedlog.learning.privacy;

import org.jspecify.annotations.NullMarked;
