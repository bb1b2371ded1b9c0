// A windowed count per key, as a Kafka Streams program; rounds are asked for on the standard input, one a line.

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

/** Arguments: brokers, input topic, output topic, window in ms, grace in ms, commit interval in ms, threads, folder. */
public final class WindowCount {
  private WindowCount() {}

  /** Event time is what the event's header says. */
  private static long occurredAt(ConsumerRecord<Object, Object> record, long partitionTime) {
    var header = record.headers().lastHeader("occurred-at");
    if (header == null) return record.timestamp();
    long at = 0;
    for (byte digit : header.value()) at = at * 10 + (digit - '0');
    return at;
  }

  private static Topology topology(String input, String output, Duration size, Duration grace) {
    var builder = new StreamsBuilder();
    builder
        .stream(
            input,
            Consumed.with(Serdes.String(), Serdes.ByteArray())
                .withTimestampExtractor(WindowCount::occurredAt))
        .groupByKey()
        .windowedBy(TimeWindows.ofSizeAndGrace(size, grace))
        .count()
        .toStream()
        .filter((window, count) -> count != null)
        .map((window, count) -> KeyValue.pair(window.key(), window.window().start() + " " + count))
        .to(output, Produced.with(Serdes.String(), Serdes.String()));
    return builder.build();
  }

  private static long cpuNanos() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }

  public static void main(String[] args) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in));
    KafkaStreams streams = null;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (streams != null) {
        streams.close();
        streams.cleanUp();
        streams = null;
      }
      if (!line.isEmpty()) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, line);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, args[5]);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, args[6]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, args[7]);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // A topology keeps the names of its first application's changelogs: one of its own for each round.
        var size = Duration.ofMillis(Long.parseLong(args[3]));
        var grace = Duration.ofMillis(Long.parseLong(args[4]));
        streams = new KafkaStreams(topology(args[1], args[2], size, grace), settings);
        streams.start();
      }
      System.out.println(line + " " + cpuNanos());
    }
    if (streams != null) streams.close();
  }
}
