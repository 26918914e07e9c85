package dev.retinue.journal.file;

import dev.retinue.budget.Cost;
import dev.retinue.budget.Money;
import dev.retinue.identity.Address;
import dev.retinue.identity.Principal;
import dev.retinue.identity.RunScope;
import dev.retinue.journal.JournalRecord;
import dev.retinue.journal.Payload;
import dev.retinue.journal.Permitted;
import dev.retinue.journal.Wait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes: the run first, then the components in the order of their declaration. A payload
 * is its length and its UTF-8, or, when it is large, the hash of the file that holds it.
 */
final class RecordCodec {
  static final byte STARTED = 1;
  static final byte INTENT = 2;
  static final byte RESULT = 3;
  static final byte FAILURE = 4;
  static final byte WAITING = 5;
  static final byte LEFT = 6;
  static final byte DECIDED = 7;
  static final byte ENDED = 8;
  static final byte SETTLED = 9;
  static final byte RESUMED = 10;
  static final byte LEARNED = 11;

  /** Payloads of more bytes than this have a file of their own. */
  static final int LARGE = 64 * 1024;

  private static final byte INLINE = 0;
  private static final byte IN_FILE = 1;

  /** Where large payloads are. */
  interface Large {
    /** Keeps it, durably where records are durable; returns its hash. */
    byte[] keep(byte[] payload) throws IOException;

    byte[] fetch(byte[] hash) throws IOException;
  }

  private RecordCodec() {}

  static byte write(JournalRecord record, ByteWriter out, Large large) throws IOException {
    out.putString(record.run());
    out.putInstant(record.at());
    return switch (record) {
      case JournalRecord.RunStarted started -> {
        RunScope scope = started.scope();
        out.putString(scope.agent());
        out.putString(scope.session());
        out.putString(scope.principal().name());
        out.putString(scope.tenant());
        out.putString(started.definitionHash());
        write(started.request(), out, large);
        yield STARTED;
      }
      case JournalRecord.Intent intent -> {
        out.putString(intent.address().path());
        out.putString(intent.effect());
        write(intent.permitted(), out, large);
        yield INTENT;
      }
      case JournalRecord.Result result -> {
        out.putString(result.address().path());
        out.putString(result.effect());
        write(result.permitted(), out, large);
        write(result.result(), out, large);
        write(result.cost(), out);
        yield RESULT;
      }
      case JournalRecord.Failure failure -> {
        out.putString(failure.address().path());
        out.putString(failure.effect());
        write(failure.permitted(), out, large);
        out.putString(failure.kind());
        out.putString(failure.message());
        write(failure.cost(), out);
        yield FAILURE;
      }
      case JournalRecord.Waiting waiting -> {
        out.putString(waiting.address().path());
        out.putString(waiting.effect());
        write(waiting.request(), out, large);
        write(waiting.need(), out);
        yield WAITING;
      }
      case JournalRecord.Left left -> {
        out.putString(left.address().path());
        yield LEFT;
      }
      case JournalRecord.Decided decided -> {
        out.putString(decided.address().path());
        out.putString(decided.rule());
        String denial = decided.denial();
        out.putByte(denial == null ? 0 : 1);
        if (denial != null) {
          out.putString(denial);
        }
        yield DECIDED;
      }
      case JournalRecord.Settled settled -> {
        out.putString(settled.address().path());
        out.putString(settled.by());
        out.putString(settled.verdict().name());
        yield SETTLED;
      }
      case JournalRecord.Learned learned -> {
        out.putString(learned.address().path());
        out.putString(learned.policy());
        write(learned.experience(), out, large);
        yield LEARNED;
      }
      case JournalRecord.Resumed resumed -> {
        out.putVar(resumed.active().toNanos());
        yield RESUMED;
      }
      case JournalRecord.RunEnded ended -> {
        write(ended.outcome(), out, large);
        yield ENDED;
      }
    };
  }

  static JournalRecord read(byte type, ByteReader in, Large large) throws IOException {
    String run = in.readString();
    Instant at = in.readInstant();
    return switch (type) {
      case STARTED -> {
        RunScope scope =
            new RunScope(
                run,
                in.readString(),
                in.readString(),
                new Principal(in.readString()),
                in.readString());
        yield new JournalRecord.RunStarted(scope, in.readString(), payload(in, large), at);
      }
      case INTENT ->
          new JournalRecord.Intent(
              run, address(in), in.readString(), required(permitted(in, large)), at);
      case RESULT ->
          new JournalRecord.Result(
              run,
              address(in),
              in.readString(),
              permitted(in, large),
              payload(in, large),
              cost(in),
              at);
      case FAILURE ->
          new JournalRecord.Failure(
              run,
              address(in),
              in.readString(),
              permitted(in, large),
              in.readString(),
              in.readString(),
              cost(in),
              at);
      case WAITING ->
          new JournalRecord.Waiting(
              run, address(in), in.readString(), payload(in, large), need(in), at);
      case LEFT -> new JournalRecord.Left(run, address(in), at);
      case DECIDED ->
          new JournalRecord.Decided(
              run, address(in), in.readString(), in.readByte() == 0 ? null : in.readString(), at);
      case SETTLED -> new JournalRecord.Settled(run, address(in), in.readString(), verdict(in), at);
      case LEARNED ->
          new JournalRecord.Learned(run, address(in), in.readString(), payload(in, large), at);
      case RESUMED -> new JournalRecord.Resumed(run, Duration.ofNanos(in.readVar()), at);
      case ENDED -> new JournalRecord.RunEnded(run, payload(in, large), at);
      default -> throw new IOException("an entry of unknown type " + type);
    };
  }

