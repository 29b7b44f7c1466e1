namespace Shoreline.Portal.Tests;

/// <summary>One demo and one browser serve all tests of this assembly, which therefore run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoFixture>, ICollectionFixture<ChromiumFixture>
{
    public const string Name = "demo";
}
