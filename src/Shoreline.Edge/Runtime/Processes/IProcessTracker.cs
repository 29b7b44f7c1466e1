namespace Shoreline.Edge.Runtime.Processes;

/// <summary>Knows all processes of one component, whatever they did to their parent, group or session.</summary>
internal interface IProcessTracker
{
    /// <summary>The processes that live at a moment after the call began.</summary>
    Task<IReadOnlyCollection<int>> ListAsync();

    /// <summary>Sends SIGKILL to all. Some may be forked meanwhile: list again, and kill again.</summary>
    /// <param name="listed">What a list just gave.</param>
    Task KillAsync(IReadOnlyCollection<int> listed);
}
