using Shoreline.Core;
using Shoreline.Edge.Configuration;

namespace Shoreline.Edge.Cameras;

/// <summary>The configuration files of the camera components, one for each group, with the credentials that their cameras need.</summary>
internal sealed class CameraFiles
{
    private readonly List<(string Path, CameraComponentConfig Config)> _files = [];

    private CameraFiles() { }

    /// <summary>Makes them in memory.</summary>
    /// <exception cref="InvalidInputException">Secrets are missing; a line for each.</exception>
    public static CameraFiles Prepare(EdgeConfig config, EdgePaths paths)
    {
        var secrets = new SecretStore(config.Secrets, paths.Secrets);
        var faults = new ConfigFaults("edge.yaml");
        var files = new CameraFiles();
        foreach (var group in config.Cameras.GroupBy(c => c.Group))
        {
            files._files.Add((paths.CameraConfig(group.Key), new CameraComponentConfig
            {
                Device = config.Device.Value,
                LiveFolder = paths.Live,
                StatusFile = paths.CameraStatus(group.Key),
                Cameras = [.. group.Select(camera => Task(camera, secrets, faults))],
            }));
        }
        faults.ThrowIfAny();
        return files;
    }

    public void Write()
    {
        foreach (var (path, config) in _files) config.Write(path);
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
            Transport = camera.Transport,
            Record = camera.Record,
            Faces = camera.Faces,
            Every = camera.Every,
        };
    }
}
