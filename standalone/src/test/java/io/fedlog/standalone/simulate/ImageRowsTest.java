package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seven images of 1 x 2 pixels, the image i being (i, 255 - i) with the label i. */
class ImageRowsTest {
  @TempDir Path folder;

  @Test
  void shouldHoldOutEveryFifth_whetherGzippedOrNot() throws Exception {
    Path images = write("images.gz", true, images(7));
    Path labels = write("labels", false, labels(7));

    LearningTask task = ImageRows.read(images, labels);

    assertThat(task.name()).isEqualTo("images.gz");
    assertThat(task.heldOut().labels()).containsExactly(0, 5);
    assertThat(task.training().labels()).containsExactly(1, 2, 3, 4, 6);
    assertThat(task.training().width()).isEqualTo(2);
    assertThat(task.training().classes()).isEqualTo(7);
    assertThat(task.heldOut().features())
        .containsExactly(0, 1, 5f / 255, 250f / 255); // 250 is past a signed byte
  }

  @Test
  void shouldSayWhatCame_whenAFileIsNoSuch() throws Exception {
    Path images = write("images", false, images(7));
    Path labels = write("labels", false, labels(6));
    Path cut = write("cut", false, ByteBuffer.wrap(images(7).array(), 0, 20).slice());
    Path gone = folder.resolve("gone");

    assertThatThrownBy(() -> ImageRows.read(images, labels))
        .hasMessageContainingAll("6 labels", "each of the 7 images");
    assertThatThrownBy(() -> ImageRows.read(labels, labels))
        .hasMessageContainingAll("labels is no IDX file", "3 dimensions", "expected images");
    assertThatThrownBy(() -> ImageRows.read(images, images))
        .hasMessageContaining("expected labels as MNIST has");
    assertThatThrownBy(() -> ImageRows.read(cut, labels))
        .hasMessageContainingAll("[7, 1, 2]", "4 came");
    assertThatThrownBy(() -> ImageRows.read(gone, labels)).hasMessageContaining("no file at");
  }

  @Test
  void shouldRefuse_whenLabelsBelongToNothing() {
    assertThatThrownBy(() -> new RowSource(null, folder, Map.of(), 1))
        .hasMessageContainingAll("--labels", "--data");
    assertThatThrownBy(() -> new RowSource(folder, folder, Map.of("target", "y"), 1))
        .hasMessageContainingAll("--labels", "--target");
  }

  private Path write(String name, boolean gzip, ByteBuffer bytes) throws Exception {
    Path file = folder.resolve(name);
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = gzip ? new GZIPOutputStream(raw) : raw) {
      out.write(content);
    }
    return file;
  }

  private static ByteBuffer images(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + 2 * count);
    bytes.putInt(0x803).putInt(count).putInt(1).putInt(2);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) i).put((byte) (255 - i));
    }
    return bytes.flip();
  }

  private static ByteBuffer labels(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) i);
    }
    return bytes.flip();
  }
}
