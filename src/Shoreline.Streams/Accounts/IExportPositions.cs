namespace Shoreline.Streams.Accounts;

/// <summary>How far each export is: what the ledger needs to know of the cursors.</summary>
internal interface IExportPositions
{
    IReadOnlyList<ExportPosition> Positions { get; }
}

/// <summary>One export's place in a stream.</summary>
/// <param name="Key">File name of its cursor.</param>
/// <param name="ExportId">What it is called.</param>
/// <param name="Start">First sequence that it answers for.</param>
/// <param name="Confirmed">Last sequence confirmed; <paramref name="Start"/> − 1 where none is.</param>
internal readonly record struct ExportPosition(string Key, string ExportId, long Start, long Confirmed);
