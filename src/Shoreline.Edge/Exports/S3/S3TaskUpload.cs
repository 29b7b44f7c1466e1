namespace Shoreline.Edge.Exports.S3;

/// <summary>Brings the file of one task to the server, and goes on where an earlier attempt ended.</summary>
internal sealed class S3TaskUpload(S3Client s3, S3TaskStates states, S3TaskOptions options, ISendPermit permit)
{
    private const string ContentType = "application/octet-stream";

    /// <summary>Told of each part that arrived, and of how many there are.</summary>
    public required Func<int, int, Task> OnPart { get; init; }

    /// <summary>Told of an upload that could not be thrown away.</summary>
    public required Func<S3Target, string, Task> OnLeft { get; init; }

    private bool GoesInParts(long bytes) => bytes > Math.Min(Math.Max(options.ThresholdBytes, options.MinPartBytes), PartPlan.MaxPutBytes);

    /// <summary>One attempt. When it returns true, the object is there and the file did not change from first to last.</summary>
    /// <returns>False where the file changed meanwhile: the next attempt begins anew.</returns>
    /// <exception cref="S3Exception">The server or the network.</exception>
    /// <exception cref="IOException">The file, or the disk of the state.</exception>
    public async Task<bool> RunAsync(S3TaskState state, S3Metadata metadata, CancellationToken cancellationToken)
    {
        return GoesInParts(state.Source.Bytes)
            ? await PutPartsAsync(state, metadata, cancellationToken).ConfigureAwait(false)
            : await PutWholeAsync(state, metadata, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Throws the parts of an upload away. What cannot be thrown away is told, and does not stop the task.</summary>
    /// <param name="isLastChance">Nobody tries again: what another attempt might throw away is told too.</param>
    public async Task<S3TaskState> AbandonAsync(S3TaskState state, CancellationToken cancellationToken, bool isLastChance = false)
    {
        if (state.UploadId is not { } uploadId) return state;
        try
        {
            await s3.AbortAsync(state.Target, uploadId, cancellationToken).ConfigureAwait(false);
        }
        catch (S3Exception e) when (isLastChance || !e.IsTransient)
        {
            await OnLeft(state.Target, e.Message).ConfigureAwait(false);
        }
        return states.Write(state with { UploadId = null });
    }

    private async Task<bool> PutWholeAsync(S3TaskState state, S3Metadata metadata, CancellationToken cancellationToken)
    {
        await permit.SpendAsync(state.Source.Bytes, cancellationToken).ConfigureAwait(false);
        using var file = state.Source.OpenAt(0);
        await s3.PutAsync(state.Target, file, ContentType, metadata, cancellationToken).ConfigureAwait(false);
        return !state.Source.HasChanged();
    }

    private async Task<bool> PutPartsAsync(S3TaskState state, S3Metadata metadata, CancellationToken cancellationToken)
    {
        var (current, arrived) = await ResumeAsync(state, cancellationToken).ConfigureAwait(false);
        if (current.UploadId is null)
        {
            var plan = PartPlan.For(current.Source.Bytes, options.MinPartBytes);
            var uploadId = await s3.StartUploadAsync(current.Target, metadata, cancellationToken).ConfigureAwait(false);
            current = states.Write(current with { UploadId = uploadId, PartBytes = plan.PartBytes });
        }
        var parts = await PutMissingPartsAsync(current, arrived, cancellationToken).ConfigureAwait(false);
        if (parts is null)
        {
            await AbandonAsync(current, cancellationToken).ConfigureAwait(false);
            return false;
        }
        try
        {
            await s3.CompleteAsync(current.Target, current.UploadId!, parts, cancellationToken).ConfigureAwait(false);
        }
        catch (S3Exception e) when (e.Fault == S3Fault.UploadGone)
        {
            // Completed by an attempt that never saw the answer, perhaps; whether it was cannot be told, so the object is written once
            // more.
            states.Write(current with { UploadId = null });
            throw new S3Exception(S3Fault.Busy, e.Message, e);
        }
        return true;
    }

    /// <returns>Null where the file changed.</returns>
    private async Task<List<S3Part>?> PutMissingPartsAsync(
        S3TaskState state, Dictionary<int, S3Part> arrived, CancellationToken cancellationToken)
    {
        var plan = new PartPlan(state.Source.Bytes, state.PartBytes);
        var parts = new List<S3Part>(plan.Count);
        using var file = state.Source.OpenAt(0);
        for (var number = 1; number <= plan.Count; number++)
        {
            var bytes = plan.BytesOf(number);
            if (arrived.TryGetValue(number, out var part) && part.Bytes == bytes)
            {
                parts.Add(part);
                continue;
            }
            if (state.Source.HasChanged()) return null;
            await permit.SpendAsync(bytes, cancellationToken).ConfigureAwait(false);
            file.Position = plan.OffsetOf(number);
            parts.Add(
                await s3.UploadPartAsync(state.Target, state.UploadId!, number, file, bytes, cancellationToken).ConfigureAwait(false));
            await OnPart(number, plan.Count).ConfigureAwait(false);
        }
        return state.Source.HasChanged() ? null : parts;
    }

    /// <summary>
    /// What the server has of the upload that an earlier attempt began. The server decides: a part that it lists is not sent again.
    /// </summary>
    private async Task<(S3TaskState State, Dictionary<int, S3Part> Arrived)> ResumeAsync(
        S3TaskState state, CancellationToken cancellationToken)
    {
        if (state.UploadId is not { } uploadId) return (state, []);
        try
        {
            var parts = await s3.ListPartsAsync(state.Target, uploadId, cancellationToken).ConfigureAwait(false);
            return (state, parts.ToDictionary(part => part.Number));
        }
        catch (S3Exception e) when (!e.IsTransient)
        {
            // It knows no such upload any more, or cannot list parts at all.
            return (await AbandonAsync(state, cancellationToken).ConfigureAwait(false), []);
        }
    }
}
