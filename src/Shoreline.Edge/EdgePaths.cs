namespace Shoreline.Edge;

/// <summary>Where a gateway keeps its files: everything under one root.</summary>
/// <param name="root">Absolute.</param>
/// <param name="liveFolder">Of the latest pictures, or null for <c>live</c> under the root.</param>
public sealed class EdgePaths(string root, string? liveFolder = null)
{
    public string Root { get; } = root;

    public string Streams => Path.Combine(Root, "streams");

    public string Broker => Path.Combine(Root, "broker");

    public string Run => Path.Combine(Root, "run");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>The components' records and configuration: docs/formats/config-store.md.</summary>
    public string Configuration => Path.Combine(Root, "config");

    /// <summary>Where components and command lines connect.</summary>
    public string IpcSocket => Path.Combine(Root, "ipc.socket");

    /// <summary>Files with which local users show that they may use the command line.</summary>
    public string CommandLineTokens => Path.Combine(Root, "cli_ipc_info");

    /// <summary>What calls the command line by Greengrass' name, for this root.</summary>
    public string CommandLine => Path.Combine(Root, "bin", "greengrass-cli");

    /// <summary>Recipes that the gateway makes of its own configuration.</summary>
    public string OwnRecipes => Path.Combine(Run, "recipes");

    /// <summary>Digest of the own deployment that succeeded last.</summary>
    public string OwnDeployment => Path.Combine(Run, "deployment.sha256");

    public string Shadows => Path.Combine(Root, "shadows");

    public string FleetStatusSequence => Path.Combine(Root, "fleet-status.sequence");

    public string Secrets => Path.Combine(Root, "secrets");

    /// <summary>Uploads under way of S3 tasks, taken up again by the next start.</summary>
    public string S3Tasks => Path.Combine(Root, "s3-tasks");

    /// <summary>How many bytes left the gateway on this day.</summary>
    public string Bandwidth => Path.Combine(Root, "bandwidth.json");

    /// <summary>How many frames each camera sampled on its day.</summary>
    public string Sampling => Path.Combine(Root, "sampling");

    public string Live { get; } = liveFolder ?? Path.Combine(root, "live");

    /// <summary>Endpoints of the running gateway; there only while it runs.</summary>
    public string Endpoints => Path.Combine(Run, "edge.json");

    /// <summary>What the operator's own commands show to the stream manager; mode 0600.</summary>
    public string StreamManagerToken => Path.Combine(Run, "stream-manager.token");

    /// <summary>How the last reload went; there from the first one on, while the gateway runs.</summary>
    public string ReloadReport => Path.Combine(Run, "reload.json");

    /// <summary>
    /// What the cameras of a group are to do. Each revision is a file of its own: until a new one counts, the component of the old one
    /// may be started again.
    /// </summary>
    public string CameraConfig(string group, string revision) => Path.Combine(Run, $"{VisionComponent(group)}.{revision}.yaml");

    /// <summary>What the revisions are made with; mode 0600.</summary>
    public string RevisionKey => Path.Combine(Run, "revisions.key");

    /// <summary>All that <see cref="CameraConfig"/> names.</summary>
    public IEnumerable<string> CameraConfigs() => Directory.EnumerateFiles(Run, VisionComponent("*.yaml"));

    public string CameraStatus(string group) => Path.Combine(Run, VisionComponent(group) + ".status.json");

    /// <summary>Latest picture of a camera.</summary>
    public static string LatestPicture(string liveFolder, string camera) => Path.Combine(liveFolder, camera, "latest.jpg");

    /// <summary>Latest picture of a camera with what was found drawn in.</summary>
    public static string AnnotatedPicture(string liveFolder, string camera) => Path.Combine(liveFolder, camera, "annotated.jpg");

    /// <summary>Name of the component that runs the cameras of a group.</summary>
    public static string VisionComponent(string group) => "vision-" + group;

    public void CreateFolders()
    {
        foreach (var folder in (string[])[Root, Streams, Broker, Run, Logs, Sampling, Live]) Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
