import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Confluent's own serializer and deserializer behind standard input and output, run from source by
 * a JVM that has only their jar on its class path. Each line is one question:
 *
 * <pre>
 * read  URL TOPIC HEX                  answers the value as base64 of Avro's JSON
 * write URL TOPIC SCHEMA JSON REGISTER answers the bytes in hex; SCHEMA and JSON are base64
 * </pre>
 *
 * Answers begin with "= ", faults with "! ".
 */
final class ConfluentOracle {
  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      try {
        System.out.println("= " + (words[0].equals("read") ? read(words) : write(words)));
      } catch (Exception e) {
        System.out.println("! " + e + " caused by " + e.getCause());
      }
    }
  }

  private static String read(String[] words) throws Exception {
    try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
      deserializer.configure(Map.of("schema.registry.url", words[1]), false);
      GenericRecord value =
          (GenericRecord) deserializer.deserialize(words[2], HexFormat.of().parseHex(words[3]));
      ByteArrayOutputStream json = new ByteArrayOutputStream();
      Encoder encoder = EncoderFactory.get().jsonEncoder(value.getSchema(), json);
      new GenericDatumWriter<>(value.getSchema()).write(value, encoder);
      encoder.flush();
      return Base64.getEncoder().encodeToString(json.toByteArray());
    }
  }

  private static String write(String[] words) throws Exception {
    Schema schema = new Schema.Parser().parse(text(words[3]));
    Object value =
        new GenericDatumReader<>(schema)
            .read(null, DecoderFactory.get().jsonDecoder(schema, text(words[4])));
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      serializer.configure(
          Map.of("schema.registry.url", words[1], "auto.register.schemas", words[5]), false);
      return HexFormat.of().formatHex(serializer.serialize(words[2], value));
    }
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
