using Shoreline.Core;
using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Cameras;

/// <summary>The configuration files of the camera components, one for each group, with the credentials that their cameras need.</summary>
internal sealed class CameraFiles
{
    private readonly List<GroupFile> _files = [];
    private readonly RevisionKey _key;

    private CameraFiles(EdgePaths paths) => _key = new RevisionKey(paths);

    private sealed record GroupFile(string Group, string Path, string Revision, CameraComponentConfig Config);

    /// <summary>
    /// The groups, in the order of the configuration, each with its file and the revision of what the file, and the rule files that it
    /// names, say. Models are no part of the revision: a component that finds another one in its file goes over to it while it runs.
    /// </summary>
    public IEnumerable<(string Group, string Path, string Revision)> Groups =>
        _files.Select(file => (file.Group, file.Path, file.Revision));

    /// <summary>Makes them in memory.</summary>
    /// <exception cref="InvalidInputException">Secrets are missing; a line for each.</exception>
    public static CameraFiles Prepare(EdgeConfig config, EdgePaths paths)
    {
        var secrets = new SecretStore(config.Secrets, paths.Secrets);
        var faults = new ConfigFaults("edge.yaml");
        var files = new CameraFiles(paths);
        foreach (var group in config.Cameras.GroupBy(c => c.Group))
        {
            var content = new CameraComponentConfig
            {
                Device = config.Device.Value,
                LiveFolder = paths.Live,
                StatusFile = paths.CameraStatus(group.Key),
                SamplingFolder = paths.Sampling,
                Cameras = [.. group.Select(camera => Task(camera, secrets, faults))],
            };
            var rules = group.Select(camera => camera.Rules).OfType<string>().Distinct();
            var revision = files._key.Of([content.WithoutModels().ToFile(), .. rules.Select(ReadRules)]);
            files._files.Add(new GroupFile(group.Key, paths.CameraConfig(group.Key, revision), revision, content));
        }
        faults.ThrowIfAny();
        return files;
    }

    /// <summary>
    /// Writes those of a revision that is not there yet, and those in which a model is another; files of other revisions stay.
    /// </summary>
    public void Write()
    {
        if (_files.Count > 0) _key.Keep();
        foreach (var file in _files) AtomicFile.Write(file.Path, file.Config.ToFile(), AtomicFile.OwnerOnly);
    }

    /// <summary>The cameras that go over to another model without a restart.</summary>
    /// <param name="before">What the gateway went by until now.</param>
    public IEnumerable<CameraTask> SwappedSince(CameraFiles before)
    {
        foreach (var file in _files)
        {
            if (before._files.Find(had => had.Path == file.Path) is not { } had) continue; // its component is started again
            foreach (var (task, was) in file.Config.Cameras.Zip(had.Config.Cameras))
            {
                if (task.Model != was.Model) yield return task;
            }
        }
    }

    /// <summary>Deletes the files of all revisions that nothing starts any more: they hold passwords.</summary>
    /// <param name="kept">Paths.</param>
    /// <exception cref="IOException">One cannot be deleted.</exception>
    public static void RemoveOthers(EdgePaths paths, IReadOnlySet<string> kept)
    {
        foreach (var path in paths.CameraConfigs().Where(path => !kept.Contains(path)).ToList()) File.Delete(path);
    }

    /// <summary>Rules that were edited are a change as much as another path: a reload must start their cameras anew.</summary>
    private static byte[] ReadRules(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it was there when the configuration was checked; the camera tells why it cannot read it
        }
    }

    private static CameraTask Task(CameraConfig camera, SecretStore secrets, ConfigFaults faults)
    {
        var credentials = camera.InlineCredentials;
        try
        {
            if (camera.Secret is { } secret) credentials = secrets.ReadCredentials(secret);
        }
        catch (InvalidInputException e)
        {
            faults.Add(camera.Line, $"camera {camera.Name}", e.Message);
        }
        return new CameraTask
        {
            Name = camera.Name.Value,
            Source = camera.Source,
            User = credentials?.User,
            Password = credentials?.Password,
            Model = camera.Model,
            Shadow = camera.Shadow,
            Rules = camera.Rules,
            Transport = camera.Transport,
            Record = camera.Record,
            Faces = camera.Faces,
            Every = camera.Every,
            Lanes = camera.Lanes,
            Frames = camera.Frames,
            Inference = camera.Inference,
            Motion = camera.Motion,
            Overlay = camera.Overlay,
            Latest = camera.Latest,
            Sampling = camera.Sampling,
            Pictures = camera.Pictures,
        };
    }
}
