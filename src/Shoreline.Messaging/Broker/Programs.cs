namespace Shoreline.Messaging.Broker;

/// <summary>Finds programs on PATH and in the folders of system programs, which an ordinary user's PATH lacks on Debian.</summary>
internal static class Programs
{
    public static string? Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Append("/usr/sbin").Append("/usr/local/sbin").Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }
}
