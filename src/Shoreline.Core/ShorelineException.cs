namespace Shoreline.Core;

/// <summary>
/// A failure that Shoreline expected and can explain. The message is one line: what happened, to what, with the numbers, and what to do
/// next.
/// </summary>
/// <remarks>Derive one type per thing a caller can do about it, not per place that throws.</remarks>
public class ShorelineException : Exception
{
    public ShorelineException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>True where the same call may succeed later without anybody changing anything.</summary>
    public virtual bool IsTransient => false;
}

/// <summary>
/// Arguments or configuration are wrong. The command line exits with 2. The message may hold several lines, one per fault.
/// </summary>
public sealed class InvalidInputException(string message, Exception? inner = null) : ShorelineException(message, inner);

/// <summary>A program, library, model or server that is needed is not there. The command line exits with 3.</summary>
/// <remarks>The message names what is missing and how to get it.</remarks>
public sealed class MissingDependencyException(string message, Exception? inner = null) : ShorelineException(message, inner);
