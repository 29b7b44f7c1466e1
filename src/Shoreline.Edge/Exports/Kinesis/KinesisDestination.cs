using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Shoreline.Edge.Exports.Aws;

namespace Shoreline.Edge.Exports.Kinesis;

/// <summary>
/// Puts each record into a Kinesis data stream, under a partition key of its own; what Kinesis does not take of a call is sent again alone.
/// </summary>
internal sealed class KinesisDestination(KinesisOptions options, TimeProvider time) : IExportDestination, IDisposable
{
    /// <summary>Limits of PutRecords (API Reference). Keys count into both sizes.</summary>
    public const int MaxRecords = 500;

    public const int MaxRecordBytes = 1 << 20;

    public const int MaxCallBytes = 5 << 20;

    private const string Target = "Kinesis_20131202.PutRecords";

    private readonly SignedJsonClient _client = new("kinesis", options.Connection, options.Timeout, time);
    private volatile bool _unreachable;

    public string Id => options.Id;

    public ExportLimits Limits { get; } = new(
        BatchRecords: Math.Clamp(options.BatchRecords, 1, MaxRecords),
        BatchBytes: MaxCallBytes - MaxRecords * PutRecordsRequest.PartitionKeyBytes,
        WindowBatches: 2,
        WindowBytes: 2 * MaxCallBytes);

    /// <summary>Whether the last attempt got an answer.</summary>
    public bool IsReachable => !_unreachable;

    public ValueTask WaitReachableAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose() => _client.Dispose();

    public async Task<Delivery> DeliverAsync(ExportBatch batch, ISendPermit permit, CancellationToken cancellationToken)
    {
        RefuseTooLarge(batch);
        try
        {
            Delivery? worst = null;
            foreach (var call in Calls(batch))
            {
                var fault = await PutAsync(batch, call, cancellationToken).ConfigureAwait(false);
                _unreachable = false;
                if (fault is not null) worst = Delivery.Failed(fault);
            }
            return worst ?? Delivery.Confirmed;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AmazonClientException)
        {
            _unreachable = true;
            return Delivery.Unreachable($"{Server}: {e.Message.ReplaceLineEndings(" ")}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _unreachable = true;
            return Delivery.Unreachable($"{Server}: no answer within {_client.Timeout.TotalSeconds:N0} s");
        }
    }

    private string Server => _client.Endpoint.GetLeftPart(UriPartial.Authority);

    private static int SizeOf(ExportBatch batch, int index) => batch.Records[index].Payload.Length + PutRecordsRequest.PartitionKeyBytes;

    private static void RefuseTooLarge(ExportBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch.IsPending(i) || SizeOf(batch, i) <= MaxRecordBytes) continue;
            var bytes = batch.Records[i].Payload.Length;
            batch.SetRefused(i, $"the record's {bytes:N0} bytes and its key are more than the {MaxRecordBytes:N0} that Kinesis takes");
        }
    }

    /// <summary>What is pending, cut as calls allow it.</summary>
    private static List<int[]> Calls(ExportBatch batch)
    {
        var calls = new List<int[]>();
        var call = new List<int>();
        var bytes = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch.IsPending(i)) continue;
            if (call.Count == MaxRecords || bytes + SizeOf(batch, i) > MaxCallBytes)
            {
                calls.Add([.. call]);
                call.Clear();
                bytes = 0;
            }
            call.Add(i);
            bytes += SizeOf(batch, i);
        }
        if (call.Count > 0) calls.Add([.. call]);
        return calls;
    }

    /// <returns>Null where Kinesis took all records of the call, otherwise what it says of the others.</returns>
    private async Task<string?> PutAsync(ExportBatch batch, int[] call, CancellationToken cancellationToken)
    {
        var request = PutRecordsRequest.Encode(options.StreamName, batch, call);
        using var response = await _client.PostAsync(Target, request, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var answer = JsonDocument.Parse(body);
            // No refusal of a whole call is for good: a missing stream, right or key can be mended, and of the records only the size
            // matters, which is checked before.
            return response.StatusCode == HttpStatusCode.OK
                ? Settle(batch, call, answer.RootElement)
                : RefusalOf(response, answer.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return $"{Server}: HTTP {(int)response.StatusCode} with an answer that Kinesis does not give";
        }
    }

    private string? Settle(ExportBatch batch, int[] call, JsonElement answer)
    {
        var results = answer.GetProperty("Records");
        if (results.GetArrayLength() != call.Length) return $"{Server}: {results.GetArrayLength()} results for {call.Length} records";
        string? fault = null;
        var failed = 0;
        foreach (var (index, result) in call.Zip(results.EnumerateArray()))
        {
            if (result.TryGetProperty("ErrorCode", out var code) && code.ValueKind == JsonValueKind.String)
            {
                failed++;
                fault = $"{code.GetString()}: {Text(result, "ErrorMessage")}";
            }
            else
            {
                batch.SetDelivered(index);
            }
        }
        return fault is null ? null : $"{Server}: {failed} of {call.Length} records were not taken, the last for {fault}";
    }

    private string RefusalOf(HttpResponseMessage response, JsonElement answer)
    {
        var type = Text(answer, "__type");
        var message = Text(answer, "message") is { Length: > 0 } said ? said : Text(answer, "Message");
        type = type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..]; // without its namespace
        return $"{Server}: HTTP {(int)response.StatusCode} {type}: {message.ReplaceLineEndings(" ")}".TrimEnd(':', ' ');
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
