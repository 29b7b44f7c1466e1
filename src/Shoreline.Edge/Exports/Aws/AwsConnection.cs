using Amazon.Runtime;

namespace Shoreline.Edge.Exports.Aws;

/// <summary>How to reach a service that speaks as AWS does, whoever runs it.</summary>
internal sealed record AwsConnection
{
    /// <summary>Null: AWS's own of the region. With a path the server is addressed below it.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Also part of what is signed. Servers of other makers take <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Null: AWS's usual chain of environment, profile and the machine's or container's role.</summary>
    public AwsKeys? Keys { get; init; }
}

/// <summary>An access key of its own.</summary>
/// <param name="SessionToken">Only of temporary keys.</param>
internal sealed record AwsKeys(string AccessKey, Secret SecretKey, Secret? SessionToken = null)
{
    public AWSCredentials ToCredentials() => SessionToken is { } token
        ? new SessionAWSCredentials(AccessKey, SecretKey.Reveal(), token.Reveal())
        : new BasicAWSCredentials(AccessKey, SecretKey.Reveal());
}
