# syntax=docker/dockerfile:1
# One image for all roles: the command says which, as with ./fedlog (coordinator, aggregator, agent, up, demo).

FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -Dquick -Dmaven.test.skip=true -pl standalone -am package

FROM eclipse-temurin:17-jre
# State lives in one folder, which a volume takes over; ND4J unpacks its native code there too.
RUN groupadd --gid 10001 fedlog \
    && useradd --uid 10001 --gid fedlog --home-dir /var/lib/fedlog --create-home --shell /usr/sbin/nologin fedlog
COPY --from=build /build/standalone/target/lib /opt/fedlog/lib
COPY --from=build /build/standalone/target/fedlog.jar /opt/fedlog/fedlog.jar
COPY LICENSE /opt/fedlog/LICENSE

USER fedlog
WORKDIR /var/lib/fedlog
ENV FL_JAVA_OPTS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError" \
    FL_HEALTH_PORT=8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["java", "-Xmx32m", "-cp", "/opt/fedlog/fedlog.jar", "io.fedlog.runtime.HealthProbeMain"]
# The shell only puts the options in; exec makes Java the process that is told to stop.
ENTRYPOINT ["sh", "-c", "exec java $FL_JAVA_OPTS -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -jar /opt/fedlog/fedlog.jar \"$@\"", "fedlog"]
CMD ["--help"]
