using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Shoreline.Cloud.Ingest;
using Shoreline.Cloud.Media;
using Shoreline.Core;
using Shoreline.Core.Naming;

namespace Shoreline.Cloud.Api;

/// <summary>Where gateways put media records. Format: docs/formats/http-ingest.md.</summary>
internal static class IngestEndpoints
{
    private const string AppendTimeHeader = "Shoreline-Append-Time";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPut("/ingest/v1/{device}/{stream}/{incarnation}/{sequence:long}", PutAsync).WithTags("ingest")
            .WithSummary("Stores a media record. 204 once it is durable; sending it again changes nothing.")
            .Produces(204).ProducesProblem(400).ProducesProblem(413).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503)
            .AddOpenApiOperationTransformer(DescribeBodyAsync);

    // Said to the document only: as a rule of the route (Accepts) it would turn away a sender that gives no content type.
    private static Task DescribeBodyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "A media record: docs/formats/media-record.md.",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = new() },
        };
        return Task.CompletedTask;
    }

    private static async Task<IResult> PutAsync(
        string device, string stream, string incarnation, long sequence, HttpContext context, MediaArchive archive, UploadBudget budget, IngestOptions options)
    {
        if (AddressFault(device, stream, incarnation, sequence) is { } fault) return Refuse(400, fault);
        if (!long.TryParse(context.Request.Headers[AppendTimeHeader].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var appendedAtNs)
            || !RecordTime.IsValid(appendedAtNs))
        {
            return Refuse(400, $"The header {AppendTimeHeader} must be a time in nanoseconds since the Unix epoch, before the year 2200.");
        }
        if (context.Request.ContentLength > options.MaxBodyBytes) return TooLarge(options);
        var bytes = context.Request.ContentLength ?? options.MaxBodyBytes;
        if (!budget.TryTake(bytes)) return Refuse(429, "Too many uploads at once; try again in a moment.");
        try
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = options.MaxBodyBytes;
            var record = await ReadBodyAsync(context.Request, context.RequestAborted);
            var wrong = MediaUpload.TryRead(new StreamKey(device, stream, incarnation), sequence, appendedAtNs, record, out var upload);
            if (wrong is not null) return Refuse(422, wrong);
            await archive.StoreAsync(upload!, context.RequestAborted);
            return Results.NoContent();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(options);
        }
        finally
        {
            budget.Return(bytes);
        }
    }

    private static string? AddressFault(string device, string stream, string incarnation, long sequence)
    {
        try
        {
            _ = new DeviceName(device);
        }
        catch (InvalidInputException e)
        {
            return e.Message;
        }
        if (stream.Length > RecordMessage.MaxStreamNameChars) return $"The stream name has {stream.Length} characters; {RecordMessage.MaxStreamNameChars} are allowed.";
        if (!Incarnations.IsValid(incarnation)) return $"'{incarnation}' is not an incarnation: 32 lower-case hexadecimal digits.";
        return sequence < 0 ? $"'{sequence}' is not a sequence: 0 or more." : null;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } length)
        {
            var exact = GC.AllocateUninitializedArray<byte>((int)length);
            await request.Body.ReadExactlyAsync(exact, cancellationToken);
            return exact;
        }
        using var grown = new MemoryStream();
        await request.Body.CopyToAsync(grown, cancellationToken);
        return grown.ToArray();
    }

    private static IResult TooLarge(IngestOptions options) =>
        Refuse(413, $"The record is longer than {options.MaxBodyBytes:N0} bytes. Raise 'ingest.maxBodyBytes' in cloud.yaml, or make fragments shorter.");

    private static IResult Refuse(int status, string detail) => Results.Problem(detail, statusCode: status);
}
