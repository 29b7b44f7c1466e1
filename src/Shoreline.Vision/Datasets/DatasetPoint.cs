namespace Shoreline.Vision.Datasets;

/// <summary>A keypoint as data sets have it.</summary>
/// <param name="X">Pixels; 0 where it is not visible.</param>
/// <param name="Visibility">0: not labelled; 2: labelled and visible. Models do not tell what is hidden from what is not there.</param>
internal readonly record struct DatasetPoint(double X, double Y, int Visibility)
{
    /// <summary>Below this a model guesses where the point would be.</summary>
    private const double LeastScore = 0.3;

    public static DatasetPoint Of(IReadOnlyList<double> point, int width, int height)
    {
        var (x, y) = (point[0], point[1]);
        return point[2] >= LeastScore && x is >= 0 and <= 1 && y is >= 0 and <= 1
            ? new DatasetPoint(DatasetObject.Round(x * width), DatasetObject.Round(y * height), 2)
            : default;
    }
}
