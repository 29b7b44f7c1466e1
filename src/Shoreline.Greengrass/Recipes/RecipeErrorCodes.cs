namespace Shoreline.Greengrass.Recipes;

/// <summary>Error codes of deployments that have to do with recipes (greengrass-components, 1 and 7.12).</summary>
public static class RecipeErrorCodes
{
    public const string ParseError = "RECIPE_PARSE_ERROR";
    public const string MissingManifest = "RECIPE_MISSING_MANIFEST";
    public const string VersionNotValid = "COMPONENT_VERSION_NOT_VALID";
    public const string NoManifestFits = "LOCAL_RECIPE_NOT_FOUND";
    public const string EmptyArtifactScheme = "EMPTY_ARTIFACT_SCHEME";
    public const string UnsupportedArtifactScheme = "UNSUPPORTED_ARTIFACT_SCHEME";
}
