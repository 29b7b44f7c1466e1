using System.Security.Cryptography;
using System.Text;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Inference;

/// <summary>
/// Optimised graphs on disk, so that the next start loads what this one made. Layout of a file: docs/formats/graph-cache.md.
/// </summary>
/// <remarks>
/// A graph serves one digest of weights, one version of ONNX Runtime, one level of optimisation and one kind of processor: all are in the
/// name of its file and in the file. A file that is damaged, or another's, is made anew. Where the folder cannot be written to, starts take
/// as long as without it.
/// </remarks>
internal sealed class GraphCache(string folder)
{
    /// <summary>So many graphs are kept, of so many bytes together; the one that was not used for longest goes first.</summary>
    public const int MostFiles = 64;

    public const long MostBytes = 1L << 30;

    private const string Extension = ".graph";
    private const int HeaderBytes = 8 + 32 + 32; // magic, digest of what it serves, digest of the graph
    private const long LargestWeights = 512 << 20; // ONNX Runtime writes larger graphs in several files
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private static ReadOnlySpan<byte> Magic => "SLGRAPH1"u8;

    /// <summary><c>shoreline/graphs</c> in the folder of caches, beside the weights.</summary>
    public static GraphCache FromEnvironment() => new(Path.Combine(WeightsStore.CacheFolder(), "graphs"));

    /// <summary>A session of weights: from a graph that is kept, or from the weights, whose graph is then kept.</summary>
    /// <param name="digest"><c>sha256:…</c> of the weights.</param>
    /// <exception cref="OnnxRuntimeException">The weights are not a model that this ONNX Runtime can run.</exception>
    public InferenceSession Open(string weightsPath, string digest, InferenceOptions options)
    {
        if (!Serves(weightsPath, options)) return new InferenceSession(File.ReadAllBytes(weightsPath), options);
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(KeyText(digest, options)));
        var path = Path.Combine(folder, Convert.ToHexStringLower(key) + Extension);
        return TryLoad(path, key, options) ?? Make(path, key, weightsPath, digest, options);
    }

    private static bool Serves(string weightsPath, InferenceOptions options) =>
        options is { CacheGraph: true, Optimization: not GraphOptimization.None }
        && ExecutionProvider.Parse(options.Provider).IsCpu // what others compile cannot be written as a graph
        && new FileInfo(weightsPath).Length <= LargestWeights;

    /// <summary>Threads are not in it: they run a graph and do not shape it.</summary>
    private static string KeyText(string digest, InferenceOptions options) =>
        $"{digest}\n{OrtRuntime.Version}\n{options.Optimization}\n{CpuFeatures.Text}";

    /// <returns>Null where there is no such file, or it is not what was written.</returns>
    private static InferenceSession? TryLoad(string path, byte[] key, InferenceOptions options)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: > HeaderBytes and < 2 * LargestWeights }) return null;
            var file = File.ReadAllBytes(path);
            if (!IsWhole(file, key)) return null;
            // It is optimised already, and may hold operators that exist behind the last optimisation only.
            var session = new InferenceSession(file.AsSpan(HeaderBytes), options with { Optimization = GraphOptimization.None });
            Touch(path);
            return session;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OnnxRuntimeException)
        {
            return null; // it is made anew
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> file, ReadOnlySpan<byte> key) =>
        file.Length > HeaderBytes && file.StartsWith(Magic) && file.Slice(8, 32).SequenceEqual(key)
        && SHA256.HashData(file[HeaderBytes..]).AsSpan().SequenceEqual(file.Slice(40, 32));

    private InferenceSession Make(string path, byte[] key, string weightsPath, string digest, InferenceOptions options)
    {
        var weights = File.ReadAllBytes(weightsPath);
        // They may have changed since their digest was taken.
        var isAsSaid = digest == "sha256:" + Convert.ToHexStringLower(SHA256.HashData(weights));
        if (!isAsSaid || Prepare() is not { } written) return new InferenceSession(weights, options);
        try
        {
            var session = CreateAndWrite(weights, options, written);
            Keep(written, path, key);
            return session;
        }
        finally
        {
            Discard(written);
        }
    }

    /// <summary>A full disk must not cost the session: then it is made without its graph.</summary>
    private static InferenceSession CreateAndWrite(byte[] weights, InferenceOptions options, string written)
    {
        try
        {
            return new InferenceSession(weights, options, written);
        }
        catch (OnnxRuntimeException)
        {
            return new InferenceSession(weights, options);
        }
    }

    /// <returns>A name for ONNX Runtime to write the graph to; null where the folder cannot be written to.</returns>
    private string? Prepare()
    {
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var path = Path.Combine(folder, $"{Guid.NewGuid():N}.new");
            File.WriteAllBytes(path, []);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the file beside its place and renames it, so that another process sees all of it or none.</summary>
    private void Keep(string written, string path, byte[] key)
    {
        try
        {
            var graph = File.ReadAllBytes(written);
            if (graph.Length == 0) return;
            var file = new byte[HeaderBytes + graph.Length];
            Magic.CopyTo(file);
            key.CopyTo(file, 8);
            SHA256.HashData(graph, file.AsSpan(40, 32));
            graph.CopyTo(file, HeaderBytes);
            File.WriteAllBytes(written, file);
            MakeRoom(file.Length);
            File.Move(written, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full, or somebody else's: the next start takes as long as this one.
        }
    }

    private void MakeRoom(long bytes)
    {
        var now = DateTime.UtcNow;
        var abandoned = new DirectoryInfo(folder).GetFiles("*.new").Where(file => now - file.LastWriteTimeUtc > AbandonedAfter);
        foreach (var file in abandoned) file.Delete();
        var kept = new DirectoryInfo(folder).GetFiles("*" + Extension).OrderByDescending(file => file.LastWriteTimeUtc).ToList();
        foreach (var (index, file) in kept.Index())
        {
            bytes += file.Length;
            if (index >= MostFiles - 1 || bytes > MostBytes) file.Delete();
        }
    }

    /// <summary>The time of a file's last change tells when it was last used.</summary>
    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It may go sooner than it should, and is then made again.
        }
    }

    private static void Discard(string written)
    {
        try
        {
            File.Delete(written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is cleared away with the abandoned ones.
        }
    }
}
