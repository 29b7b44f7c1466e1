using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Shoreline.Edge.Nucleus;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.Tests.Ipc.InMemory;

/// <summary>Components that exist and never run: their states are what the test says.</summary>
internal sealed class MemoryRuntime : IComponentRuntime
{
    private readonly ConcurrentDictionary<string, ComponentView> _components = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _tokens = new(StringComparer.Ordinal);

    public event Action<ComponentView>? StateChanged;

    /// <summary>What was asked of it: <c>stop a</c>, <c>pause a</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Thrown by the next calls to <see cref="SetPaused"/>.</summary>
    public string? PauseFailure { get; set; }

    /// <returns>Its token.</returns>
    public string Add(
        string name, LifecycleState state = LifecycleState.Running, string version = "1.0.0", ComponentType type = ComponentType.Generic)
    {
        var record = new ComponentRecord { Name = name, Version = version, Type = type };
        _components[name] = new ComponentView(record, state, "NONE", "", IsPaused: false, ProcessId: null, Restarts: 0);
        var token = RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 16);
        _tokens[name] = Encoding.ASCII.GetBytes(token);
        return token;
    }

    public void Set(string name, LifecycleState state)
    {
        _components[name] = _components[name] with { State = state };
        StateChanged?.Invoke(_components[name]);
    }

    public IReadOnlyList<ComponentView> List() => [.. _components.Values.OrderBy(c => c.Record.Name, StringComparer.Ordinal)];

    public bool TryGet(string name, out ComponentView view) => _components.TryGetValue(name, out view!);

    public Task<ApplyOutcome> ApplyAsync(IReadOnlyCollection<ComponentRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records) Add(record.Name, version: record.Version, type: record.Type);
        return Task.FromResult(ApplyOutcome.Success);
    }

    public Task RetainAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        foreach (var gone in _components.Keys.Except(names)) _components.TryRemove(gone, out _);
        return Task.CompletedTask;
    }

    public bool RequestStop(string name) => Call($"stop {name}", name);

    public bool? RequestRestart(string name) => Call($"restart {name}", name) ? _components[name].State != LifecycleState.New : null;

    public void SetPaused(string name, bool paused)
    {
        if (PauseFailure is not null) throw new InvalidOperationException(PauseFailure);
        Call($"{(paused ? "pause" : "resume")} {name}", name);
        _components[name] = _components[name] with { IsPaused = paused };
    }

    public bool Report(string name, LifecycleState state) => Call($"report {name} {state}", name);

    public string? ComponentOfToken(ReadOnlySpan<byte> token)
    {
        string? found = null;
        foreach (var (name, known) in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(known, token)) found = name;
        }
        return found;
    }

    public Task<int?> BootstrapAsync(ComponentRecord record, CancellationToken cancellationToken) => Task.FromResult<int?>(0);

    private bool Call(string call, string name)
    {
        Calls.Enqueue(call);
        return _components.ContainsKey(name);
    }
}
