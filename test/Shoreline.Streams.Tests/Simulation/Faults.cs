namespace Shoreline.Streams.Tests.Simulation;

/// <summary>The calls of the file interface. All but the last change something, and are what a store can be stopped at.</summary>
internal enum DiskCall { Create, Write, Flush, Truncate, Move, Delete, CreateFolder, SyncFolder, Read }

/// <summary>Everything that can go wrong with a call, here and nowhere else. What comes between calls (a kill, a power cut, a flipped bit, the clock set) is in <see cref="Mishap"/>.</summary>
internal enum Fault
{
    None,

    /// <summary>A write or truncation fails, with half of it done.</summary>
    WriteError,

    /// <summary>A flush of a file fails, and the kernel forgets what was to be written.</summary>
    FlushError,

    /// <summary>A flush of a file or folder says it is done, and nothing has been done: the lying disk.</summary>
    FlushLost,

    /// <summary>A read fails.</summary>
    ReadError,

    /// <summary>Making, renaming, deleting a name, or flushing a folder fails.</summary>
    NameError,

    /// <summary>The file system is read-only: whatever changes something fails.</summary>
    ReadOnly,

    /// <summary>The call takes seconds.</summary>
    Slow,
}

/// <summary>What happens between two operations of a simulated run.</summary>
internal enum Mishap
{
    /// <summary>The process ends; the operating system keeps what it was given.</summary>
    Kill,

    /// <summary>The power goes: what was not flushed arrives in part, torn and in any order.</summary>
    PowerCut,

    /// <summary>No more room from now on.</summary>
    DiskFills,

    /// <summary>Room again.</summary>
    SpaceFreed,

    /// <summary>The file system turns read-only.</summary>
    TurnsReadOnly,

    /// <summary>It can be written again.</summary>
    TurnsWritable,

    /// <summary>The clock is set an hour or a year on or back.</summary>
    ClockStep,

    /// <summary>A bit of what was flushed turns over.</summary>
    BitFlip,
}
