using Shoreline.Core;
using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Cameras;

/// <summary>The configuration files of the camera components, one for each group, with the credentials that their cameras need.</summary>
internal sealed class CameraFiles
{
    private readonly List<(string Group, string Path, string Revision, byte[] Content)> _files = [];
    private readonly RevisionKey _key;

    private CameraFiles(EdgePaths paths) => _key = new RevisionKey(paths);

    /// <summary>The groups, in the order of the configuration, each with its file and the revision of what the file, and the rule files that it names, say.</summary>
    public IEnumerable<(string Group, string Path, string Revision)> Groups => _files.Select(file => (file.Group, file.Path, file.Revision));

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
            }.ToFile();
            var revision = files._key.Of([content, .. group.Select(camera => camera.Rules).OfType<string>().Distinct().Select(ReadRules)]);
            files._files.Add((group.Key, paths.CameraConfig(group.Key, revision), revision, content));
        }
        faults.ThrowIfAny();
        return files;
    }

    /// <summary>Writes those of a revision that is not there yet; files of others stay.</summary>
    public void Write()
    {
        if (_files.Count > 0) _key.Keep();
        foreach (var (_, path, _, content) in _files) AtomicFile.Write(path, content, AtomicFile.OwnerOnly);
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
