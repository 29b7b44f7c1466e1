namespace Shoreline.Vision.Datasets;

/// <summary>Where the frames of a data set come from.</summary>
public interface IDatasetSource
{
    /// <summary>What it is called in messages.</summary>
    string Name { get; }

    /// <summary>How many records there are about; null where that is not known before they are read.</summary>
    long? Count { get; }

    /// <summary>Hands over all records, one after the other. Blocks.</summary>
    /// <exception cref="Core.ShorelineException">The source cannot be read.</exception>
    void ReadAll(DatasetIntake intake, CancellationToken cancellationToken);
}
