namespace Shoreline.Cloud.Ingest;

/// <summary>Consecutive sequences of one stream incarnation, both ends included.</summary>
internal readonly record struct SequenceRange(long First, long Last)
{
    public long Count => Last - First + 1;
}
