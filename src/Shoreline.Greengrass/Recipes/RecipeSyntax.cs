namespace Shoreline.Greengrass.Recipes;

public enum RecipeSyntax
{
    Json,
    Yaml,
}
