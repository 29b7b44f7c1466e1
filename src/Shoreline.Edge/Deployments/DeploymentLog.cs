using Microsoft.Extensions.Logging;

namespace Shoreline.Edge.Deployments;

/// <summary>What deployments tell the operator. Ids from 5340.</summary>
internal static partial class DeploymentLog
{
    [LoggerMessage(5340, LogLevel.Information, "Deployment {Id} of {Group} begins")]
    public static partial void Begins(ILogger logger, Guid id, string group);

    [LoggerMessage(5341, LogLevel.Information, "Deployment {Id} is over: {Detailed}")]
    public static partial void Succeeded(ILogger logger, Guid id, string detailed);

    [LoggerMessage(5342, LogLevel.Error, "Deployment {Id} is over: {Detailed}: {Cause}")]
    public static partial void Failed(ILogger logger, Guid id, string detailed, string cause);

    [LoggerMessage(5343, LogLevel.Warning, "Deployment {Id}: {Warning}")]
    public static partial void Warning(ILogger logger, Guid id, string warning);

    [LoggerMessage(5344, LogLevel.Information, "'{Path}' is no recipe, by its name; it is passed over")]
    public static partial void NoRecipe(ILogger logger, string path);

    [LoggerMessage(5345, LogLevel.Warning, "The artifact folder has '{Version}' below '{Name}', which is no version; it is passed over")]
    public static partial void NoVersionFolder(ILogger logger, string name, string version);

    [LoggerMessage(5346, LogLevel.Error, "Deployment {Id} failed in a way that is not foreseen")]
    public static partial void Unforeseen(ILogger logger, Exception exception, Guid id);

    [LoggerMessage(5347, LogLevel.Error, "The journal {Path} of a deployment is damaged at byte {Offset}; what follows is not known")]
    public static partial void JournalDamaged(ILogger logger, string path, long offset);

    [LoggerMessage(5348, LogLevel.Information, "Deployment {Id} asks for a restart of the {What}; it goes on after that")]
    public static partial void AsksRestart(ILogger logger, Guid id, string what);

    [LoggerMessage(5349, LogLevel.Warning, "Deployment {Id} was interrupted: {What}")]
    public static partial void Resumed(ILogger logger, Guid id, string what);

    [LoggerMessage(5350, LogLevel.Error, "What no deployment needs any more could not be cleaned up: {Reason}; it is tried again after the next one")]
    public static partial void NotCleaned(ILogger logger, string reason);

    [LoggerMessage(5351, LogLevel.Error, "Component {Component} is broken: {Reason}")]
    public static partial void BrokenAtStart(ILogger logger, string component, string? reason);

    [LoggerMessage(5352, LogLevel.Error, "The fleet could not be told how deployment {Id} ended: {Reason}")]
    public static partial void NotTold(ILogger logger, Guid id, string reason);
}
