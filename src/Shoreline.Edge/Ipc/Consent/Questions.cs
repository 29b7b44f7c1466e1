namespace Shoreline.Edge.Ipc.Consent;

/// <summary>Questions that components were asked about deployments and have not answered yet.</summary>
internal sealed class Questions<TAnswer>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Component, string Deployment), TaskCompletionSource<TAnswer>> _pending = [];

    /// <summary>Asks. Whoever asks takes the question back with <see cref="Withdraw"/>.</summary>
    public Task<TAnswer> Ask(string component, string deployment)
    {
        var question = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _pending[(component, deployment)] = question;
        return question.Task;
    }

    /// <summary>After this nobody can answer any more.</summary>
    public void Withdraw(string component, string deployment)
    {
        lock (_lock) _pending.Remove((component, deployment));
    }

    /// <returns>False where there is no such question, or it was answered.</returns>
    public bool TryAnswer(string component, string deployment, TAnswer answer)
    {
        lock (_lock) return _pending.Remove((component, deployment), out var question) && question.TrySetResult(answer);
    }

    /// <summary>Whether the component has yet to answer.</summary>
    public bool IsAsked(string component, string deployment)
    {
        lock (_lock) return _pending.ContainsKey((component, deployment));
    }
}
