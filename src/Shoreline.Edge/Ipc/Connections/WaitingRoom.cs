namespace Shoreline.Edge.Ipc.Connections;

/// <summary>The connections that have shown no token yet.</summary>
/// <remarks>
/// Any local user may connect, so anybody can fill it. A newcomer then takes the place of the oldest connection of the process that has
/// most of them here: who connects and stays silent locks out itself, and one that sends its token at once is through before its turn
/// comes.
/// </remarks>
internal sealed class WaitingRoom(int size)
{
    private readonly Lock _lock = new();
    private readonly List<(IpcConnection Connection, int ProcessId)> _waiting = new(size); // oldest first

    public int Count
    {
        get { lock (_lock) return _waiting.Count; }
    }

    /// <returns>Who has to leave for it, if somebody has to.</returns>
    public IpcConnection? Enter(IpcConnection connection, int processId)
    {
        lock (_lock)
        {
            IpcConnection? leaving = null;
            if (_waiting.Count == size)
            {
                var greediest = _waiting.CountBy(w => w.ProcessId).MaxBy(c => c.Value).Key;
                var at = _waiting.FindIndex(w => w.ProcessId == greediest);
                leaving = _waiting[at].Connection;
                _waiting.RemoveAt(at);
            }
            _waiting.Add((connection, processId));
            return leaving;
        }
    }

    public void Leave(IpcConnection connection)
    {
        lock (_lock) _waiting.RemoveAll(w => w.Connection == connection);
    }
}
