using System.Buffers.Binary;
using System.Globalization;
using Shoreline.Core.Naming;
using Shoreline.Messaging;

namespace Shoreline.Cloud.Ingest;

/// <summary>A message of consecutive records, checked and taken apart. Format: docs/formats/mqtt.md.</summary>
/// <param name="First">Sequence of the first record.</param>
/// <param name="Payloads">The records, slices of the message.</param>
/// <param name="AppendedAtNs">When the edge stored each, in nanoseconds since the Unix epoch.</param>
internal sealed record RecordMessage(StreamKey Key, long First, IReadOnlyList<ReadOnlyMemory<byte>> Payloads, long[] AppendedAtNs)
{
    private const int MaxRecords = 100_000;
    public const int MaxStreamNameChars = 120;
    private const int LengthBytes = 4;
    private const byte LineFeed = (byte)'\n';

    public SequenceRange Range => new(First, First + Payloads.Count - 1);

    /// <summary>Reads a message.</summary>
    /// <param name="fault">What is wrong with it, where false is returned.</param>
    public static bool TryRead(MqttMessage message, out RecordMessage? read, out MessageFault? fault)
    {
        (read, fault) = (null, null);
        var (device, stream) = ("", "");
        string? reason = null;
        if (!Topics.TryParse(message.Topic, "records", out device, out stream) || stream.Length > MaxStreamNameChars) reason = "has a topic that is none of records";
        else if (!IsDevice(device)) reason = $"is from '{device}', which is not a device name";

        var incarnation = message.UserProperty("incarnation");
        var hasRange = TryReadRange(message, out var range);
        if (reason is null && !Incarnations.IsValid(incarnation)) reason = "has no 'incarnation' of 32 hexadecimal digits";
        if (reason is null && !hasRange) reason = $"has no 'sequence' and 'count' that are numbers, count from 1 to {MaxRecords:N0}";
        var identified = reason is null;

        IReadOnlyList<ReadOnlyMemory<byte>> payloads = [];
        long[] times = [];
        reason ??= TrySplit(message.Payload, message.UserProperty("encoding"), (int)range.Count, out payloads)
            ?? TryReadTimes(message.UserProperty("times"), (int)range.Count, out times);
        if (reason is null)
        {
            read = new RecordMessage(new StreamKey(device, stream, incarnation!), range.First, payloads, times);
            return true;
        }
        fault = new MessageFault(reason, device, stream, identified ? incarnation! : "", identified ? range : null);
        return false;
    }

    private static bool IsDevice(string name)
    {
        try
        {
            return new DeviceName(name).Value.Length > 0;
        }
        catch (Core.InvalidInputException)
        {
            return false;
        }
    }

    private static bool TryReadRange(MqttMessage message, out SequenceRange range)
    {
        range = default;
        if (!TryReadNumber(message.UserProperty("sequence"), out var first) || !TryReadNumber(message.UserProperty("count"), out var count)) return false;
        if (count is < 1 or > MaxRecords || first > long.MaxValue - count) return false;
        range = new SequenceRange(first, first + count - 1);
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string? TrySplit(ReadOnlyMemory<byte> payload, string? encoding, int count, out IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var split = new List<ReadOnlyMemory<byte>>(Math.Min(count, payload.Length + 1));
        records = split;
        return encoding switch
        {
            "lines" => SplitLines(payload, count, split),
            "framed" => SplitFrames(payload, count, split),
            null => "has no 'encoding'",
            _ => $"has the encoding '{encoding}'; known are lines and framed",
        };
    }

    // hot: per record
    private static string? SplitLines(ReadOnlyMemory<byte> payload, int count, List<ReadOnlyMemory<byte>> records)
    {
        var rest = payload;
        while (records.Count < count)
        {
            var end = rest.Span.IndexOf(LineFeed);
            records.Add(end < 0 ? rest : rest[..end]);
            if (end < 0) return records.Count == count ? null : $"holds {records.Count} lines instead of {count}";
            rest = rest[(end + 1)..];
        }
        return $"holds more than {count} lines";
    }

    // hot: per record
    private static string? SplitFrames(ReadOnlyMemory<byte> payload, int count, List<ReadOnlyMemory<byte>> records)
    {
        var rest = payload;
        while (records.Count < count)
        {
            if (rest.Length < LengthBytes) return $"ends after {records.Count} of {count} records";
            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
            if (length > rest.Length - LengthBytes) return $"says {length} bytes for record {records.Count} and has {rest.Length - LengthBytes}";
            records.Add(rest.Slice(LengthBytes, (int)length));
            rest = rest[(LengthBytes + (int)length)..];
        }
        return rest.Length == 0 ? null : $"has {rest.Length} bytes after its {count} records";
    }

    private static string? TryReadTimes(ReadOnlySpan<char> text, int count, out long[] times)
    {
        times = new long[count];
        var given = text.IsEmpty ? 0 : text.Count(',') + 1;
        if (given != count) return $"has {given} times instead of {count}";
        var (read, at) = (0, 0L);
        foreach (var part in text.Split(','))
        {
            if (!long.TryParse(text[part], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step)) return "has times that are not numbers";
            at += step;
            if (!RecordTime.IsValid(at)) return $"has a time of {at} ns, which is not between the years 1970 and 2200";
            times[read++] = at;
        }
        return null;
    }
}

/// <summary>Why a message was refused, and as much of where it comes from as could be read.</summary>
/// <param name="Incarnation">Empty where unknown.</param>
/// <param name="Range">The sequences to acknowledge once the message is in quarantine; null where the message does not tell.</param>
internal sealed record MessageFault(string Reason, string Device, string Stream, string Incarnation, SequenceRange? Range);
