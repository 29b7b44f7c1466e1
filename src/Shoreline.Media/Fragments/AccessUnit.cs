namespace Shoreline.Media.Fragments;

/// <summary>One encoded picture. Times are running times of its session, in nanoseconds.</summary>
/// <param name="DtsNs">When it is decoded.</param>
/// <param name="PtsNs">When it is shown.</param>
/// <param name="IsKeyFrame">Decoding can begin here.</param>
internal readonly record struct AccessUnit(long DtsNs, long PtsNs, bool IsKeyFrame);

/// <summary>One sample of a fragment: times and duration in ticks of 1/90,000 s since the session began.</summary>
internal readonly record struct Sample(long DtsTicks, long PtsTicks, int Bytes, bool IsKeyFrame);
