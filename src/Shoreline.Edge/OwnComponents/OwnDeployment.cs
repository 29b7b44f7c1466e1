using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shoreline.Edge.Cameras;
using Shoreline.Edge.Nucleus;
using Shoreline.Edge.Reload;
using Shoreline.Edge.Runtime.Accounts;
using Shoreline.Greengrass.Recipes;

namespace Shoreline.Edge.OwnComponents;

/// <summary>
/// What <c>edge.yaml</c> says, as a local deployment: the same document as any other, in a group of its own. A component whose part of the file did not change gets the
/// configuration it has, and is left alone.
/// </summary>
internal sealed class OwnDeployment
{
    /// <summary>Group of the gateway's own components.</summary>
    public const string Group = "shoreline-edge";

    /// <summary>Key of the components' configuration for the path of the file that they read.</summary>
    public const string FileKey = "configFile";

    /// <summary>The gateway's own user, by number: its components read what only it may.</summary>
    private static readonly string Gateway = string.Create(
        CultureInfo.InvariantCulture, $"{PosixAccounts.EffectiveUserId}:{PosixAccounts.EffectiveGroupId}");

    private readonly List<(Recipe Recipe, JsonObject Configuration)> _components = [];

    private OwnDeployment() { }

    public IEnumerable<string> Names => _components.Select(component => component.Recipe.Name);

    /// <summary>Files that the components of the cameras read.</summary>
    public required CameraFiles Files { get; init; }

    /// <param name="brokerConfig">Path of the broker's configuration file, written already.</param>
    public static OwnDeployment Of(GatewaySettings settings, string brokerConfig)
    {
        var deployment = new OwnDeployment { Files = settings.CameraFiles };
        deployment.Add(OwnRecipes.Read(OwnRecipes.Broker), WithFile(brokerConfig, RevisionOf(brokerConfig)));
        foreach (var (group, path, revision) in settings.CameraFiles.Groups)
        {
            deployment.Add(OwnRecipes.Read(OwnRecipes.Vision) with { Name = OwnRecipes.VisionOf(group) }, WithFile(path, revision));
        }
        if (settings.Sensor is { } sensor) deployment.Add(OwnRecipes.Read(OwnRecipes.SensorSource), new JsonObject { ["control"] = sensor.Address.ToString() });
        if (settings.Config.Aggregate) deployment.Add(OwnRecipes.Read(OwnRecipes.Aggregator), []);
        foreach (var component in settings.Config.Components) deployment.Add(OwnRecipes.Of(component), []);
        return deployment;
    }

    /// <summary>Writes the recipes into a folder, and says what to deploy.</summary>
    /// <param name="deployed">Components that the group has now.</param>
    /// <returns>The deployment, and a digest of all that it says.</returns>
    public (LocalDeploymentRequest Request, string Digest) Write(string recipeFolder, IEnumerable<string> deployed)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (Directory.Exists(recipeFolder)) Directory.Delete(recipeFolder, recursive: true);
        Directory.CreateDirectory(recipeFolder);
        foreach (var (recipe, configuration) in _components)
        {
            var text = RecipeWriter.Write(recipe, RecipeSyntax.Yaml);
            File.WriteAllText(Path.Combine(recipeFolder, recipe.Name + ".yaml"), text);
            digest.AppendData(Encoding.UTF8.GetBytes(text));
            digest.AppendData(Encoding.UTF8.GetBytes(configuration.ToJsonString()));
        }
        var request = new LocalDeploymentRequest
        {
            GroupName = Group,
            RecipeFolder = recipeFolder,
            RootsToAdd = _components.ToDictionary(component => component.Recipe.Name, component => component.Recipe.Version.ToString()),
            RootsToRemove = [.. deployed.Except(Names)],
            Configuration = _components.ToDictionary(
                component => component.Recipe.Name, component => new JsonObject { ["MERGE"] = component.Configuration.DeepClone() }),
            RunWith = Names.ToDictionary(name => name, _ => new RunWith { PosixUser = Gateway }),
            RollBack = true,
        };
        return (request, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private static JsonObject WithFile(string path, string revision) => new() { [FileKey] = path, ["revision"] = revision };

    private static string RevisionOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))[..16];

    private void Add(Recipe recipe, JsonObject configuration) => _components.Add((recipe, configuration));
}
