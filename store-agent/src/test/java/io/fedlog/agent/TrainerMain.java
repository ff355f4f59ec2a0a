package io.fedlog.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A trainer as somebody else would write it, run as a child process: it knows the files' formats
 * and none of our classes. Its first argument says what it does, its last is the round's file.
 */
final class TrainerMain {

  private TrainerMain() {}

  /** The command that runs this class. */
  static List<String> command(String... behaviour) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                TrainerMain.class.getName()));
    command.addAll(List.of(behaviour));
    return command;
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("child")) {
      Files.writeString(Path.of(args[1]), "here");
      Thread.sleep(600_000);
    }
    JsonNode round = new ObjectMapper().readTree(Path.of(args[args.length - 1]).toFile());
    switch (args[0]) {
      case "fail" -> {
        System.out.println("reading rows");
        System.err.println("no such column: sales");
        System.exit(3);
      }
      case "hang" -> {
        Process child = new ProcessBuilder(command("child", args[1])).start();
        Files.writeString(Path.of(args[1] + ".pid"), String.valueOf(child.pid()));
        System.out.println("started a child");
        Thread.sleep(600_000);
      }
      case "orphan" -> {
        Process shell =
            new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $! > " + args[1])
                .start();
        shell.waitFor();
        write(round, round.get("layout"), 0, metrics("5", "0.5"));
      }
      case "leave" -> {
        Process child = new ProcessBuilder("sleep", "600").inheritIO().start();
        Files.writeString(Path.of(args[1]), String.valueOf(child.pid()));
        write(round, round.get("layout"), 0, metrics("5", "0.5"));
      }
      case "environment" -> {
        System.getenv().keySet().forEach(name -> System.out.println("has " + name));
        write(round, round.get("layout"), 0, metrics("5", "0.5"));
      }
      case "talk" -> {
        System.out.println("x".repeat(5000) + "\u001b[31m");
        for (int i = 0; i < 3000; i++) {
          System.out.println("line " + i);
        }
        write(round, round.get("layout"), 0, metrics("5", "0.5"));
      }
      case "silent" -> {}
      case "evaluate" ->
          Files.writeString(
              Path.of(round.get("metrics").asText()),
              "{\"evaluation_samples\": 4, \"loss\": " + values(round)[0] + "}");
      case "add" -> write(round, round.get("layout"), 0, metrics("12", "0.25"));
      case "nan" -> write(round, round.get("layout"), Float.NaN, metrics("12", "0.25"));
      case "bad-metrics" -> write(round, round.get("layout"), 0, args[1]);
      case "layout" -> write(round, new ObjectMapper().readTree(args[1]), 0, metrics("12", "0.25"));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static String metrics(String samples, String loss) {
    return "{\"training_samples\": " + samples + ", \"loss\": " + loss + "}";
  }

  /** The model's numbers plus one each, plus what is given; zeros when there is no model. */
  private static void write(JsonNode round, JsonNode layout, float plus, String metrics)
      throws IOException {
    float[] base = values(round);
    StringBuilder header = new StringBuilder("{");
    int at = 0;
    for (JsonNode tensor : layout) {
      int size = 1;
      for (JsonNode each : tensor.get("shape")) {
        size *= each.asInt();
      }
      header
          .append(at == 0 ? "" : ",")
          .append(tensor.get("name"))
          .append(":{\"dtype\":\"F32\",\"shape\":")
          .append(tensor.get("shape"))
          .append(",\"data_offsets\":[" + 4 * at + "," + 4 * (at + size) + "]}");
      at += size;
    }
    byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + 4 * at).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json);
    for (int i = 0; i < at; i++) {
      file.putFloat((i < base.length ? base[i] + 1 : 0) + plus);
    }
    Files.write(Path.of(round.get("update").asText()), file.array());
    Files.writeString(Path.of(round.get("metrics").asText()), metrics);
  }

  /** All numbers of the model's file, which follow its header. */
  private static float[] values(JsonNode round) throws IOException {
    if (round.get("model").isNull()) {
      return new float[0];
    }
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(Path.of(round.get("model").asText())))
            .order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) file.getLong();
    file.position(8 + header);
    float[] values = new float[file.remaining() / 4];
    file.asFloatBuffer().get(values);
    return values;
  }
}
