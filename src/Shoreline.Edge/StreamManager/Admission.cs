using System.Net.Sockets;

namespace Shoreline.Edge.StreamManager;

/// <summary>
/// Lets connections in. Those that have not shaken hands yet are bounded apart from the others, and the oldest of them gives way to a new
/// one: whoever holds sockets open and says nothing keeps no client out. Thread-safe.
/// </summary>
internal sealed class Admission(int mostConnected, int mostUnfinished)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Entrant> _unfinished = new(); // the oldest first
    private int _connected;

    /// <summary>Takes in a connection that begins to shake hands.</summary>
    /// <param name="displaced">True where another one has to give way for it.</param>
    public Entrant Enter(Socket socket, out bool displaced)
    {
        var entrant = new Entrant(this, socket);
        Entrant? victim;
        lock (_lock)
        {
            victim = _unfinished.Count < mostUnfinished ? null : Victim();
            if (victim is not null) _unfinished.Remove(victim);
            _unfinished.AddLast(entrant);
        }
        displaced = victim is not null;
        victim?.GiveWay();
        return entrant;
    }

    /// <returns>False where as many as may are connected.</returns>
    internal bool TryConnect(Entrant entrant)
    {
        lock (_lock)
        {
            if (_connected == mostConnected) return false;
            _unfinished.Remove(entrant);
            _connected++;
            return true;
        }
    }

    internal void Leave(Entrant entrant)
    {
        lock (_lock)
        {
            _unfinished.Remove(entrant);
            if (entrant.IsConnected) _connected--;
        }
    }

    /// <summary>
    /// The oldest that is silent. What has sent something is about to be heard: in a burst of connections a client may wait for that a
    /// moment.
    /// </summary>
    private Entrant Victim() => _unfinished.FirstOrDefault(entrant => entrant.IsSilent) ?? _unfinished.First!.Value;
}

/// <summary>One connection, from accept to end.</summary>
internal sealed class Entrant(Admission admission, Socket socket) : IDisposable
{
    private readonly CancellationTokenSource _givingWay = new(); // has neither timer nor handle, so nobody need dispose it
    private bool _hasLeft;

    /// <summary>Cancelled when it has to end, because it has not shaken hands and others want to.</summary>
    public CancellationToken GivingWay => _givingWay.Token;

    /// <summary>Whether it has shaken hands.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Whether nothing of it waits to be read.</summary>
    internal bool IsSilent
    {
        get
        {
            try
            {
                return socket.Available == 0;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return true; // it is ending
            }
        }
    }

    /// <summary>Call once the handshake is good. False where as many as may are connected: it has to end.</summary>
    public bool TryConnect() => IsConnected = admission.TryConnect(this);

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _hasLeft, true)) admission.Leave(this);
    }

    internal void GiveWay() => _givingWay.Cancel();
}