  /** The names of the files that a record refers to. */
  static List<String> payloads(byte type, ByteReader in) throws IOException {
    List<String> names = new ArrayList<>(0);
    read(
        type,
        in,
        new Large() {
          @Override
          public byte[] keep(byte[] payload) {
            throw new IllegalStateException("nothing is written while reading");
          }

          @Override
          public byte[] fetch(byte[] hash) {
            names.add(PayloadFiles.name(hash));
            return hash;
          }
        });
    return names;
  }

  private static JournalRecord.Settled.Verdict verdict(ByteReader in) throws IOException {
    String name = in.readString();
    for (JournalRecord.Settled.Verdict verdict : JournalRecord.Settled.Verdict.values()) {
      if (verdict.name().equals(name)) {
        return verdict;
      }
    }
    throw new IOException("a verdict of unknown name '" + name + "'");
  }

  private static Address address(ByteReader in) {
    return new Address(in.readString());
  }

  private static void write(@Nullable Permitted permitted, ByteWriter out, Large large)
      throws IOException {
    out.putByte(permitted == null ? 0 : 1);
    if (permitted != null) {
      write(permitted.request(), out, large);
      out.putString(permitted.rule());
    }
  }

  private static @Nullable Permitted permitted(ByteReader in, Large large) throws IOException {
    return in.readByte() == 0 ? null : new Permitted(payload(in, large), in.readString());
  }

  private static Permitted required(@Nullable Permitted permitted) throws IOException {
    if (permitted == null) {
      throw new IOException("an intent without what was permitted");
    }
    return permitted;
  }

  private static void write(Payload payload, ByteWriter out, Large large) throws IOException {
    byte[] encoded = payload.text().getBytes(StandardCharsets.UTF_8);
    if (encoded.length > LARGE) {
      byte[] hash = large.keep(encoded);
      out.putByte(IN_FILE);
      out.putBytes(hash, 0, hash.length);
    } else {
      out.putByte(INLINE);
      out.putVar(encoded.length);
      out.putBytes(encoded, 0, encoded.length);
    }
  }

  private static Payload payload(ByteReader in, Large large) throws IOException {
    return Payload.recorded(
        in.readByte() == INLINE
            ? in.readString()
            : new String(large.fetch(in.readBytes(PayloadFiles.HASH)), StandardCharsets.UTF_8));
  }

  private static void write(@Nullable Cost cost, ByteWriter out) {
    out.putByte(cost == null ? 0 : 1);
    if (cost != null) {
      out.putVar(cost.modelCalls());
      out.putVar(cost.toolCalls());
      out.putVar(cost.tokens());
      out.putVar(cost.money().picodollars());
      out.putVar(cost.time().toNanos());
    }
  }

  private static @Nullable Cost cost(ByteReader in) throws IOException {
    return in.readByte() == 0
        ? null
        : new Cost(
            in.readVar(),
            in.readVar(),
            in.readVar(),
            new Money(in.readVar()),
            Duration.ofNanos(in.readVar()));
  }

  private static void write(Wait need, ByteWriter out) {
    switch (need) {
      case Wait.Approval approval -> {
        out.putByte(1);
        out.putString(approval.rule());
        out.putString(approval.question());
      }
      case Wait.Answer answer -> {
        out.putByte(2);
        out.putString(answer.question());
      }
      case Wait.Until until -> {
        out.putByte(3);
        out.putInstant(until.instant());
      }
      case Wait.Mail mail -> out.putByte(4);
      case Wait.Doubt doubt -> {
        out.putByte(5);
        out.putString(doubt.key());
      }
      case Wait.Delegated delegated -> {
        out.putByte(6);
        out.putString(delegated.run());
      }
    }
  }

  private static Wait need(ByteReader in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 1 -> new Wait.Approval(in.readString(), in.readString());
      case 2 -> new Wait.Answer(in.readString());
      case 3 -> new Wait.Until(in.readInstant());
      case 4 -> new Wait.Mail();
      case 5 -> new Wait.Doubt(in.readString());
      case 6 -> new Wait.Delegated(in.readString());
      default -> throw new IOException("a wait of unknown kind " + kind);
    };
  }
}
