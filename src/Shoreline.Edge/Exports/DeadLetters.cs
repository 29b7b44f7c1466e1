using System.Runtime.CompilerServices;
using System.Text.Json;
using Shoreline.Core;
using Shoreline.Streams;

namespace Shoreline.Edge.Exports;

/// <summary>
/// Keeps what a destination refuses for good, with the reason, in <c>dead.&lt;stream&gt;</c>. Format: docs/formats/dead-letter.md.
/// </summary>
internal sealed class DeadLetters(StreamStore store, TimeProvider time)
{
    public const string Prefix = "dead.";
    private const long MaxBytes = 64 << 20;

    private readonly Lock _creating = new();

    /// <summary>
    /// Stores the refused records of a batch, from an index on. Where the edge is killed in between, some are stored twice.
    /// </summary>
    /// <param name="from">Moves on over what is stored, so that a repetition goes on there.</param>
    /// <returns>Null once they are stored, otherwise why not: try again.</returns>
    public async Task<string?> TryAddAsync(ExportBatch batch, string destination, StrongBox<int> from, CancellationToken cancellationToken)
    {
        try
        {
            var stream = OpenStream(Prefix + batch.Stream);
            for (; from.Value < batch.Count; from.Value++)
            {
                if (batch.RefusalOf(from.Value) is not { } reason) continue;
                var letter = Encode(batch.Stream, batch.Incarnation, batch.Records[from.Value], destination, reason);
                await stream.AppendAsync(letter, cancellationToken).ConfigureAwait(false);
            }
            return null;
        }
        catch (Exception e) when (e is ShorelineException or IOException)
        {
            return $"refused records cannot be set aside: {e.Message}";
        }
    }

    /// <summary>Stores one refused record; durable when it completes.</summary>
    /// <exception cref="ShorelineException">It is not stored: try again.</exception>
    /// <exception cref="IOException">The same.</exception>
    public async Task AddAsync(DurableStream from, StreamRecord record, string destination, string reason) =>
        await OpenStream(Prefix + from.Name).AppendAsync(Encode(from.Name, from.Incarnation, record, destination, reason)).ConfigureAwait(false);

    private DurableStream OpenStream(string name)
    {
        lock (_creating)
        {
            // It overwrites its oldest: a destination that refuses everything must not fill the disk. The stream counts what it overwrites.
            return store.TryGet(name, out var stream)
                ? stream
                : store.Create(new StreamDefinition { Name = name, MaxBytes = MaxBytes, OnFull = OnFull.OverwriteOldest });
        }
    }

    private byte[] Encode(string stream, string incarnation, StreamRecord record, string destination, string reason)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schema = "shoreline.dead/1",
            time = Timestamps.ToText(time.NowNs()),
            stream,
            incarnation,
            sequence = record.Sequence,
            appended = Timestamps.ToText(record.AppendedAtNs),
            destination,
            reason,
        });
        return [.. header, (byte)'\n', .. record.Payload.Span];
    }
}
