namespace Shoreline.Vision.Sampling.Pictures;

/// <summary>Which events of a camera get a picture.</summary>
public enum EventPictureMode
{
    None,

    /// <summary>Those of rules and procedures: the frame that decided them.</summary>
    Events,

    /// <summary>The ends of tracks: the best look at the object.</summary>
    Tracks,

    /// <summary>Both.</summary>
    All,
}
