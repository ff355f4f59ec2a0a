package io.fedlog.standalone.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What made a version, from records. */
class ModelLineageTest {

  @Test
  void shouldGoBackToTheFirst_whenAVersionIsMadeOfOthers() throws Exception {
    FedHistory history = FedHistory.chain(4, 3);
    history.promote("sales", 3);
    history.charge("sales", 4, "plan-4", 3);

    ModelLineage lineage = lineage(history, "sales", 4, 100);

    assertThat(lineage.isWhole()).isTrue();
    assertThat(lineage.versions())
        .extracting(made -> made.name().toString())
        .containsExactly(
            "sales/4", "sales/3", "sales/2", "sales/1", "sales.moments/1", "sales.vocabulary/1");
    JsonNode json = new ObjectMapper().readTree(LineageJson.of(lineage));
    assertThat(json.get("model_type").asText()).isEqualTo("sales");
    assertThat(json.get("whole").asBoolean()).isTrue();
    JsonNode newest = json.get("versions").get(0);
    assertThat(newest.get("model_sha256").asText()).isEqualTo(FedHistory.sha("sales", 4));
    assertThat(newest.get("base").get("version").asLong()).isEqualTo(3);
    assertThat(newest.get("requires")).hasSize(2);
    assertThat(newest.get("promoted").asBoolean()).isFalse();
    assertThat(newest.get("round").get("round_id").asText()).isEqualTo("plan-4");
    assertThat(newest.get("round").get("settings").get("training.epochs").asText()).isEqualTo("2");
    assertThat(newest.get("privacy").get("epsilon").asDouble()).isEqualTo(1.25);
    assertThat(newest.get("aggregator_code_version").asText()).isEqualTo("0.1.0");
    assertThat(newest.get("store_code_versions").get("0.1.0").asInt()).isEqualTo(3);
    JsonNode store = newest.get("stores").get(1);
    assertThat(store.get("store_id").asText()).isEqualTo("store-1");
    assertThat(store.get("update_sha256").asText()).hasSize(64);
    assertThat(store.get("dataset_fingerprint").asText()).endsWith("f0001");
    assertThat(json.get("versions").get(1).get("promoted").asBoolean()).isTrue();
    assertThat(json.get("versions").get(3).get("base").isNull()).isTrue();
  }

  /** Rounds are retired and old versions forgotten; the audit topic stays. */
  @Test
  void shouldSayTheSameButWhatIsMissing_whenOnlyTheAuditIsLeft() throws Exception {
    FedHistory history = FedHistory.chain(4, 3);
    List<String> whole = names(lineage(history, "sales", 4, 100));
    history.definitions.clear();
    history.manifests.clear();

    ModelLineage lineage = lineage(history, "sales", 4, 100);

    assertThat(names(lineage)).isEqualTo(whole);
    assertThat(lineage.isWhole()).isFalse();
    MadeVersion newest = lineage.versions().get(0);
    assertThat(newest.missing())
        .containsExactly(
            "the manifest: no longer on fl.global-models",
            "the round's definition: not on fl.rounds");
    assertThat(newest.notes().sha256()).isEqualTo(FedHistory.sha("sales", 4));
    assertThat(newest.round().settings()).containsEntry("training.epochs", "2");
    assertThat(newest.notes().updates()).hasSize(3);
  }

  @Test
  void shouldNameWhatIsMissing_whenTheAuditIsOfAnEarlierRelease() {
    FedHistory history = FedHistory.chain(2, 3);
    history.events.clear();

    ModelLineage lineage = lineage(history, "sales", 2, 100);

    assertThat(lineage.versions()).hasSize(4);
    assertThat(lineage.versions().get(0).missing())
        .containsExactly("round_completed on fl.audit", "3 of 3 updates are not named on fl.audit");
  }

  @Test
  void shouldTell_whenRecordsContradictEachOther() {
    FedHistory history = FedHistory.chain(2, 3);
    history.manifests.replaceAll(
        m ->
            m.getModelType().equals("sales") && m.getVersion() == 2
                ? ModelManifest.newBuilder(m).setSha256("00").build()
                : m);
    history.definitions.replaceAll(
        d ->
            d.getRoundId().equals("plan-2")
                ? RoundDefinition.newBuilder(d).setMinStores(7).build()
                : d);

    assertThat(lineage(history, "sales", 2, 100).versions().get(0).contradictions())
        .hasSize(2)
        .first()
        .asString()
        .contains("the manifest says the model is 00");
  }

