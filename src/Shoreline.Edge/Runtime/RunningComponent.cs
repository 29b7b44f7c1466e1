using Shoreline.Edge.Runtime.Machine;
using Shoreline.Edge.Runtime.Steps;

namespace Shoreline.Edge.Runtime;

/// <summary>A component that the runtime knows.</summary>
/// <param name="Life">Completes when it is forgotten, or the runtime ends; nothing of it runs then.</param>
internal sealed record RunningComponent(ComponentBoard Board, ComponentSite Site, ComponentMachine Machine, Task Life);
