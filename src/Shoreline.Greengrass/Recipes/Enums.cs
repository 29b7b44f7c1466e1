namespace Shoreline.Greengrass.Recipes;

/// <summary>What kind of component a recipe describes (greengrass-components, 1.3).</summary>
public enum ComponentType
{
    Generic,
    Nucleus,
    Plugin,
    Lambda,
}

/// <summary>Whether a dependent waits for a dependency and restarts with it.</summary>
public enum DependencyType
{
    Hard,
    Soft,
}

/// <summary>What happens to an artifact after it was fetched (greengrass-components, 1.10).</summary>
public enum ArtifactUnarchive
{
    None,
    Zip,
}

/// <summary>Whom an artifact's permission is given to.</summary>
public enum ArtifactAccess
{
    None,
    Owner,
    All,
}
