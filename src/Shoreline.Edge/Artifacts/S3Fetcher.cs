using System.Buffers;
using Shoreline.Edge.Exports.S3;
using Shoreline.Greengrass.StreamManager.Documents;

namespace Shoreline.Edge.Artifacts;

/// <summary>Fetches <c>s3://bucket/key</c>.</summary>
internal sealed class S3Fetcher(S3Client client) : IArtifactFetcher
{
    private const int BlockBytes = 64 << 10;

    public IReadOnlyCollection<string> Schemes { get; } = ["s3"];

    public async Task FetchAsync(ArtifactSource source, PartialFile into, CancellationToken cancellationToken)
    {
        var target = TargetOf(source);
        var validator = into.Length > 0 ? into.Validator : null;
        if (validator is null) into.Reset();
        try
        {
            var expected = await client.GetAsync(target, into.Length, validator, (tag, body, stall) => CopyAsync(tag, body, into, stall), cancellationToken).ConfigureAwait(false);
            if (into.Length != expected)
                throw new ArtifactException(ArtifactErrors.S3, "NETWORK_ERROR", $"{target}: {into.Length:N0} of {expected:N0} bytes came", isTransient: true);
        }
        catch (S3Exception e)
        {
            var isOther = validator is not null && e.Fault == S3Fault.Invalid; // another version by now (412), or a shorter one (416)
            if (isOther) into.Reset();
            throw new ArtifactException(ArtifactErrors.S3, e.IsTransient ? "NETWORK_ERROR" : "DEPENDENCY_ERROR", e.Message, e, e.IsTransient || isOther);
        }
    }

    private static async Task CopyAsync(string? tag, Stream body, PartialFile into, StallWatch stall)
    {
        if (into.Length == 0) into.Reset(tag);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (int got; (got = await body.ReadAsync(block, stall.Token).ConfigureAwait(false)) > 0;)
            {
                stall.Moved();
                into.Append(block.AsSpan(0, got));
            }
        }
        finally { ArrayPool<byte>.Shared.Return(block); }
    }

    private static S3Target TargetOf(ArtifactSource source)
    {
        var rest = source.Uri[(source.Uri.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && S3Names.IsBucket(rest[..slash]) && slash + 1 < rest.Length) return new S3Target(rest[..slash], rest[(slash + 1)..]);
        throw new ArtifactException(ArtifactErrors.BadUri, "COMPONENT_RECIPE_ERROR", $"'{source.Uri}' is not of the form s3://bucket/key. Correct the recipe of {source.Component}.");
    }
}
