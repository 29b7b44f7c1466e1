using Shoreline.Core;
using Shoreline.Vision.Models;
using Shoreline.Vision.Native.OnnxRuntime;

namespace Shoreline.Vision.Inference;

/// <summary>The sessions that are in use: however many cameras and lanes run a model, its weights are in memory once.</summary>
/// <remarks>Thread-safe. Who asks for a model that is being loaded waits for that one; other models load beside it.</remarks>
/// <param name="graphs">Where optimised graphs are kept.</param>
internal sealed class SessionPool(GraphCache graphs)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Digest, InferenceOptions Options), Entry> _entries = [];

    /// <summary>The sessions of this process.</summary>
    public static SessionPool Shared { get; } = new(GraphCache.FromEnvironment());

    /// <summary>Sessions that are loaded.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _entries.Count;
        }
    }

    /// <summary>How many use the session of a model; 0 where it is not loaded.</summary>
    public int UsersOf(Model model, InferenceOptions options)
    {
        lock (_lock) return _entries.TryGetValue((model.Digest, options), out var entry) ? entry.Users : 0;
    }

    /// <summary>
    /// The session of a model; loaded where nobody uses it yet. Dispose the answer, and the last one to do so unloads it.
    /// </summary>
    /// <exception cref="InvalidInputException">The weights are not a model that this ONNX Runtime can run.</exception>
    public SharedSession Acquire(Model model, InferenceOptions options)
    {
        var key = (model.Digest, options);
        Entry? entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out entry)) _entries[key] = entry = new Entry(() => Load(model, options));
            entry.Users++;
        }
        try
        {
            return new SharedSession(entry.Session.Value, () => Release(key, entry));
        }
        catch
        {
            Release(key, entry);
            throw;
        }
    }

    private void Release((string, InferenceOptions) key, Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Users > 0) return;
            _entries.Remove(key);
        }
        if (entry.Session.IsValueCreated) entry.Session.Value.Dispose();
    }

    private InferenceSession Load(Model model, InferenceOptions options)
    {
        try
        {
            return graphs.Open(model.WeightsPath, model.Digest, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException(
                $"The weights {model.WeightsPath} of the model '{model.Manifest.Name}' cannot be loaded: {e.Message}", e);
        }
    }

    private sealed class Entry(Func<InferenceSession> load)
    {
        public Lazy<InferenceSession> Session { get; } = new(load);

        /// <summary>Under the pool's lock.</summary>
        public int Users { get; set; }
    }
}

/// <summary>A session that others use too.</summary>
internal sealed class SharedSession(InferenceSession session, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>Valid until <see cref="Dispose"/>.</summary>
    public InferenceSession Session { get; } = session;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
