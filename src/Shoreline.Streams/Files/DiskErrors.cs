namespace Shoreline.Streams.Files;

/// <summary>What an error of the file system says.</summary>
internal static class DiskErrors
{
    // errno.h; .NET hands them on as the exception's HResult
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    public static bool IsFull(Exception error) => error is IOException { HResult: NoSpace or QuotaExceeded };
}
