namespace Shoreline.Edge.Exports;

/// <summary>Bounds of what one export has on its way at once: they bound its memory too.</summary>
/// <param name="BatchRecords">Records of one batch.</param>
/// <param name="BatchBytes">Payload bytes of one batch; a single larger record goes alone.</param>
/// <param name="WindowBatches">Batches that are sent and not confirmed.</param>
/// <param name="WindowBytes">Payload bytes of them; a single larger batch goes alone.</param>
internal sealed record ExportLimits(int BatchRecords, int BatchBytes, int WindowBatches, long WindowBytes);
