namespace Shoreline.Streams.Tests.Simulation;

/// <summary>How a run was stopped, and so what it may have lost.</summary>
internal enum Stop
{
    /// <summary>The process ended: what was acknowledged is there, flushed or not.</summary>
    Kill,

    /// <summary>The power went: what relaxed streams had not flushed may be lost.</summary>
    PowerCut,
}
