using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Tests.Exports.Kinesis;

/// <summary>
/// Speaks PutRecords and checks signatures, and fails as only the real Kinesis does: some records of a call, or all of it.
/// </summary>
internal sealed class KinesisDouble : IAsyncDisposable
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "eu-central-1";

    private readonly WebApplication _app;

    private KinesisDouble(WebApplication app, int port) => (_app, Endpoint) = (app, new Uri($"http://127.0.0.1:{port}"));

    public Uri Endpoint { get; }

    /// <summary>Error code for a record of a call, both counted from 0; null takes it.</summary>
    public Func<int, int, string?> RecordFault { get; set; } = (_, _) => null;

    /// <summary>Answers a whole call; null goes on to the records. May wait or abort.</summary>
    public Func<HttpContext, Task<IResult?>> CallFault { get; set; } = _ => Task.FromResult<IResult?>(null);

    /// <summary>Records taken, in order.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    public ConcurrentQueue<string> PartitionKeys { get; } = new();

    /// <summary>Records in each call.</summary>
    public ConcurrentQueue<int> Calls { get; } = new();

    public ConcurrentQueue<string> WrongSignatures { get; } = new();

    public static async Task<KinesisDouble> StartAsync()
    {
        var port = Ports.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var kinesis = new KinesisDouble(app, port);
        app.Run(kinesis.TakeAsync);
        await app.StartAsync();
        return kinesis;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    public static IResult Error(string type, string message, int status = 400) =>
        Results.Content(JsonSerializer.Serialize(new { __type = type, message }), "application/x-amz-json-1.1", statusCode: status);

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (!IsSigned(context.Request, body.ToArray())) WrongSignatures.Enqueue(context.Request.Headers.Authorization.ToString());
        if (await CallFault(context) is { } fault)
        {
            await fault.ExecuteAsync(context);
            return;
        }
        using var request = JsonDocument.Parse(body.ToArray());
        var records = request.RootElement.GetProperty("Records").EnumerateArray().ToList();
        var call = Calls.Count;
        Calls.Enqueue(records.Count);
        var results = records.Select((record, index) => Put(record, RecordFault(call, index))).ToList();
        var answer = new { FailedRecordCount = results.Count(r => r.ContainsKey("ErrorCode")), Records = results };
        await Results.Content(JsonSerializer.Serialize(answer), "application/x-amz-json-1.1").ExecuteAsync(context);
    }

    private Dictionary<string, string> Put(JsonElement record, string? fault)
    {
        if (fault is not null) return new() { ["ErrorCode"] = fault, ["ErrorMessage"] = "Rate exceeded for shard shardId-000000000000" };
        Taken.Enqueue(Encoding.UTF8.GetString(record.GetProperty("Data").GetBytesFromBase64()));
        PartitionKeys.Enqueue(record.GetProperty("PartitionKey").GetString()!);
        return new()
        {
            ["SequenceNumber"] = "49543463076548007577105092703039560359975228518395012686",
            ["ShardId"] = "shardId-000000000000",
        };
    }

    /// <summary>AWS Signature Version 4 by its description, apart from the library that signs.</summary>
    private static bool IsSigned(HttpRequest request, byte[] body)
    {
        var authorization = request.Headers.Authorization.ToString();
        var names = Between(authorization, "SignedHeaders=", ",").Split(';');
        var headers = string.Concat(names.Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n"));
        var canonical = $"{request.Method}\n/\n\n{headers}\n{string.Join(';', names)}\n{Hex(SHA256.HashData(body))}";
        var stamp = request.Headers["X-Amz-Date"].ToString();
        var scope = $"{stamp[..8]}/{Region}/kinesis/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + SecretKey);
        foreach (var part in (string[])[stamp[..8], Region, "kinesis", "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }
        var isNow = DateTimeOffset.ParseExact(
            stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal) > DateTimeOffset.UtcNow.AddMinutes(-5);
        return isNow && names.Contains("host") && names.Contains("x-amz-target") && authorization.Contains(
            $"Credential={AccessKey}/{scope}", StringComparison.Ordinal)
            && authorization.EndsWith($"Signature={Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))}", StringComparison.Ordinal);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Between(string text, string begin, string end)
    {
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
