using Microsoft.Extensions.Logging;
using Shoreline.Streams.Files;

namespace Shoreline.Edge.Deployments;

/// <summary>All deployments that are known, with those of earlier starts. Thread-safe.</summary>
internal sealed class DeploymentFolder
{
    private const int MostOver = 100;

    private readonly Lock _gate = new();
    private readonly IFileSystem _files;
    private readonly string _folder;
    private readonly Dictionary<Guid, DeploymentJournal> _journals = [];

    public DeploymentFolder(IFileSystem files, string folder, ILogger logger)
    {
        (_files, _folder) = (files, folder);
        files.CreateFolder(folder);
        files.SyncFolder(Path.GetDirectoryName(folder)!);
        files.SyncFolder(folder);
        foreach (var name in files.ListFolders(folder))
        {
            if (DeploymentJournal.Open(files, Path.Combine(folder, name), logger) is { } journal) _journals[journal.Document.Id] = journal;
            else files.DeleteFolder(Path.Combine(folder, name));
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<DeploymentJournal> All
    {
        get { lock (_gate) return [.. _journals.Values.OrderBy(journal => journal.CreatedAt)]; }
    }

    public DeploymentJournal Create(DeploymentDocument document, DateTimeOffset now)
    {
        lock (_gate)
        {
            // Two of one millisecond would change places over a restart.
            var newest = _journals.Values.Select(journal => journal.CreatedAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            return _journals[document.Id] = DeploymentJournal.Create(_files, _folder, document, now > newest ? now : newest.AddMilliseconds(1));
        }
    }

    public DeploymentJournal? Find(Guid id)
    {
        lock (_gate) return _journals.GetValueOrDefault(id);
    }

    /// <summary>Forgets the oldest that are over, beyond the newest 100.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            foreach (var journal in _journals.Values.Where(journal => journal.IsOver).OrderByDescending(journal => journal.CreatedAt).Skip(MostOver).ToArray())
            {
                _files.DeleteFolder(Path.Combine(_folder, journal.Document.Id.ToString()));
                _journals.Remove(journal.Document.Id);
            }
        }
    }
}
