package io.fedlog.coordinator.rest.binary;

import io.fedlog.runtime.tensors.TensorEntry;
import io.fedlog.runtime.tensors.TensorType;
import io.fedlog.schemas.NumberType;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes one {@link io.fedlog.schemas.ParameterSet} in Avro's single-object encoding. */
final class AvroWriter implements ModelWriter {

  @Override
  public void write(ModelArrays arrays, OutputStream out) throws IOException {
    out.write(AvroForm.prefix());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeArrayStart();
    encoder.setItemCount(arrays.entries().size());
    for (TensorEntry entry : arrays.entries()) {
      encoder.startItem();
      encoder.writeString(entry.name());
      encoder.writeArrayStart();
      encoder.setItemCount(entry.shape().size());
      for (long length : entry.shape()) {
        encoder.startItem();
        encoder.writeLong(length);
      }
      encoder.writeArrayEnd();
      NumberType type = entry.type() == TensorType.F32 ? NumberType.FLOAT32 : NumberType.FLOAT64;
      encoder.writeEnum(type.ordinal());
      encoder.writeLong(entry.end() - entry.begin());
      arrays.write(entry, out); // a direct encoder holds nothing back
    }
    encoder.writeArrayEnd();
  }
}
