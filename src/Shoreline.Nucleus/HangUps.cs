using System.Runtime.InteropServices;

namespace Shoreline.Nucleus;

/// <summary>
/// Takes SIGHUP, which would end the process, from the moment that it is made. Signals that come before anybody listens are one, told
/// then.
/// </summary>
internal sealed class HangUps : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration _registration;
    private Action? _listener;
    private bool _isMissed;

    public HangUps() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Take);

    public void Dispose() => _registration.Dispose();

    /// <param name="listener">Must return soon.</param>
    public void Listen(Action listener)
    {
        lock (_lock)
        {
            _listener = listener;
            if (_isMissed) listener();
        }
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_lock)
        {
            if (_listener is null) _isMissed = true;
            else _listener();
        }
    }
}
