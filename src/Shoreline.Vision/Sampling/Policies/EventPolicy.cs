using Shoreline.Vision.Pipeline;
using Shoreline.Vision.Rules;

namespace Shoreline.Vision.Sampling.Policies;

/// <summary>Chooses frames that decided an event of certain types.</summary>
internal sealed class EventPolicy : ISamplePolicy
{
    private readonly bool[] _wanted = new bool[Enum.GetValues<VisionEventType>().Length];

    public EventPolicy(IEnumerable<VisionEventType> types)
    {
        foreach (var type in types) _wanted[(int)type] = true;
    }

    public SampleReasons Reason => SampleReasons.Events;

    public bool Wants(AnalysedFrame frame) // hot: per frame
    {
        for (var i = 0; i < frame.Events.Count; i++)
        {
            if (_wanted[(int)frame.Events[i].Type]) return true;
        }
        return false;
    }
}