  @Test
  void shouldTell_whenAPageIsThereTwice() {
    FedHistory history = FedHistory.chain(2, 3);
    int page =
        IntStream.range(0, history.events.size())
            .filter(i -> !history.events.get(i).getCohort().isEmpty())
            .max()
            .orElseThrow();
    history.events.add(page, history.events.get(page));

    assertThat(lineage(history, "sales", 2, 100).versions().get(0).contradictions())
        .singleElement()
        .asString()
        .contains("the 6 updates named on fl.audit have the digest");
  }

  @Test
  void shouldStopAtTheDepth_whenThereIsMore() {
    ModelLineage lineage = ModelLineage.of(name("sales", 4), FedHistory.chain(4, 1).notes(9), 1);

    assertThat(names(lineage))
        .containsExactly("sales/4", "sales/3", "sales.moments/1", "sales.vocabulary/1");
    assertThat(lineage.cut()).containsExactly(name("sales", 3));
  }

  @Test
  void shouldBeXml_whenNamesAreHostile() throws Exception {
    FedHistory history = new FedHistory();
    String evil = "<script>\"&'" + (char) 7 + (char) 0xD800 + "x".repeat(300);
    history.version(evil, 1, null, List.of(), "r<&", "m\">", 2);

    Document svg = parse(LineageSvg.of(lineage(history, evil, 1, 100)));

    assertThat(svg.getElementsByTagName("script").getLength()).isZero();
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
        .contains("<script>\"&'??xxx");
  }

  @Test
  void shouldDrawEveryStoreAndVersion_whenTheyAreFew() throws Exception {
    FedHistory history = FedHistory.chain(5, 12);
    history.promote("sales", 4);
    history.charge("sales", 5, "plan-5", 12);

    String text = LineageSvg.of(lineage(history, "sales", 5, 100));

    look("few.svg", text);
    Document svg = parse(text);
    long stores = texts(svg).stream().filter(title -> title.startsWith("store-")).count();
    assertThat(stores).isEqualTo(12 * 6 + 1);
    assertThat(texts(svg)).contains("sales/5\nsha256 " + FedHistory.sha("sales", 5));
  }

  @Test
  void shouldStaySmall_whenVersionsAndStoresAreMany() throws Exception {
    FedHistory history = FedHistory.chain(1000, 40);
    history.promote("sales", 500);
    ModelLineage lineage = lineage(history, "sales", 1000, 20);

    String text = LineageSvg.of(lineage);

    look("many.svg", text);
    assertThat(lineage.versions()).hasSize(1002);
    assertThat(text).contains("versions<title>").hasSizeLessThan(200_000);
    assertThat(parse(text).getElementsByTagName("rect").getLength()).isBetween(20, 80);
    JsonNode json = new ObjectMapper().readTree(LineageJson.of(lineage));
    assertThat(json.get("versions").get(0).get("stores")).hasSize(20);
    assertThat(json.get("versions").get(0).get("stores_left_out").asInt()).isEqualTo(20);
  }

  /** For people: where the build says so, the pictures are kept. */
  private static void look(String name, String text) throws Exception {
    String folder = System.getProperty("fedlog.pictures");
    if (folder != null) {
      Files.writeString(Path.of(folder, name), text);
    }
  }

  private static List<String> texts(Document svg) {
    var titles = svg.getElementsByTagName("title");
    return IntStream.range(0, titles.getLength())
        .mapToObj(i -> titles.item(i).getTextContent())
        .toList();
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> names(ModelLineage lineage) {
    return lineage.versions().stream().map(made -> made.name().toString()).toList();
  }

  private static VersionName name(String type, long version) {
    return new VersionName(type, version);
  }

  private static ModelLineage lineage(FedHistory history, String type, long version, int stores) {
    return ModelLineage.of(name(type, version), history.notes(stores), Integer.MAX_VALUE);
  }
}
