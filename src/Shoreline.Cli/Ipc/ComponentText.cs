using System.Text.Encodings.Web;
using System.Text.Json;
using Shoreline.Greengrass.Ipc.Model;

namespace Shoreline.Cli.Ipc;

/// <summary>Components and deployments as text: the lines of greengrass-components, section 8.</summary>
internal static class ComponentText
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IReadOnlyList<ComponentDetails> components, TextWriter output)
    {
        output.WriteLine("Components currently running in Greengrass:");
        foreach (var component in components) Write(component, output);
    }

    public static void Write(ComponentDetails component, TextWriter output)
    {
        output.WriteLine($"Component Name: {component.ComponentName}");
        output.WriteLine($"    Version: {component.Version}");
        output.WriteLine($"    State: {component.State}");
        output.WriteLine($"    Configuration: {component.Configuration?.ToJsonString(Compact) ?? "{}"}");
    }

    public static void Write(LocalDeployment deployment, TextWriter output)
    {
        output.WriteLine($"{deployment.DeploymentId}: {deployment.Status}");
        if (deployment.CreatedOn is { } created) output.WriteLine($"Created on: {created}");
        if (deployment is { Status: "FAILED", DeploymentStatusDetails: { } details }) Write(details, output);
    }

    public static void Write(DeploymentStatusDetails details, TextWriter output)
    {
        output.WriteLine($"Detailed Status: {details.DetailedDeploymentStatus}");
        if (details.DeploymentErrorStack is { Count: > 0 } stack) output.WriteLine($"Deployment Error Stack: {string.Join(", ", stack)}");
        if (details.DeploymentErrorTypes is { Count: > 0 } types) output.WriteLine($"Deployment Error Types: {string.Join(", ", types)}");
        if (details.DeploymentFailureCause is { Length: > 0 } cause) output.WriteLine($"Deployment Failure Cause: {cause}");
    }

    public static void Write(IReadOnlyList<LocalDeployment> deployments, TextWriter output)
    {
        var blocks = deployments.Select(d => $"Deployment ID: {d.DeploymentId}\nCreated on: {d.CreatedOn}\nStatus: {d.Status}\n");
        output.Write(string.Join('\n', blocks));
    }
}
