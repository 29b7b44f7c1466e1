using Shoreline.Messaging.Broker;

namespace Shoreline.Edge.OwnComponents;

/// <summary>The gateway's broker before it runs: its configuration file, and the address that all who use it know.</summary>
internal sealed record BrokerSetup(string ConfigFile, Uri Endpoint)
{
    /// <summary>Writes the file. A broker left by a killed gateway is stopped.</summary>
    /// <exception cref="Core.MissingDependencyException">Mosquitto is not installed.</exception>
    /// <exception cref="Core.InvalidInputException">The port is in use.</exception>
    public static BrokerSetup Prepare(MosquittoOptions options)
    {
        var (file, endpoint) = MosquittoProcess.Prepare(options);
        return new BrokerSetup(file, endpoint);
    }
}
