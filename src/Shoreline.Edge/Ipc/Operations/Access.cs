namespace Shoreline.Edge.Ipc.Operations;

/// <summary>What an operation's caller needs a policy for (greengrass-ipc, 5.2).</summary>
/// <param name="Service">Under which the policies stand.</param>
/// <param name="Resource">What the request is about. Arguments that are checked before the policies are checked here, by throwing.</param>
internal sealed record Access<TRequest>(string Service, Func<TRequest, string> Resource)
{
    /// <summary>The resource of operations that are about everything.</summary>
    public const string Everything = "*";

    /// <summary>Access that a policy grants for the resource <c>*</c> only.</summary>
    public static Access<TRequest> ToEverything(string service) => new(service, _ => Everything);
}
