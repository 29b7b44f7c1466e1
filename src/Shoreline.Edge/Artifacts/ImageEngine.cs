using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Shoreline.Edge.Artifacts;

/// <summary>The machine's container engine, docker or podman: it holds the images of <c>docker:</c> artifacts.</summary>
/// <param name="program">Null for whichever is found on the path.</param>
internal sealed partial class ImageEngine(string? program = null)
{
    private const int MostOutputChars = 4096;

    private static readonly string[] Programs = ["docker", "podman"];

    /// <summary>Image reference of an artifact's URI.</summary>
    /// <exception cref="ArtifactException">It is none.</exception>
    public static string ImageOf(string uri)
    {
        var image = uri[(uri.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (image.Length <= 512 && Reference().IsMatch(image)) return image;
        throw new ArtifactException(ArtifactErrors.DockerImageName, "COMPONENT_RECIPE_ERROR", $"'{uri}' names no image: [registry/][path/]name[:tag|@digest] is expected.");
    }

    /// <summary>Whether an image comes from the cloud's private registries, for which credentials are needed.</summary>
    public static bool IsPrivateCloudRegistry(string image) => PrivateRegistry().IsMatch(image);

    /// <summary>Makes sure that the machine has an image. The tag <c>latest</c> is pulled each time.</summary>
    public async Task PullAsync(string image, CancellationToken cancellationToken)
    {
        if (!IsLatest(image) && (await RunAsync(["image", "inspect", image], cancellationToken).ConfigureAwait(false)).ExitCode == 0) return;
        var (code, output) = await RunAsync(["pull", "--quiet", image], cancellationToken).ConfigureAwait(false);
        if (code != 0) throw new ArtifactException(ArtifactErrors.Docker, "DEPENDENCY_ERROR", $"Pulling the image {image} failed with exit code {code}: {output}", isTransient: true);
    }

    /// <summary>Removes an image. One that is in use stays, and so does one that is not there.</summary>
    /// <returns>What the engine said where it did not.</returns>
    public async Task<string?> RemoveAsync(string image, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(["image", "rm", image], cancellationToken).ConfigureAwait(false);
        return code == 0 ? null : output;
    }

    private static bool IsLatest(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal)) return false;
        var name = image[(image.LastIndexOf('/') + 1)..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || name[(colon + 1)..] == "latest";
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        await RunAsync(program ?? await FindAsync(cancellationToken).ConfigureAwait(false), arguments, cancellationToken).ConfigureAwait(false);

    private static async Task<(int ExitCode, string Output)> RunAsync(string engine, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(engine) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        lock (output) return (process.ExitCode, output.ToString().Trim());
    }

    private static void Keep(StringBuilder output, string? line)
    {
        lock (output)
            if (line is not null && output.Length + line.Length < MostOutputChars) output.Append(line).Append(' ');
    }

    /// <summary>The first engine that answers: docker may be there without its daemon.</summary>
    private static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var found = Programs.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).Where(File.Exists).ToArray();
        var silent = new List<string>();
        foreach (var engine in found)
        {
            var (code, output) = await RunAsync(engine, ["info"], cancellationToken).ConfigureAwait(false);
            if (code == 0) return engine;
            silent.Add($"{engine} answers: {output}");
        }
        throw new ArtifactException(ArtifactErrors.Docker, "DEVICE_ERROR", silent.Count == 0
            ? "A component needs a container image, and neither docker nor podman is on the path. Install one."
            : $"A component needs a container image, and no container engine works. {string.Join(". ", silent)}");
    }

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9._-]*(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@[a-z0-9]+:[a-fA-F0-9]{32,128})?\z")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/")]
    private static partial Regex PrivateRegistry();
}
