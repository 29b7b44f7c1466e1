using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Shoreline.Edge.ConfigStore;
using Shoreline.Edge.Nucleus;
using Shoreline.Streams.Files;
using Shoreline.Streams.Format;

namespace Shoreline.Edge.Deployments;

/// <summary>What a deployment did and is about to do: docs/formats/deployment.md. Thread-safe for readers; one writer.</summary>
internal sealed class DeploymentJournal
{
    private const string FileName = "journal";
    private const int PrefixBytes = 9; // checksum and blank

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 3 * ConfigMerge.MaxDepth };

    private readonly IFileSystem _files;
    private readonly string _path;
    private long _length;
    private volatile JournalStep[] _steps;

    private DeploymentJournal(IFileSystem files, string path, JournalStep[] steps, long length) => (_files, _path, _steps, _length) = (files, path, steps, length);

    public IReadOnlyList<JournalStep> Steps => _steps;

    public DeploymentDocument Document => _steps[0].Document!;

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(_steps[0].AtMs!.Value);

    public string Status => Find(JournalStep.Ended)?.Status ?? (_steps.Length > 1 ? DeploymentEnding.InProgress : DeploymentEnding.Queued);

    public bool IsOver => Find(JournalStep.Ended) is not null;

    public DeploymentDetails? Details => Find(JournalStep.Ended) is { Detailed: { } detailed } ended ? new DeploymentDetails(detailed, ended.Stack ?? [], ended.Types ?? [], ended.Cause) : null;

    /// <summary>Begins a journal; durable when it returns.</summary>
    public static DeploymentJournal Create(IFileSystem files, string folder, DeploymentDocument document, DateTimeOffset now)
    {
        var own = Path.Combine(folder, document.Id.ToString());
        files.CreateFolder(own);
        var journal = new DeploymentJournal(files, Path.Combine(own, FileName), [], 0);
        files.Open(journal._path, FileOpen.Replace).Dispose();
        journal.Append(new JournalStep(JournalStep.Queued) { AtMs = now.ToUnixTimeMilliseconds(), Document = document });
        files.SyncFolder(own);
        files.SyncFolder(folder);
        return journal;
    }

    /// <returns>Null for one whose making was interrupted: nobody was told of it.</returns>
    public static DeploymentJournal? Open(IFileSystem files, string folder, ILogger logger)
    {
        var path = Path.Combine(folder, FileName);
        if (!files.FileExists(path)) return null;
        var bytes = ConfigFiles.ReadAll(files, path);
        var steps = new List<JournalStep>();
        var length = 0;
        while (length < bytes.Length && Read(bytes.AsSpan(length), out var lineBytes) is { } step)
        {
            steps.Add(step);
            length += lineBytes;
        }
        if (steps.Count == 0 || steps[0].Document is null) return null;
        if (bytes.AsSpan(length).Contains((byte)'\n')) DeploymentLog.JournalDamaged(logger, path, length); // a torn line has no end
        using (var file = files.Open(path, FileOpen.ReadWrite)) file.Flush(); // a killed process may have left the last line unflushed, and what follows builds on it
        var journal = new DeploymentJournal(files, path, [.. steps], length);
        if (!journal.IsOver) files.SyncFolder(folder); // so with the file's name: a deployment that is gone on with must not vanish from the disk
        return journal;
    }

    public JournalStep? Find(string step) => _steps.LastOrDefault(candidate => candidate.Step == step);

    public void Append(JournalStep step)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(step, Json);
        byte[] bytes = [.. Encoding.ASCII.GetBytes($"{Crc32C.Compute(text):x8} "), .. text, (byte)'\n'];
        using (var file = _files.Open(_path, FileOpen.ReadWrite))
        {
            if (file.Length > _length) file.Truncate(_length); // of a write that failed, or was torn
            file.Write(bytes, _length);
            file.Flush();
        }
        _length += bytes.Length;
        _steps = [.. _steps, step];
    }

    public void End(DeploymentEnding ending) => Append(new JournalStep(JournalStep.Ended)
    {
        Status = ending.Status,
        Detailed = ending.Details?.Detailed,
        Stack = ending.Details?.ErrorStack,
        Types = ending.Details?.ErrorTypes,
        Cause = ending.Details?.Cause,
    });

    private static JournalStep? Read(ReadOnlySpan<byte> rest, out int lineBytes)
    {
        var end = rest.IndexOf((byte)'\n');
        lineBytes = end + 1;
        if (end < PrefixBytes || !uint.TryParse(rest[..8], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)) return null;
        var text = rest[PrefixBytes..end];
        if (Crc32C.Compute(text) != checksum) return null;
        try { return JsonSerializer.Deserialize<JournalStep>(text, Json); }
        catch (JsonException) { return null; } // written by another version: reported as damaged
    }
}
