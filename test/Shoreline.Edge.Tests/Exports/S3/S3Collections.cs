namespace Shoreline.Edge.Tests.Exports.S3;

/// <summary>All tests against Ceph share the one that takes so long to start.</summary>
[CollectionDefinition(Name)]
public sealed class CephTests : ICollectionFixture<CephFixture>
{
    public const string Name = "Ceph";
}

/// <summary>All tests against s3rver share one.</summary>
[CollectionDefinition(Name)]
public sealed class S3rverTests : ICollectionFixture<S3rverFixture>
{
    public const string Name = "s3rver";
}
