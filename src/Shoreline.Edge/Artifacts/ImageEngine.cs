using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Shoreline.Edge.Artifacts;

/// <summary>The machine's container engine, docker or podman: it holds the images of <c>docker:</c> artifacts.</summary>
/// <remarks>
/// Which registries need no TLS, which credentials they take and what a short name means is the engine's own configuration, which is the
/// operator's: nothing of it is set, or got around, here.
/// </remarks>
/// <param name="program">Null for whichever is found on the path.</param>
internal sealed partial class ImageEngine(string? program = null)
{
    private const int MostOutputChars = 4096;
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromMinutes(2);

    private static readonly string[] Programs = ["docker", "podman"];

    /// <summary>Makes sure that the machine has an image. The tag <c>latest</c> is pulled each time.</summary>
    /// <exception cref="ArtifactException">It cannot be had.</exception>
    public async Task PullAsync(string image, CancellationToken cancellationToken)
    {
        var engine = program ?? await FindAsync(cancellationToken).ConfigureAwait(false);
        if (!ImageReference.IsLatest(image) && await HasAsync(engine, image, cancellationToken).ConfigureAwait(false)) return;
        var (code, output) = await RunAsync(engine, ["pull", "--quiet", image], cancellationToken).ConfigureAwait(false);
        if (code == 0) return;
        throw new ArtifactException(ArtifactErrors.Docker, "DEPENDENCY_ERROR",
            $"Pulling the image {image} failed: '{Path.GetFileName(engine)} pull' ended with exit code {code}: {output} " +
            "Check the image's name, the network, and what the engine knows of this registry.",
            isTransient: true);
    }

    /// <summary>What the engine knows an image by, whatever its names; null where it is not there.</summary>
    /// <exception cref="ArtifactException">No engine answers.</exception>
    public async Task<string?> FindIdAsync(string image, CancellationToken cancellationToken)
    {
        var engine = program ?? await FindAsync(cancellationToken).ConfigureAwait(false);
        string[] arguments = ["image", "inspect", "--format", "{{.Id}}", image];
        var (code, output) = await RunAsync(engine, arguments, cancellationToken).ConfigureAwait(false);
        return code == 0 && Id().Match(output) is { Success: true } id ? id.Value : null;
    }

    /// <summary>Removes an image. One that is in use stays; one that is not there is as good as removed.</summary>
    /// <returns>What the engine said where it did not.</returns>
    /// <exception cref="ArtifactException">No engine answers.</exception>
    public async Task<string?> RemoveAsync(string image, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RemovalLimit);
        try
        {
            var engine = program ?? await FindAsync(limit.Token).ConfigureAwait(false);
            var (code, output) = await RunAsync(engine, ["image", "rm", image], limit.Token).ConfigureAwait(false);
            return code == 0 || !await HasAsync(engine, image, limit.Token).ConfigureAwait(false) ? null : output;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer of the container engine within {RemovalLimit.TotalSeconds:N0} s";
        }
    }

    private static async Task<bool> HasAsync(string engine, string image, CancellationToken cancellationToken) =>
        (await RunAsync(engine, ["image", "inspect", image], cancellationToken).ConfigureAwait(false)).ExitCode == 0;

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string engine, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(engine, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
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

    /// <summary>Of more output the end counts: engines warn first and say last why they failed.</summary>
    private static void Keep(StringBuilder output, string? line)
    {
        if (line is null) return;
        lock (output)
        {
            output.Append(line.Length > MostOutputChars ? line.AsSpan()[..MostOutputChars] : line).Append(' ');
            if (output.Length > MostOutputChars) output.Remove(0, output.Length - MostOutputChars);
        }
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

    [GeneratedRegex(@"\b[0-9a-f]{64}\b")]
    private static partial Regex Id();
}
