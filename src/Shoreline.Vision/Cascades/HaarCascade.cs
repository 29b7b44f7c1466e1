namespace Shoreline.Vision.Cascades;

/// <summary>A cascade of boosted classifiers over Haar features, as OpenCV trains and stores them. Immutable.</summary>
/// <remarks>
/// A window passes a stage where the sum over its trees reaches the stage's threshold, and is an object where it passes all. A tree is walked from its
/// first node: below the node's threshold to the left, else to the right, until a leaf gives the tree's value.
/// </remarks>
/// <param name="WindowWidth">Width of the window in pixels.</param>
/// <param name="WindowHeight">Height of the window in pixels.</param>
internal sealed record HaarCascade(
    int WindowWidth, int WindowHeight, HaarStage[] Stages, HaarTree[] Trees, HaarNode[] Nodes, float[] Leaves, HaarFeature[] Features);

/// <summary>A run of trees that together vote on a window.</summary>
internal readonly record struct HaarStage(int FirstTree, int TreeCount, float Threshold);

/// <summary>Where the nodes and leaves of one tree begin.</summary>
internal readonly record struct HaarTree(int FirstNode, int FirstLeaf);

/// <summary>A question about one feature. A child above 0 is a node of the tree; otherwise its negative is a leaf of the tree.</summary>
internal readonly record struct HaarNode(int Left, int Right, int Feature, float Threshold);

/// <summary>The weighted sum of the brightness in up to three rectangles of the window; the third's weight is 0 where there are two.</summary>
internal readonly record struct HaarFeature(HaarRectangle First, HaarRectangle Second, HaarRectangle Third);

/// <summary>In pixels of the window.</summary>
internal readonly record struct HaarRectangle(int X, int Y, int Width, int Height, float Weight);
