using System.Text.Json;
using Shoreline.Core;

namespace Shoreline.Edge;

/// <summary>How to reach the running gateway of a root: <c>run/edge.json</c>, there while it runs.</summary>
/// <param name="Page">Address of the local page, without a slash at its end.</param>
/// <param name="Broker"><c>mqtt://127.0.0.1:port</c>.</param>
/// <param name="Started">When the process was started, as <see cref="Core.Processes.ProcessFacts.StartOf"/> has it: a file that a killed
/// gateway left is known by it, though another process has its id.</param>
public sealed record EdgeEndpoints(int Pid, string Page, int StreamManagerPort, string Broker, string Device, string? Started = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the endpoints of a root's gateway.</summary>
    /// <exception cref="ShorelineException">None runs there.</exception>
    public static EdgeEndpoints Read(string root)
    {
        var path = new EdgePaths(root).Endpoints;
        try
        {
            return JsonSerializer.Deserialize<EdgeEndpoints>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new MissingDependencyException($"No gateway runs in {root}: start one with 'shoreline edge', or name another folder with --root.", e);
        }
    }

    /// <summary>The token with which the operator's own commands speak to the stream manager of a root's gateway.</summary>
    /// <exception cref="ShorelineException">It cannot be read.</exception>
    public static string ReadToken(string root)
    {
        var path = new EdgePaths(root).StreamManagerToken;
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ShorelineException($"The token in {path} cannot be read ({e.Message}): run this command as the user that runs the gateway.", e);
        }
    }

    internal void Write(string path) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
